/// Many short, growing rows in one flat array: a row that outgrows its place moves to one twice as large, and the place it
/// leaves is used by the next row of that size.
struct RowPool<Element: Sendable>: Sendable {
    struct Row: Sendable {
        var start: Int32 = 0
        var count: Int32 = 0
        /// 2^sizeClass places; -1 before the first element.
        var sizeClass: Int32 = -1
    }

    private(set) var rows: [Row] = []
    var elements: [Element] = []
    private var free = [[Int32]](repeating: [], count: 32)

    mutating func addRow() { rows.append(Row()) }

    @inline(__always)
    func range(_ row: Int) -> Range<Int> {
        let row = rows[row]
        return Int(row.start)..<Int(row.start + row.count)
    }

    mutating func append(_ element: Element, to row: Int) {
        if rows[row].sizeClass < 0 || rows[row].count == Int32(1) << rows[row].sizeClass { grow(row, filler: element) }
        elements[Int(rows[row].start + rows[row].count)] = element
        rows[row].count += 1
    }

    mutating func removeAll(in row: Int, where shouldRemove: (Element) -> Bool) {
        let kept = elements[range(row)].filter { !shouldRemove($0) }
        let start = Int(rows[row].start)
        for (offset, element) in kept.enumerated() { elements[start + offset] = element }
        rows[row].count = Int32(kept.count)
    }

    /// All elements, row after row, without the free places.
    var packed: [Element] {
        var packed: [Element] = []
        packed.reserveCapacity(elements.count)
        for row in rows.indices { packed.append(contentsOf: elements[range(row)]) }
        return packed
    }

    init() {}

    /// From `packed` and the length of each row; nil when they do not fit.
    init?(counts: [UInt16], packed: [Element]) {
        guard counts.reduce(0, { $0 + Int($1) }) == packed.count else { return nil }
        rows.reserveCapacity(counts.count)
        elements.reserveCapacity(packed.count * 3 / 2)
        var next = 0
        for count in counts.map(Int.init) {
            guard count > 0 else {
                rows.append(Row())
                continue
            }
            let sizeClass = count == 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
            rows.append(Row(start: Int32(elements.count), count: Int32(count), sizeClass: Int32(sizeClass)))
            elements.append(contentsOf: packed[next..<(next + count)])
            elements.append(contentsOf: repeatElement(packed[next], count: 1 << sizeClass - count))
            next += count
        }
    }

    private mutating func grow(_ row: Int, filler: Element) {
        let old = rows[row]
        let sizeClass = old.sizeClass + 1
        let start: Int32
        if let reused = free[Int(sizeClass)].popLast() {
            start = reused
        } else {
            start = Int32(elements.count)
            elements.append(contentsOf: repeatElement(filler, count: 1 << Int(sizeClass)))
        }
        for offset in 0..<Int(old.count) { elements[Int(start) + offset] = elements[Int(old.start) + offset] }
        if old.sizeClass >= 0 { free[Int(old.sizeClass)].append(old.start) }
        rows[row] = Row(start: start, count: old.count, sizeClass: sizeClass)
    }
}
