package import Bookkeeping
package import Ingestion
package import Storage

/// The rows that a file's reading left out, each with what could be read of it and what somebody said.
package struct ReadLeftOutRows: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Page: Sendable {
        package let record: ImportStore.Record
        package let rows: [Row]
        package let count: (all: Int, open: Int)
        /// Those that a row may belong to; empty where rows can become no lines.
        package let statements: [ImportStore.StatementRecord]
        /// `1,234.56`, as the file writes it.
        package let amountExample: String
    }

    package struct Row: Sendable {
        package let row: ImportStore.LeftOutRow
        package let draft: RowDraft
        /// The line that it became.
        package let line: LineStore.Record?
    }

    package func callAsFunction(for tenant: TenantID, _ id: ImportID, from position: Int, limit: Int) async throws -> Page {
        let base = try await office.baseCurrency(of: tenant)
        return try await office.database.read(for: tenant) { books in
            let leftOut = try LeftOutRows(books, of: id)
            let statements = try leftOut.statements()
            let currency = statements.first?.currency ?? base
            let rows = try books.imports.leftOutRows(of: id, from: position, limit: limit).map { row in
                let source = row.row.source ?? row.row.text
                return Row(
                    row: row, draft: leftOut.mapping.map { RowDraft(source, $0, currency: currency) } ?? .empty,
                    line: try row.answer?.line.flatMap { try books.lines.line($0) })
            }
            return Page(
                record: leftOut.record, rows: rows, count: try books.imports.leftOutCount(of: id),
                statements: statements, amountExample: RowNotation(leftOut.mapping).amountExample)
        }
    }
}
