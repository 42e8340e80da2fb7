import ArgumentParser
import Bookkeeping
import Foundation
import Ingestion
import Operations
import Storage

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring bank or card statements into the books.",
        discussion:
            "Reads CSV of any bank, OFX and QFX, QIF, CAMT, MT940, and zip archives of them. A file that was imported before brings nothing new; bookkeeper undo takes an import back."
    )

    @Argument(help: "The bank's files.", completion: .file())
    var files: [String]

    @OptionGroup var books: BooksOptions

    @Option(help: "The account the lines belong to, by code; found by the file's account number otherwise.")
    var account: String?

    @Option(
        name: .customLong("columns"), parsing: .singleValue,
        help:
            "What a column of a table is, as bookkeeper inspect shows it: amount=Betrag, date-order=dmy, sign=inverted. Kept for the account."
    )
    var columns: [String] = []

    @Flag(help: "Say what would happen and keep nothing.")
    var dryRun = false

    @Flag(help: "Print one JSON object for each file.")
    var json = false

    func run() async throws {
        // A file that is not there makes no books.
        if files.count == 1 { _ = try FileSource(path: files[0]).source.bytes(atMost: 1) }
        let tier = try LLMConfiguration(ProcessInfo.processInfo.environment).tier
        let office = try await books.database.office(.newOrExisting)
        let tenant = try await tenant(in: office)
        var account: AccountID?
        if let text = self.account { account = try await office.account(text, of: tenant).id }
        var failed = false
        for path in files {
            do {
                try await importFile(path, office, tier, tenant, account)
            } catch let error as any ExplainedError where files.count > 1 && !(error is StorageError) {
                Terminal.complain(error.userText)
                failed = true
            }
        }
        if failed { throw Fault() }
    }

    /// The first import needs no ceremony: it makes the company it needs.
    private func tenant(in office: Office) async throws -> TenantID {
        if books.tenant == nil {
            _ = try await CreateTenant(office)(name: "My company", chart: .usSmallBusiness, .ifFirst, by: Terminal.actor)
        }
        return try await books.record(in: office).id
    }

    private func importFile(
        _ path: String, _ office: Office, _ tier: LLMTier?, _ tenant: TenantID, _ account: AccountID?
    ) async throws {
        let file = FileSource(path: path)
        let bar = ProgressBar(URL(filePath: path).lastPathComponent) { file.fractionRead }
        let clock = ContinuousClock.now
        defer { bar.clear() }
        var summary = try await ImportStatement(office)(
            for: tenant, file.source, into: account, columns: MappingChanges(columns), mode: dryRun ? .dryRun : .book, by: Terminal.actor,
            progress: bar.update)
        if !dryRun { try await WatchDrift(office)(for: tenant) }
        if let tier, !dryRun {
            let asked = try await AskLLM(office, tier)(for: tenant)
            if case .failed(let error) = asked.end { Terminal.complain(error.userText) }
            summary = try await ImportSummary.recounted(summary, office, tenant)
        }
        let seconds = (ContinuousClock.now - clock).seconds
        bar.clear()
        print(json ? try ImportReport(summary, seconds: seconds).json() : ImportReport(summary, seconds: seconds).text(dryRun: dryRun))
    }
}
