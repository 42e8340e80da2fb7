package import Bookkeeping
import Categorization
import Crypto
import Foundation
package import Ingestion
package import Storage

/// Brings a bank's file into the books: its lines are read, told from known ones, proposed an account and, where the tenant allows
/// it, posted. All of it in one transaction, so a crash leaves nothing half done and a repeat has no second effect (invariant 4).
package struct ImportStatement: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package enum Mode: Sendable {
        case book
        /// Does everything and keeps nothing.
        case dryRun
    }

    /// - Parameters:
    ///   - account: where the lines belong; nil has it found by the file's account number
    ///   - columns: what a person says about the columns of a table; saved for the account's next files
    ///   - replaced: an import that is undone in the same transaction: the file goes elsewhere, or everything stays as it was
    ///   - progress: told the number of lines read so far, now and then
    package func callAsFunction(
        for tenant: TenantID, _ source: ByteSource, into account: AccountID? = nil, columns: MappingChanges? = nil, mode: Mode = .book,
        replacing replaced: ImportID? = nil, by actor: String,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> ImportSummary {
        let currency = try await office.baseCurrency(of: tenant)
        let (hash, byteCount) = try Self.hash(of: source)
        let now = office.now()
        do {
            return try await office.database.write(for: tenant) { books in
                if let replaced { _ = try UndoImport.undo(replaced, in: books, by: actor, at: now) }
                // Only where every line of that file came from it; lines that an import found known may have gone with another's undoing.
                if let earlier = try books.imports.earlier(hash: hash, into: account), earlier.duplicates == 0 {
                    if let columns, !columns.isEmpty { throw OperationError.importedWithOtherColumns(file: source.name, earlier.id) }
                    return try Self.repeated(earlier, in: books)
                }
                let accounts = try BankAccounts(books, chosen: account, baseCurrency: currency)
                let file = try StatementFile(
                    books, source, byteCount: byteCount, currency: currency, changes: columns ?? MappingChanges(), accounts: accounts)
                var booking = try Booking(books, file, hash: hash, accounts: accounts, by: actor, at: now)
                let summary = try booking.run(progress: progress)
                guard mode == .book else { throw DryRun(summary: summary) }
                return summary
            }
        } catch let rehearsal as DryRun {
            return rehearsal.summary
        }
    }

    /// Thrown to have the transaction taken back.
    private struct DryRun: Error {
        let summary: ImportSummary
    }

    /// These very bytes are in the books: every line is known.
    private static func repeated(_ earlier: ImportStore.Record, in books: Books) throws -> ImportSummary {
        var summary = ImportSummary(id: earlier.id, file: earlier.fileName, format: earlier.format)
        (summary.lines, summary.duplicates) = (earlier.lines, earlier.lines)
        summary.rejected = try books.imports.rejectedRows(of: earlier.id)
        return summary
    }

    static func hash(of source: ByteSource) throws -> (hash: [UInt8], byteCount: Int) {
        var hash = SHA256()
        var offset = 0
        do {
            while true {
                let piece = try source.read(offset, 1 << 20)
                if piece.isEmpty { break }
                hash.update(data: piece)
                offset += piece.count
            }
        } catch {
            throw IngestionError.unreadable(file: source.name, reason: "\(error)")
        }
        return (Array(hash.finalize()), offset)
    }
}
