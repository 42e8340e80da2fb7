/// Files that are not statements in text, told by their first bytes.
enum ForeignFile {
    static func kind(of head: [UInt8]) -> (kind: String, advice: String)? {
        for (mark, kind, advice) in marks where head.starts(with: mark) { return (kind, advice) }
        let beginning = String(decoding: head.prefix(1_024), as: UTF8.self).lowercased().drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        if ["<html", "<!doctype html", "<table", "<meta", "<head"].contains(where: beginning.hasPrefix) {
            return ("a web page", "Open it in a spreadsheet program and save it as CSV.")
        }
        if beginning.hasPrefix("<?xml"), beginning.contains("urn:schemas-microsoft-com:office") || beginning.contains("excel.sheet") {
            return ("an Excel workbook", "Open it in a spreadsheet program and save it as CSV.")
        }
        if ["\"extf\";", "extf;", "\"dtvf\";", "dtvf;"].contains(where: beginning.hasPrefix) {
            return ("a batch of entries for DATEV", "Download the bank's own statement as CSV, CAMT or MT940 instead.")
        }
        // `{1:` opens a message of SWIFT.
        let marks = beginning.lazy.filter { !$0.isWhitespace }.prefix(2)
        if ["{\"", "[{", "[["].contains(String(marks)) { return ("JSON", "Download the statement as CSV, OFX, CAMT or MT940 instead.") }
        return nil
    }

    /// Whether text is XML, of whatever kind.
    static func isXML(_ sample: [UInt8]) -> Bool {
        let beginning = String(decoding: sample.prefix(256), as: UTF8.self).drop { $0.isWhitespace }
        return beginning.hasPrefix("<?xml") || beginning.hasPrefix("<Document")
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

    /// Whether text that is not UTF-8 is in one of the encodings of East Asia, in which a character has two bytes.
    ///
    /// Shift-JIS: the signs and kana begin with 81 to 83 hex, and are followed by further bytes beyond ASCII more often than the accented
    /// letters that have these places in DOS code pages. EUC and GBK: bytes beyond ASCII come in even numbers.
    static func isEastAsian(_ sample: [UInt8]) -> Bool {
        let leads = zip(sample, sample.dropFirst()).filter { (0x81...0x83).contains($0.0) }
        if leads.count >= 4, leads.count(where: { $0.1 >= 0x80 }) * 10 >= leads.count * 3 { return true }
        let runs = sample.split { $0 < 0xA1 }
        return runs.count >= 6 && runs.allSatisfy { $0.count.isMultiple(of: 2) } && runs.reduce(0) { $0 + $1.count } >= runs.count * 3
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
