import Bookkeeping

/// Remembers the last date read: the rows of a statement share their dates, and comparing bytes is quicker than reading them.
struct DateMemory: Sendable {
    private var head: UInt64 = 0
    private var tail: UInt64 = 0
    private var count = 0
    private var date: CalendarDate?

    @inline(__always)
    mutating func read(_ text: borrowing Span<UInt8>, order: DateOrder) -> CalendarDate? {
        guard text.count >= 8, text.count <= 16 else { return DateText.read(text, order: order) }
        // Up to 16 bytes are the first eight and the last eight of them.
        let (head, tail) = text.withUnsafeBytes { raw in
            (raw.loadUnaligned(as: UInt64.self), raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self))
        }
        if head == self.head, tail == self.tail, text.count == count { return date }
        date = DateText.read(text, order: order)
        (self.head, self.tail, count) = (head, tail, text.count)
        return date
    }
}
