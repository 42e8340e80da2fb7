/// A line such as `Amount: -5.00`: what stands behind a label that a column of a table could have as its heading.
struct LabeledLine {
    let role: ColumnNames.Role
    let value: String

    /// Nil for any other line.
    init?(_ line: String) {
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let label = line[..<colon]
        guard (2...40).contains(label.utf8.count), label.contains(where: \.isLetter), !label.contains(where: \.isNumber),
            let role = ColumnNames.role(of: String(label))?.role
        else { return nil }
        (self.role, value) = (role, String(line[line.index(after: colon)...]).folded)
    }
}
