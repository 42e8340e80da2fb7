import ArgumentParser
import Bookkeeping
import Operations
import Storage

struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile", abstract: "Say which months the statements prove, and what does not agree.",
        discussion: "Ends with status 1 where a month is missing or a statement does not agree.")

    @Option(help: "The last of twelve months, 2025-11.")
    var through: String?
    @OptionGroup var books: BooksOptions

    func run() async throws {
        let (office, tenant) = try await books.open()
        let last = try through.map { try PeriodOptions.period($0, option: "--through").last }
        let overview = try await ReadReconciliation(office)(for: tenant.id, through: last)
        for row in overview.rows {
            print(row.account.label)
            for month in row.coverage.months where month.state != .notOpen {
                print("    \(month.period)  \(month.state.rawValue)  \(month.lines) lines")
            }
        }
        for proved in overview.statements {
            let statement = proved.statement
            switch proved.verdict {
            case .agrees: print("\(overview.label(statement.account)), \(statement.file): agrees")
            case .unproved: print("\(overview.label(statement.account)), \(statement.file): gives no balance to prove")
            case .off(let lacking):
                print("\(overview.label(statement.account)), \(statement.file): off by \(lacking)")
                let details = try await ReadStatement(office)(for: tenant.id, statement.id)
                for cause in details.causes { print("    \(cause.userText)") }
            }
            if let gap = proved.proof.gapBefore { print("    opens \(gap) off from where the statement before ended") }
        }
        print("\(overview.transfers.pairs.count) transfers wait to be matched.")
        if overview.count(.missing) + overview.count(.mismatch) > 0 { throw Fault() }
    }
}

struct CertificateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate", abstract: "Certify a period as it stands: balances, coverage, checklist, audit head, and a hash.",
        discussion: "Prints the certificate; its SHA-256 goes to standard error and into the audit log.")

    @Argument(help: "2025-06, 2025-Q2 or 2025.")
    var period: String
    @OptionGroup var books: BooksOptions

    func run() async throws {
        let (office, tenant) = try await books.open()
        let record = try await MakeCertificate(office)(
            for: tenant.id, PeriodOptions.period(period, option: "The period"), by: Terminal.actor)
        print(record.document, terminator: "")
        Terminal.complain("SHA-256 \(record.hash.hexadecimal)")
    }
}
