import ArgumentParser
import Bookkeeping
import Foundation
import Ingestion
import Operations
import Storage

struct ImportJournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-journal", abstract: "Bring another program's journal into the books.",
        discussion: """
            Takes a journal of beancount, hledger or ledger, and QuickBooks' journal entries as CSV. Accounts and entries are added, entries \
            that do not balance are kept aside, and each bank line among them teaches the categorizer. The same journal again posts nothing; \
            bookkeeper undo takes an import back.
            """)

    @Argument(help: "The journal.", completion: .file())
    var file: String

    @Option(help: "beancount, ledger or qbo-journal; detected otherwise.")
    var format: JournalFile.Format?
    @Flag(help: "Say what would happen and keep nothing.")
    var dryRun = false
    @Flag(help: "Print one JSON object.")
    var json = false
    @OptionGroup var books: BooksOptions

    func run() async throws {
        let source = FileSource(path: file).source
        let (office, tenant) = try await books.open()
        let summary = try await ImportJournal(office)(
            for: tenant.id, source, format: format, mode: dryRun ? .dryRun : .book, by: Terminal.actor)
        print(json ? try JournalAnswer(summary).json() : text(summary))
        for row in summary.rejected { Terminal.complain("Row \(row.row): \(row.reason) It reads: \(row.text)") }
    }

    private func text(_ summary: ImportJournal.Summary) -> String {
        var lines = [
            "\(summary.file): \(summary.format), \(summary.entries) entries.",
            "  posted       \(summary.posted)",
            "  known        \(summary.known)",
            "  kept aside   \(summary.keptAside)",
            "  labels       \(summary.labels)",
            "  rejected     \(summary.rejected.count)",
        ]
        if !summary.accounts.isEmpty { lines.append("  new accounts \(summary.accounts.joined(separator: ", "))") }
        if dryRun {
            lines.append("Nothing was kept.")
        } else if let id = summary.id {
            lines.append("To take it back: bookkeeper undo \(id)")
        }
        return lines.joined(separator: "\n")
    }
}

extension JournalFile.Format: ExpressibleByArgument {}
