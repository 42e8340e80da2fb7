import ArgumentParser
import Bookkeeping
import Foundation
import Operations
import Storage

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Make the demo company from a real company's bank lines, and show its books.")

    @Option(help: "The folder with the demo's statements.", completion: .directory)
    var samples: String

    @Option(help: "Also make somebody who can sign in to it, and keep the password in this folder.", completion: .directory)
    var loginIn: String?

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let office = try await database.office(.newOrExisting)
        let place = try database.place
        let demo = DemoCompany(samples: samples, office: office)
        if let tenant = try await demo.finished() {
            print("\(DemoCompany.name) is there already; its books as they stand:\n")
            try await printBooks(of: tenant, office)
        } else {
            try await make(demo, in: office)
        }
        if let loginIn, let tenant = try await demo.finished() {
            let password = try await DemoLogin(dataFolder: loginIn, office: office).ensure(for: tenant)
            print("\nSign in as \(DemoLogin.email) with \(password.map { "the password \($0)" } ?? "the password you have set").")
            await office.database.close()
            return
        }
        let waiting = try await TenantStore(office.database).all().count
        print(
            """

            The books lie in \(place), with \(waiting) \(waiting == 1 ? "company" : "companies") in it.
            Go on:  bin/run review                        what waits for a person
                    bin/run decide LINE --account CODE    answer; the books post it and learn
                    bin/run report profit-and-loss        and balance-sheet, general-ledger, cash-flow
            Your own books:
                    bin/run tenant add "My company"
                    bin/run import YOUR-BANK-FILE --tenant "My company"
            """)
    }

    private func make(_ demo: DemoCompany, in office: Office) async throws {
        print("Making the books of \(DemoCompany.name), a real non-profit whose ledger is public (CC0).")
        let tenant = try await demo.begin()
        let history = try await demo.fileHistory(of: tenant)
        print("  2023 to August 2025: \(history.lines) lines of its bank, filed as its treasurer filed them; the books learned from each.")
        let new = try await demo.importNewStatement(of: tenant)
        print("  September to November 2025, which nobody has filed yet:\n")
        print(ImportReport(new.summary, seconds: new.seconds).text(dryRun: false) + "\n")
        try await printBooks(of: tenant, office)
    }

    private func printBooks(of tenant: TenantID, _ office: Office) async throws {
        let report = try await MakeReport(office)(for: tenant, .trialBalance)
        print(report.table.text(), terminator: "")
        let waiting = try await office.database.read(for: tenant) { books in try books.lines.waitingCount() }
        print("\n\(waiting) lines wait for a person and are not in it.")
    }
}
