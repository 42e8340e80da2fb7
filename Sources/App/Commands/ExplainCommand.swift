import ArgumentParser
import Bookkeeping
import Categorization
import Operations
import Storage

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say who proposes what for a line, how sure, why, and why it waits.",
        discussion: "Lines have their numbers in: bookkeeper review")

    @Argument(help: "The line's number.")
    var line: String
    @OptionGroup var books: BooksOptions

    func run() async throws {
        guard let id = LineID(text: line) else {
            throw UsageError.wrongValue(option: "LINE", value: line, wanted: "a line's number, as bookkeeper review shows it")
        }
        let (office, tenant) = try await books.open()
        print(Self.text(of: try await ExplainLine(office)(for: tenant.id, id)))
    }

    static func text(of told: ExplainLine.Told) -> String {
        let labels = Dictionary(told.accounts.map { ($0.id, $0.label) }) { first, _ in first }
        func label(_ account: AccountID?) -> String { account.flatMap { labels[$0] } ?? "no account" }
        let (record, proposal) = (told.record, told.proposal)
        var text = ["\(record.line.date)  \(record.line.amount)  \(record.line.text)", "State:      \(record.state.rawValue)"]
        if let held = record.proposal.held.flatMap(HoldReason.init(rawValue:)) { text.append("Waits:      \(held.userText)") }
        text.append("Stands as:  \(record.proposal.method), \(label(record.proposal.account)): \(record.proposal.reason)")
        text.append("Now:        \(proposal.method.word), \(label(proposal.account)), \(percent(proposal.probability)): \(proposal.reason)")
        for candidate in proposal.candidates where candidate.account != proposal.account {
            text.append("            or \(label(candidate.account)), \(percent(candidate.probability))")
        }
        text.append("Vendor:     \(proposal.vendor.name), \(VendorMemory.counter(proposal.consistentLabels)) answers that agree")
        if let answer = told.answer {
            let stated = percent(Double(answer.stated) / 10_000)
            text.append("LLM:        " + (answer.account == nil ? "needs review" : "\(label(answer.account)), \(stated) by its own word"))
        }
        return text.joined(separator: "\n")
    }

    private static func percent(_ probability: Double) -> String { "\(Int((probability * 100).rounded())) %" }
}
