package import Bookkeeping
package import Ingestion
import Storage

/// South Side Hackerspace: a real non-profit whose ledger is public, from the files in Samples/. A history that its treasurer has answered,
/// then a statement that nobody has seen.
package struct DemoBooks: Sendable {
    package static let name = "South Side Hackerspace"
    package static let newStatement = "statement-2025-09-to-11.csv"
    package static let chart = ChartTemplate.usSmallBusiness
    private static let treasurer = "demo:treasurer"
    private static let openingBalance = Money(minorUnits: 18_068_39, .usd)

    /// A file of the samples by its name.
    let file: @Sendable (String) throws -> ByteSource

    package init(file: @escaping @Sendable (String) throws -> ByteSource) { self.file = file }

    package func accounts() throws -> [ChartTemplate.Line] { try ChartFile.read(text("chart.csv")) }

    /// The balance the bank began with. Each step here has its effect once, so that a run that was interrupted can be gone through again.
    package func open(_ tenant: TenantID, in office: Office) async throws {
        let accounts = try await office.database.read(for: tenant) { books in try books.accounts.all() }
        guard let checking = accounts.first(where: { $0.code == "1000" }), let opening = accounts.first(where: { $0.code == "3000" }),
            let day = CalendarDate(year: 2023, month: 1, day: 1)
        else { throw OperationError.noSuchAccount("1000") }
        let entry = try JournalEntry(
            date: day, narration: "Opening balance",
            postings: [Posting(.debit, checking.id, Self.openingBalance), Posting(.credit, opening.id, Self.openingBalance)])
        _ = try await RecordEntry(office)(for: tenant, entry, source: .openingBalance, key: "demo-opening-balance", by: Self.treasurer)
    }

    /// Imports the years that are answered, and answers them in the order in which they happened.
    package func fileHistory(of tenant: TenantID, in office: Office) async throws -> ImportSummary {
        let summary = try await ImportStatement(office)(for: tenant, file("history-2023-2025.csv"), by: Self.treasurer)
        let (accounts, waiting) = try await office.database.read(for: tenant) { books in
            (try books.accounts.all(), try books.lines.waiting(limit: .max))
        }
        let codes = Dictionary(accounts.map { ($0.code, $0.id) }) { first, _ in first }
        var answerByRow: [Int: AccountID] = [:]
        var rows = DelimitedRows(try text("history-answers.csv"))
        while let row = rows.next() {
            // Rows are counted below the statement's header, which is the file's first line.
            if row.fields.count == 2, let number = Int(row.fields[0]) { answerByRow[number + 1] = codes[row.fields[1]] }
        }
        let answers = waiting.sorted { ($0.line.date, $1.line.row) < ($1.line.date, $0.line.row) }.compactMap { record in
            answerByRow[record.line.row].map { DecideLines.Answer(record.id, .file($0)) }
        }
        _ = try await DecideLines(office)(for: tenant, answers, by: Self.treasurer)
        return summary
    }

    /// Lets machines post, and brings in the statement they have not seen.
    package func importNewStatement(of tenant: TenantID, in office: Office) async throws -> ImportSummary {
        try await ChangeSettings(office)(for: tenant, by: Self.treasurer) { $0.autoPost = true }
        let summary = try await ImportStatement(office)(for: tenant, file(Self.newStatement), by: Self.treasurer)
        try await WatchDrift(office)(for: tenant)
        return summary
    }

    private func text(_ name: String) throws -> String {
        let source = try file(name)
        var bytes: [UInt8] = []
        while true {
            let piece = try source.read(bytes.count, 1 << 16)
            guard !piece.isEmpty else { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece
        }
    }
}
