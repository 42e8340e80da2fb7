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
            ? "New lines that look like known ones wait here."
            : "\(counted(found.count, "new line looks like a known one", "new lines look like known ones")). "
                + "What you say of one is kept, and can be taken back."
        return try await site.page(
            call, "duplicates", title: "Possible duplicates", facts: facts,
            Content(
                mayFile: call.party.may(.fileLines), pairs: found.map { DuplicatePair($0, call.office.today) }, hasPairs: !found.isEmpty))
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

    /// The new line's, for the buttons' names.
    let lineText: String

    struct Side: Sendable {
        let date: String
        let text: String
        let amount: String
        /// Which file has it, and where.
        let place: String

        init(_ line: StatementLine, in words: String, _ file: String, _ today: CalendarDate) {
            (date, text, amount) = (line.date.short(today), line.text, line.amount.grouped)
            place = "\(words): \(file), row \(line.row)"
        }
    }

    init(_ comparison: ListDuplicates.Comparison, _ today: CalendarDate) {
        (id, why, isOpen) = ("\(comparison.id)", comparison.why, comparison.lineID != nil)
        line = Side(comparison.line, in: "New", comparison.file, today)
        known = Side(comparison.known, in: "In the books", comparison.knownFile, today)
        lineText = line.text
    }
}
