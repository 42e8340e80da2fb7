/// The lines of a file, one at a time.
struct LineReader: Sendable {
    private var stream: TextStream
    /// How many lines have been read.
    private(set) var row = 0

    init(_ stream: TextStream) { self.stream = stream }

    /// The next line without its end; nil at the end of the file.
    mutating func next() throws(IngestionError) -> String? {
        while true {
            if let line = take() { return line }
            if try !stream.extend(within: row + 1) { return take() }
        }
    }

    private mutating func take() -> String? {
        let window = stream.bytes
        guard stream.start < window.count, let (end, next) = CSVScanner.line(window.span, from: stream.start, isAtEnd: stream.isAtEnd)
        else { return nil }
        defer { stream.start = next }
        row += 1
        return String(window.span.extracting(stream.start..<end))
    }
}
