/// Rows for one table, cell after cell, so that a hundred thousand of them are one array.
package struct BulkRows: Sendable {
    package enum Kind: Sendable { case integer, text, blob }

    package struct Column: Sendable {
        package let name: String
        package let kind: Kind

        package static func integer(_ name: String) -> Column { Column(name: name, kind: .integer) }
        package static func text(_ name: String) -> Column { Column(name: name, kind: .text) }
        package static func blob(_ name: String) -> Column { Column(name: name, kind: .blob) }
    }

    package let table: String
    package let columns: [Column]
    package private(set) var cells: [SQLValue] = []

    package init(into table: String, _ columns: [Column], capacity: Int = 0) {
        (self.table, self.columns) = (table, columns)
        cells.reserveCapacity(capacity * columns.count)
    }

    package var count: Int { cells.count / columns.count }
    package var isEmpty: Bool { cells.isEmpty }

    /// - Precondition: as many cells as there are columns.
    package mutating func append(_ row: [SQLValue]) {
        precondition(row.count == columns.count, "a row of \(table) has \(columns.count) cells")
        cells.append(contentsOf: row)
    }
}
