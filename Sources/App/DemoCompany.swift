import Bookkeeping
import Foundation
import Ingestion
import Operations
import Storage

/// South Side Hackerspace: Chicago, from the files in Samples/: a history that its treasurer has answered, then a statement that nobody has seen.
struct DemoCompany {
    static let name = "South Side Hackerspace"
    private static let treasurer = "demo:treasurer"

    private let folder: URL
    private let office: Office

    init(samples: String, office: Office) { (folder, self.office) = (URL(filePath: samples), office) }

    private static let newStatement = "statement-2025-09-to-11.csv"

    /// The company, when all of it is there. A run that was interrupted is gone through again: each step has its effect once.
    func finished() async throws -> TenantID? {
        guard let tenant = try await existing() else { return nil }
        let imports = try await office.database.read(for: tenant) { books in try books.imports.all() }
        return imports.contains { $0.fileName == Self.newStatement } ? tenant : nil
    }

    private func existing() async throws -> TenantID? {
        try await TenantStore(office.database).all().first { $0.name == Self.name }?.id
    }

    func begin() async throws -> TenantID {
        let accounts = try ChartFile.read(text("chart.csv"))
        if try await existing() == nil {
            try await CreateTenant(office)(name: Self.name, chart: .usSmallBusiness, accounts: accounts, by: Self.treasurer)
        }
        guard let tenant = try await existing() else { throw OperationError.noSuchTenant(Self.name) }
        let (checking, opening) = (try await office.account("1000", of: tenant), try await office.account("3000", of: tenant))
        let amount = Money(minorUnits: 18_068_39, .usd)
        let entry = try JournalEntry(
            date: PeriodOptions.day("2023-01-01", option: "The opening day"), narration: "Opening balance",
            postings: [Posting(.debit, checking.id, amount), Posting(.credit, opening.id, amount)])
        _ = try await RecordEntry(office)(for: tenant, entry, source: .openingBalance, key: "demo-opening-balance", by: Self.treasurer)
        return tenant
    }

    /// Imports the years that are answered, and answers them in the order in which they happened.
    func fileHistory(of tenant: TenantID) async throws -> ImportSummary {
        let summary = try await ImportStatement(office)(for: tenant, source("history-2023-2025.csv"), by: Self.treasurer)
        let codes = Dictionary(try await office.accounts(of: tenant).map { ($0.code, $0.id) }) { first, _ in first }
        let waiting = try await office.database.read(for: tenant) { books in try books.lines.waiting(limit: .max) }
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
    func importNewStatement(of tenant: TenantID) async throws -> (summary: ImportSummary, seconds: Double) {
        try await ChangeSettings(office)(for: tenant, by: Self.treasurer) { $0.autoPost = true }
        let start = ContinuousClock.now
        let summary = try await ImportStatement(office)(for: tenant, source(Self.newStatement), by: Self.treasurer)
        return (summary, (ContinuousClock.now - start).seconds)
    }

    private func source(_ name: String) -> ByteSource { FileSource(path: folder.appending(path: name).path).source }

    private func text(_ name: String) throws -> String { String(decoding: try source(name).bytes(), as: UTF8.self) }
}
