import Testing

@testable import Ingestion

/// Encodings of one byte a character, told apart by what their bytes say.
struct TextEncodingTests {
    /// Statements as a bank of the language would write them, none with a heading that is known by its accents.
    private static let statements: [(TextEncoding, String)] = [
        (.windows1252, "Date;Text;Amount\n02.09.2025;Cœur d'Été, sœur Agnès;-5,00\n03.09.2025;Bœuf à la crème;-6,00\n"),
        (.windows1252, "Date;Text;Amount\n02.09.2025;Bäckerei Müßig, Straßburg;-5,00\n03.09.2025;Café Français;-6,00\n"),
        (.windows1252, "Date;Text;Amount\n02.09.2025;Rødgrød på Ærø;-5,00\n03.09.2025;Smörgås;-6,00\n"),
        (.windows1252, "Date;Text;Amount\n02.09.2025;Þórunn Ýr, Ísafjörður;-5,00\n03.09.2025;Kaffi með kærleik;-6,00\n"),
        (.windows1252, "Date;Text;Amount\n02.09.2025;Ação São João;-5,00\n03.09.2025;¿Niño? 1ª línea;-6,00\n"),
        (.windows1252, "Date;Text;Amount\n02.09.2025;Škoda Oy, Žižkov;-5,00\n03.09.2025;Jäätelö – 5 €;-6,00\n"),
        (.windows1252, "Date;Text;Amount\n02.09.2025;Müller & Nový GmbH, Köln;-5,00\n03.09.2025;Größe §3 m²;-6,00\n"),
        (.windows1250, "Date;Text;Amount\n02.09.2025;Żabka świeże bułki, Łódź;-5,00\n03.09.2025;Zażółć gęślą jaźń;-6,00\n"),
        (.iso8859part2, "Date;Text;Amount\n02.09.2025;Żabka świeże bułki, Łódź;-5,00\n03.09.2025;Zażółć gęślą jaźń;-6,00\n"),
        (.windows1250, "Date;Text;Amount\n02.09.2025;Příliš žluťoučký kůň;-5,00\n03.09.2025;Šafařík;-6,00\n"),
        (.iso8859part2, "Date;Text;Amount\n02.09.2025;Příliš žluťoučký kůň;-5,00\n03.09.2025;Šafařík;-6,00\n"),
        (.windows1250, "Date;Text;Amount\n02.09.2025;Győri sütő, bő fűszer;-5,00\n03.09.2025;Szűcs Ödön;-6,00\n"),
        (.windows1250, "Date;Text;Amount\n02.09.2025;Pâinea Țării\n03.09.2025;Bună cafea, Iaşi\n".replacing("Ț", with: "Ţ")),
        (.windows1257, "Date;Text;Amount\n02.09.2025;Žemaitė ir Ąžuolas;-5,00\n03.09.2025;Už šventę, ačiū;-6,00\n"),
        (.windows1257, "Date;Text;Amount\n02.09.2025;Ķirši un šķūņa jumts;-5,00\n03.09.2025;Kļava, Liepāja;-6,00\n"),
        (.windows1257, "Date;Text;Amount\n02.09.2025;Šašlõkk, žetoon;-5,00\n03.09.2025;Õunapuu öö;-6,00\n"),
        (.windows1254, "Tarih;Metin;Tutar\n02.09.2025;Çiğdem alışveriş, İstanbul;-5,00\n03.09.2025;Işık mağazası;-6,00\n"),
        (.windows1251, "Date;Text;Amount\n02.09.2025;Пекарня на углу;-5,00\n03.09.2025;ЗАРПЛАТА;-6,00\n"),
        (.iso8859part7, "Date;Text;Amount\n02.09.2025;Φούρνος η Ελλάδα;-5,00\n03.09.2025;ΜΙΣΘΟΔΟΣΙΑ;-6,00\n"),
        (.windows1253, "Date;Text;Amount\n02.09.2025;Άγιος Δημήτριος, ένα καφέ;-5,00\n03.09.2025;ΜΙΣΘΟΔΟΣΙΑ;-6,00\n"),
        (.iso8859part7, "Date;Text;Amount\n02.09.2025;Άγιος Δημήτριος, ένα καφέ;-5,00 €\n03.09.2025;ΜΙΣΘΟΔΟΣΙΑ;-6,00 €\n"),
        (.iso8859part15, "Date;Text;Amount\n02.09.2025;Panadería El Sol;-5,00€\n03.09.2025;Nómina;6,00€\n"),
        (.iso8859part15, "Date;Text;Amount\n02.09.2025;Bœuf et sœur;-5,00\n03.09.2025;Cœur;6,00\n"),
    ]

    @Test(arguments: statements.indices)
    func `text of one byte a character is read in the letters it was written in`(_ index: Int) throws {
        let (encoding, text) = Self.statements[index]
        let bytes = try Self.encoded(text, encoding)
        let (found, finding) = TextEncoding.detect(bytes)
        var decoded: [UInt8] = []
        var decoder = TextDecoder(found)
        decoder.decode(bytes, into: &decoded)
        #expect(String(decoding: decoded, as: UTF8.self) == text, "taken for \(found): \(finding.why)")
    }

    @Test func `A4 is a euro sign beside amounts and says nothing within a word`() {
        let euro = Array("Date;Text;Amount\n02.09.2025;Caf\u{E9};5,00\u{A4}\n".unicodeScalars.map { UInt8($0.value) })
        #expect(TextEncoding.detect(euro).encoding == .iso8859part15)
        let within = Array("Date;Text;Amount\n02.09.2025;Caf\u{E9} a\u{A4}b;5,00\n".unicodeScalars.map { UInt8($0.value) })
        #expect(TextEncoding.detect(within).encoding == .windows1252)
        let windows = Array("Date;Text;Amount\n02.09.2025;\u{93}Caf\u{E9}\u{94} \u{A4};5,00\n".unicodeScalars.map { UInt8($0.value) })
        #expect(TextEncoding.detect(windows).encoding == .windows1252)
    }

    @Test(arguments: [
        ("ISO-8859-7", TextEncoding.iso8859part7), ("iso-8859-9", .windows1254), ("windows-1257", .windows1257),
        ("ISO-8859-13", .windows1257),
        ("windows-1253", .windows1253),
    ])
    func `an encoding that a file declares is known by its name`(_ name: String, _ encoding: TextEncoding) {
        let head = Array("<?xml version=\"1.0\" encoding=\"\(name)\"?><a>".utf8) + [0xE1, 0xE2]
        #expect(TextEncoding.detect(head).encoding == encoding)
    }

    private static func encoded(_ text: String, _ encoding: TextEncoding) throws -> [UInt8] {
        let table = try #require(encoding.upperHalf)
        return try text.unicodeScalars.map { scalar in
            if scalar.isASCII { return UInt8(scalar.value) }
            return UInt8(0x80 + (try #require(table.firstIndex(of: Array(String(scalar).utf8)), "\(scalar)")))
        }
    }
}
