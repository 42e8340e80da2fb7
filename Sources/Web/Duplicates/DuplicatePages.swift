import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Lines that may be known ones, side by side with those, with what speaks for it.
struct DuplicatePages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/duplicates", may: .readBooks, use: page),
            .member(.post, "/duplicates", may: .fileLines, .form(limit: 4 << 10), use: decide),
        ]
    }

    private static let shown = 100

    private struct Content: Sendable {
        let mayFile: Bool
        let pairs: [DuplicatePair]
        let hasPairs: Bool
        /// Where a decision leads.
        let back = "/duplicates"
    }

    private func page(_ call: Call<Seat>) async throws -> Response {
        let found = try await ListDuplicates(call.office)(for: call.tenant, .open, limit: Self.shown)
        let facts =
            found.isEmpty
            ? "No line is in doubt." : "New lines that look like known ones. They wait until you say whether they are."
        return try await site.page(
            call, "duplicates", title: "Possible duplicates", facts: facts,
            Content(mayFile: call.party.may(.fileLines), pairs: found.map(DuplicatePair.init), hasPairs: !found.isEmpty))
    }

    private func decide(_ call: Call<Seat>) async throws -> Response {
        guard let id = call.form.text("duplicate").flatMap({ DuplicateID(text: $0) }) else { throw Refusal.notFound("duplicate") }
        let refusal: String?
        switch call.form["do"] {
        case "keep": refusal = try await KeepDuplicates(call.office)(for: call.tenant, [id], by: call.actor).refused.first?.reason
        case "drop": refusal = try await DropDuplicates(call.office)(for: call.tenant, [id], by: call.actor).refused.first?.reason
        default: throw Refusal.invalid("Say whether to keep the line or to leave it out.")
        }
        if let refusal { throw Refusal(status: .conflict, code: "decision_refused", message: refusal) }
        return .seeOther(call.form.text("back") ?? "/duplicates")
    }
}

/// One question.
struct DuplicatePair: Sendable {
    let id: String
    let why: String
    let line: Side
    let known: Side
    /// Whether the line waits in the queue; one that was left out is not there to be dropped.
    let isOpen: Bool

    struct Side: Sendable {
        let date: String
        let text: String
        let amount: String
        let file: String
        let row: String

        init(_ line: StatementLine, _ file: String) {
            (date, text, amount) = ("\(line.date)", line.text, line.amount.grouped)
            (self.file, row) = (file, "\(line.row)")
        }
    }

    init(_ comparison: ListDuplicates.Comparison) {
        (id, why, isOpen) = ("\(comparison.id)", comparison.why, comparison.lineID != nil)
        line = Side(comparison.line, comparison.file)
        known = Side(comparison.known, comparison.knownFile)
    }
}
