/// Refuses YAML that could cost a reader its stack or its memory before it is read: very deep nesting, and anchors, whose aliases can make a
/// short file stand for an endless one. No rule needs either.
enum YAMLGuard {
    private static let deepestFlow = 64
    private static let widestIndent = 200

    /// Looks at characters alone, quotes or not: it may refuse a text that is harmless, and lets none pass that is not.
    static func fault(in text: String) -> RuleFile.Fault? {
        var depth = 0
        // Any kind of line break counts, YAML's own too, so that none hides a line's beginning.
        let breaks: Set<Unicode.Scalar> = ["\u{85}", "\u{2028}", "\u{2029}"]
        let plain =
            text.unicodeScalars.contains(where: breaks.contains)
            ? String(text.map { $0.unicodeScalars.contains(where: breaks.contains) ? "\n" : $0 }) : text
        for (index, line) in plain.utf8.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A || $0 == 0x0D }).enumerated() {
            for byte in line {
                if "[{".utf8.contains(byte) { depth += 1 }
                if "]}".utf8.contains(byte) { depth = max(0, depth - 1) }
            }
            let indent = line.prefix { " -?:\t".utf8.contains($0) }.count
            if depth > deepestFlow || indent > widestIndent {
                return .init(line: index + 1, text: "the file is nested too deeply. Divide the rule into several.")
            }
            if hasAnchor(line) {
                return .init(line: index + 1, text: "a value begins with & and a name, which would be a YAML anchor. Leave the & out.")
            }
        }
        return nil
    }

    /// An anchor stands where a value begins: behind the line's indent, a mark of YAML's own, or a tag.
    private static func hasAnchor(_ line: Substring.UTF8View.SubSequence) -> Bool {
        var before: UInt8?
        var wordStart: UInt8?
        var isInWord = false
        for (index, byte) in zip(line.indices, line) {
            let isBlank = byte == 0x20 || byte == 0x09
            if byte == UInt8(ascii: "&"), !isInWord || before.map("[{,".utf8.contains) ?? true {
                let next = line[line.index(after: index)...].first
                let isName = next.map { $0 == 0x2D || $0 == 0x5F || $0 >= 0x30 && $0 != 0x3A } ?? false
                if isName, before.map("-:?[{,".utf8.contains) ?? true || wordStart == UInt8(ascii: "!") { return true }
            }
            if !isBlank {
                if !isInWord { wordStart = byte }
                before = byte
            }
            isInWord = !isBlank
        }
        return false
    }
}
