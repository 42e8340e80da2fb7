import Bookkeeping
import Foundation
import Ingestion
import Storage

/// An import whose rows may be answered, within one transaction.
struct LeftOutRows {
    let books: Books
    let record: ImportStore.Record
    /// Nil for a file without columns.
    let mapping: Mapping?

    init(_ books: Books, of id: ImportID) throws {
        guard let record = try books.imports.record(id) else { throw OperationError.noSuchImport("\(id)") }
        (self.books, self.record) = (books, record)
        mapping = record.mapping.flatMap { try? JSONDecoder().decode(Mapping.self, from: Data($0.utf8)) }
    }

    /// Those that a row may belong to; a row of another program's journal belongs to none.
    func statements() throws -> [ImportStore.StatementRecord] {
        Format(rawValue: record.format) == nil ? [] : try books.imports.statements(of: record.id)
    }

    func row(_ position: Int) throws -> ImportStore.LeftOutRow {
        guard record.undoneAt == nil else { throw OperationError.importUndone(record.fileName) }
        guard let row = try books.imports.leftOutRow(position, of: record.id) else { throw LeftOutRowError.noSuchRow(position) }
        return row
    }
}
