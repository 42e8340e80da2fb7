/// Files that are not statements in text, told by their first bytes.
enum ForeignFile {
    static func kind(of head: [UInt8]) -> (kind: String, advice: String)? {
        for (mark, kind, advice) in marks where head.starts(with: mark) { return (kind, advice) }
        return nil
    }

    /// Whether text has more control characters in it than faulty exports do.
    static func isBinary(_ sample: [UInt8]) -> Bool {
        var controls = 0
        for byte in sample where byte < .space {
            // A zero weighs double: no text has it.
            if byte == 0 { controls += 2 } else if !byte.isASCIIWhitespace, byte > 0x04, byte != 0x1A { controls += 1 }
        }
        return controls * 100 > sample.count
    }

    private static let marks: [([UInt8], String, String)] = [
        (Array("%PDF".utf8), "a PDF document", "Download the statement as CSV, OFX, CAMT or MT940 instead."),
        ([0xD0, 0xCF, 0x11, 0xE0], "an Excel workbook", "Open it in a spreadsheet program and save it as CSV."),
        ([0x1F, 0x8B], "a gzip archive", "Unpack it and import the file in it."),
        ([0x37, 0x7A, 0xBC, 0xAF], "a 7-Zip archive", "Unpack it and import the files in it."),
        (Array("Rar!".utf8), "a RAR archive", "Unpack it and import the files in it."),
        (Array("{\\rtf".utf8), "a text processor document", "Download the statement as CSV, OFX, CAMT or MT940 instead."),
    ]
}
