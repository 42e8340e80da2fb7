import ArgumentParser
import Bookkeeping
import Categorization
import Foundation
import Operations
import Storage

struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "List the lines that wait for a person, vendor by vendor.",
        discussion: "Answer with: bookkeeper decide LINE… --account CODE")

    @OptionGroup var books: BooksOptions

    @Option(help: "At most this many lines.")
    var limit = 200

    @Flag(help: "Print one JSON object for each line.")
    var json = false

    func run() async throws {
        guard limit > 0 else { throw UsageError.wrongLimit(limit) }
        let (office, tenant) = try await books.open()
        let limit = self.limit
        let (waiting, count, accounts) = try await office.database.read(for: tenant.id) { books in
            (try books.lines.waiting(limit: limit), try books.lines.waitingCount(), try books.accounts.all())
        }
        let labels = try await ListVendors(office).consistentLabels(of: Set(waiting.map(\.vendor)), for: tenant.id)
        if json {
            for record in waiting { print(try WaitingLine(record, accounts, consistentLabels: labels[record.vendor] ?? 0).json()) }
            return
        }
        guard count > 0 else { return print("Nothing waits for you.") }
        let accountLabels = Dictionary(accounts.map { ($0.id, $0.label) }) { first, _ in first }
        let columns: [ReportTable.Column] = [
            .init("Line", .trailing), .init("Date"), .init("Amount", .trailing), .init("Bank text"), .init("Suggested account"),
            .init("By"),
            .init("Sure", .trailing), .init("Answers"), .init("Waits because"),
        ]
        let rows = waiting.map { record -> ReportTable.Row in
            let proposal = record.proposal
            let held = proposal.held.flatMap(HoldReason.init(rawValue:))
            return .init(
                .line,
                [
                    .text("\(record.id)"), .text("\(record.line.date)"), .text("\(record.line.amount)"),
                    .text(String(record.line.text.prefix(48))),
                    .text(proposal.account.flatMap { accountLabels[$0] } ?? "choose one"), .text(proposal.method),
                    .text(proposal.account == nil ? "" : "\(proposal.confidence / 100) %"),
                    .text(VendorMemory.counter(labels[record.vendor] ?? 0)),
                    .text(held?.rawValue.replacing("_", with: " ") ?? ""),
                ])
        }
        let table = TextTable(columns: columns, rows: rows)
        print(rows.reduce(into: table.header) { $0 += table.line(for: $1) }, terminator: "")
        print(
            count > waiting.count
                ? "\(waiting.count) of \(count) waiting lines; --limit shows more."
                : "\(count.of("line")) \(count == 1 ? "waits" : "wait").")
    }
}

/// A line of the queue for a program.
private struct WaitingLine: Encodable {
    let line: Int64
    let row: Int
    let date: String
    let amount: String
    let currency: String
    let text: String
    let vendor: String
    let consistent_labels: Int
    let labels_needed: Int
    let account: String?
    let method: String
    let confidence_basis_points: Int
    let held: String?
    let reason: String

    init(_ record: LineStore.Record, _ accounts: [Account], consistentLabels: Int) {
        (line, row, date) = (record.id.rawValue, record.line.row, record.line.date.description)
        (amount, currency) = (record.line.amount.decimalText, record.line.amount.currency.code)
        (text, vendor) = (record.line.text, record.vendor)
        (consistent_labels, labels_needed) = (consistentLabels, VendorMemory.labelsNeeded)
        account = accounts.first { $0.id == record.proposal.account }?.code
        (method, confidence_basis_points) = (record.proposal.method, record.proposal.confidence)
        (held, reason) = (record.proposal.held, record.proposal.reason)
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

struct DecideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide", abstract: "Say where lines belong; the books post them and learn from it.")

    @Argument(help: "Line numbers, from bookkeeper review.")
    var lines: [String]

    @Option(help: "The account to file them to, by code.")
    var account: String?

    @Flag(help: "They do not belong in the books.")
    var exclude = false

    @OptionGroup var books: BooksOptions

    func validate() throws {
        guard exclude != (account != nil) else { throw ValidationError("Say --account CODE or --exclude.") }
    }

    func run() async throws {
        let (office, tenant) = try await books.open()
        let choice: DecideLines.Choice
        if let account { choice = .file(try await office.account(account, of: tenant.id).id) } else { choice = .exclude }
        let answers = try lines.map { text in
            guard let id = LineID(text: text) else {
                throw UsageError.wrongValue(option: "A line", value: text, wanted: "a number from bookkeeper review")
            }
            return DecideLines.Answer(id, choice)
        }
        let summary = try await DecideLines(office)(for: tenant.id, answers, by: Terminal.actor)
        if summary.filed > 0 { print("Filed and posted \(summary.filed).") }
        if summary.excluded > 0 { print("Left out \(summary.excluded).") }
        for vendor in summary.graduated { print("\(vendor) has 3 answers that agree and may post by itself from now on.") }
        if summary.postedAfterwards > 0 { print("\(summary.postedAfterwards) waiting lines were posted with what was learned.") }
        for refusal in summary.refused { Terminal.complain(refusal.reason) }
        if !summary.refused.isEmpty { throw Fault() }
    }
}
