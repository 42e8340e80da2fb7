/// A tag of a page, with where it stands. This reads what our own templates write, not what is found in the wild: names in small letters,
/// values within double quotes, no scripts.
struct PageTag: Sendable {
    /// `input`; `/form` closes.
    let name: String
    /// In bytes of the page.
    let range: Range<Int>
    private(set) var attributes: [(name: String, value: String?)]

    /// As it stands in the page, escaped; empty for an attribute without a value.
    subscript(name: String) -> String? {
        guard let found = attributes.first(where: { $0.name == name }) else { return nil }
        return found.value ?? ""
    }

    mutating func set(_ name: String, _ value: String?) {
        guard let index = attributes.firstIndex(where: { $0.name == name }) else { return attributes.append((name, value)) }
        attributes[index] = (name, value)
    }

    mutating func remove(_ name: String) { attributes.removeAll { $0.name == name } }

    var text: String {
        "<" + name + attributes.map { " " + $0.name + ($0.value.map { "=\"\($0)\"" } ?? "") }.joined() + ">"
    }

    static func all(in page: [UInt8]) -> [PageTag] {
        var tags: [PageTag] = []
        var start = page.startIndex
        while let open = page[start...].firstIndex(of: UInt8(ascii: "<")) {
            var reader = Reader(page: page, position: open + 1)
            guard let tag = reader.tag(from: open) else {
                start = open + 1
                continue
            }
            tags.append(tag)
            start = reader.position
        }
        return tags
    }

    private struct Reader {
        let page: [UInt8]
        var position: Int

        private static let blanks: Set<UInt8> = [UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
        private static let ends: Set<UInt8> = blanks.union([UInt8(ascii: ">"), UInt8(ascii: "=")])

        private var byte: UInt8? { position < page.count ? page[position] : nil }

        mutating func tag(from start: Int) -> PageTag? {
            let name = word()
            guard let first = name.utf8.first, first == UInt8(ascii: "/") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else {
                return nil
            }
            var attributes: [(name: String, value: String?)] = []
            while true {
                while let byte, Self.blanks.contains(byte) { position += 1 }
                guard let byte else { return nil }
                if byte == UInt8(ascii: ">") { break }
                attributes.append((word(), value()))
            }
            position += 1
            return PageTag(name: name, range: start..<position, attributes: attributes)
        }

        private mutating func word() -> String {
            let start = position
            while let byte, !Self.ends.contains(byte) { position += 1 }
            // A sign where a name has to stand is one that nothing of ours writes; it must not stop the reader.
            if position == start, byte == UInt8(ascii: "=") { position += 1 }
            return String(decoding: page[start..<position], as: UTF8.self)
        }

        private mutating func value() -> String? {
            guard byte == UInt8(ascii: "=") else { return nil }
            position += 1
            guard byte == UInt8(ascii: "\"") else { return word() }
            position += 1
            let start = position
            while let byte, byte != UInt8(ascii: "\"") { position += 1 }
            let text = String(decoding: page[start..<position], as: UTF8.self)
            position = min(position + 1, page.count)
            return text
        }
    }
}
