package import Bookkeeping
package import Storage

/// Looks for the two sides of transfers among the lines of own accounts.
struct Transfers {
    private let books: Books
    private let accounts: [Account]

    /// An account that never had a statement has no line to be a partner.
    init(_ books: Books, _ statements: ProvedStatements, _ accounts: [Account]) {
        self.books = books
        self.accounts = accounts.filter { $0.kind.takesStatements && statements.accounts.contains($0.id) }
    }

    func find(during span: Period) throws -> TransferPairing.Result {
        guard accounts.count > 1 else { return .none }
        let matched = try books.transfers.matchedLines()
        let own = accounts.map(\.id)
        let lines = try accounts.flatMap { try books.lines.transferable(on: $0.id, during: span, own: own) }
        return TransferPairing.find(among: lines.filter { !matched.contains($0.id) }, rejected: try books.transfers.rejected())
    }
}

/// Transfers that a person has matched, with what may be taken apart.
package struct ListTransfers: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Matched: Sendable {
        package let match: TransferStore.Match
        package let out: LineStore.Record
        package let into: LineStore.Record
        package let entry: EntryNumber
    }

    /// Newest first.
    package func callAsFunction(for tenant: TenantID, limit: Int) async throws -> [Matched] {
        try await office.database.read(for: tenant) { books in
            try books.transfers.matches(limit: limit).compactMap { match in
                guard let out = try books.lines.line(match.out), let into = try books.lines.line(match.into),
                    let entry = try books.entries.entry(match.entry)
                else { return nil }
                return Matched(match: match, out: out, into: into, entry: entry.number)
            }
        }
    }
}
