/// Searching the beginning of a file for marks of its format, byte by byte: strings would be decoded for nothing.
extension ArraySlice<UInt8> {
    /// Whether `mark` stands in it, in capital letters or small ones.
    func contains(ascii mark: StaticString) -> Bool { indices.contains { has(mark, at: $0) } }

    /// Whether a line begins with one of `marks`, in capital letters or small ones.
    func hasLine(beginningWithAnyOf marks: [StaticString]) -> Bool {
        var isLineStart = true
        for index in indices {
            if isLineStart, marks.contains(where: { has($0, at: index) }) { return true }
            isLineStart = self[index] == .lineFeed || self[index] == .carriageReturn
        }
        return false
    }

    private func has(_ mark: StaticString, at index: Int) -> Bool {
        guard index + mark.utf8CodeUnitCount <= endIndex else { return false }
        return mark.withUTF8Buffer { mark in
            for offset in mark.indices where self[index + offset].uppercased != mark[offset].uppercased { return false }
            return true
        }
    }
}
