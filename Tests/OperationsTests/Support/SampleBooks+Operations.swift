import Bookkeeping
import Ingestion
import Operations
import Storage
import TestSupport

extension SampleBooks {
    var office: Office { Office(database: database) { .testNow } }

    func importText(
        _ text: String, name: String = "bank.csv", into account: AccountID? = nil, columns: [String] = [],
        mode: ImportStatement.Mode = .book
    ) async throws -> ImportSummary {
        try await ImportStatement(office)(
            for: tenant, ByteSource(name: name, bytes: Array(text.utf8)), into: account, columns: MappingChanges(columns),
            mode: mode, by: "test")
    }

    func waiting() async throws -> [LineStore.Record] {
        try await database.read(for: tenant) { books in try books.lines.waiting(limit: 1_000) }
    }

    func entries() async throws -> [PostedEntry] {
        try await database.read(for: tenant) { books in try books.entries.page(after: nil, limit: 10_000) }
    }

    @discardableResult
    func decide(_ records: [LineStore.Record], _ choice: DecideLines.Choice) async throws -> DecideLines.Summary {
        try await DecideLines(office)(for: tenant, records.map { .init($0.id, choice) }, by: "dana")
    }

    func autoPost() async throws {
        try await ChangeSettings(office)(for: tenant, by: "dana") { $0.autoPost = true }
    }

    func faults() async throws -> [String] { try await VerifyBooks(office)(for: tenant).faults }

    /// What stands on an account, in minor units; debit is positive.
    func balance(_ role: ChartTemplate.Role) async throws -> Int64 {
        let id = account(role)
        return try await database.read(for: tenant) { books in
            try books.totals.through(.latest).filter { $0.account == id }.reduce(0) { $0 + $1.debits - $1.credits }
        }
    }
}

/// A file with the given rows under the plainest header.
func csv(_ rows: String...) -> String { (["Date,Description,Amount"] + rows).joined(separator: "\n") + "\n" }
