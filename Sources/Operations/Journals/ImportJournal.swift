package import Bookkeeping
import Categorization
import Crypto
package import Ingestion
package import Storage

/// Brings another program's journal into the books: its accounts, its entries, and what they teach about bank lines, so that a company that comes
/// over does not begin cold. All of it in one transaction; the same journal again posts nothing.
package struct ImportJournal: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package enum Mode: Sendable {
        case book
        /// Does everything and keeps nothing.
        case dryRun
    }

    package struct Summary: Sendable, Equatable {
        /// Nil where nothing new was in it.
        package internal(set) var id: ImportID?
        package let file: String
        package let format: String
        /// As the file has them.
        package internal(set) var entries = 0
        package internal(set) var posted = 0
        /// Entries that the books held already.
        package internal(set) var known = 0
        /// Entries whose debits and credits differ.
        package internal(set) var keptAside = 0
        /// Bank lines with their accounts, that machines learn from.
        package internal(set) var labels = 0
        /// Accounts that were added to the chart, `1500 Petty cash`.
        package internal(set) var accounts: [String] = []
        package internal(set) var rejected: [ImportStore.RejectedRow] = []
    }

    package func callAsFunction(
        for tenant: TenantID, _ source: ByteSource, format: JournalFile.Format? = nil, mode: Mode = .book, by person: String
    ) async throws -> Summary {
        let journal = try JournalFile(source, currency: try await office.baseCurrency(of: tenant), format: format)
        let hash = Array(SHA256.hash(data: try bytes(of: source)))
        let (now, name) = (office.now(), source.name)
        do {
            return try await office.database.write(for: tenant) { books in
                var booking = try JournalBooking(books, journal, file: name, hash: hash, by: person, at: now)
                let summary = try booking.run()
                guard mode == .book else { throw Rehearsal(summary: summary) }
                return summary
            }
        } catch let rehearsal as Rehearsal {
            return rehearsal.summary
        }
    }

    /// Thrown to have the transaction taken back.
    private struct Rehearsal: Error {
        let summary: Summary
    }

    private func bytes(of source: ByteSource) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let piece = try source.read(bytes.count, 1 << 20)
            if piece.isEmpty { return bytes }
            bytes += piece
        }
    }
}
