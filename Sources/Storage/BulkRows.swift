/// Rows for one table, cell after cell, so that a hundred thousand of them are two arrays: the cells, and the bytes of their texts.
package struct BulkRows: Sendable {
    package enum Kind: Sendable { case integer, text, blob }

    package struct Column: Sendable {
        package let name: String
        package let kind: Kind

        package static func integer(_ name: String) -> Column { Column(name: name, kind: .integer) }
        package static func text(_ name: String) -> Column { Column(name: name, kind: .text) }
        package static func blob(_ name: String) -> Column { Column(name: name, kind: .blob) }
    }

    /// A value without memory of its own: `start` and `count` name a piece of `bytes`.
    package enum Cell: Sendable {
        case null
        case integer(Int64)
        case text(start: UInt32, count: UInt32)
        case blob(start: UInt32, count: UInt32)
    }

    package let table: String
    package let columns: [Column]
    package private(set) var cells: [Cell] = []
    /// Texts in UTF-8 and blobs. Never empty, so that even an empty text has an address.
    package private(set) var bytes: [UInt8] = [0]
    /// What `Readying` made of the rows; nil if it did not, or rows came since.
    package var readied: (any Sendable)?

    package init(into table: String, _ columns: [Column], capacity: Int = 0) {
        (self.table, self.columns) = (table, columns)
        cells.reserveCapacity(capacity * columns.count)
        bytes.reserveCapacity(capacity * columns.count * 4)
    }

    package var count: Int { cells.count / columns.count }
    package var isEmpty: Bool { cells.isEmpty }

    /// - Precondition: as many cells as there are columns.
    package mutating func append(_ row: [SQLValue]) {
        precondition(row.count == columns.count, "a row of \(table) has \(columns.count) cells")
        readied = nil
        for value in row {
            switch value {
            case .null: cells.append(.null)
            case .integer(let number): cells.append(.integer(number))
            case .text(let text):
                let (start, count) = keep(text.utf8)
                cells.append(.text(start: start, count: count))
            case .blob(let blob):
                let (start, count) = keep(blob)
                cells.append(.blob(start: start, count: count))
            }
        }
    }

    /// The different ones among the cells of a column.
    /// - Precondition: there is a column `name`.
    package func integers(in name: String) -> Set<Int64> {
        guard let place = columns.firstIndex(where: { $0.name == name }) else { preconditionFailure("\(table) has no column \(name)") }
        var found: Set<Int64> = []
        for index in stride(from: place, to: cells.count, by: columns.count) {
            if case .integer(let number) = cells[index] { found.insert(number) }
        }
        return found
    }

    private mutating func keep(_ more: some Collection<UInt8>) -> (start: UInt32, count: UInt32) {
        let start = bytes.count
        bytes.append(contentsOf: more)
        return (UInt32(start), UInt32(bytes.count - start))
    }
}

/// Brings rows into the form that an engine sends, which needs no connection: whoever makes rows on a thread of its own does it there, and
/// the server does not wait for it.
package typealias Readying = @Sendable (inout BulkRows) -> Void
