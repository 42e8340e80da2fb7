import Bookkeeping
import Categorization
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Statement lines and people's answers about them, for programs.
struct LineRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/lines", may: .readBooks, .none,
                .reads(
                    "Statement lines; those that wait, where no state is given", .listing(LineItem.schema),
                    query: [
                        .init("state", .choice(["waiting", "posted", "excluded", "undone", "all"]), "what became of them"),
                        .init("statement", .id, "of one import"), .cursor, .limit,
                    ]), use: list),
            .member(.get, "/api/lines/{id}", may: .readBooks, .none, .reads("One line", LineItem.schema), use: show),
            .member(
                .post, "/api/lines/{id}/decision", may: .fileLines, .json(limit: 16 << 10),
                .changes("Say where a line belongs: the books post it and learn", DecisionBody.schema, Decided.schema), use: decide),
            .member(
                .post, "/api/lines/decisions", may: .fileLines, .json(limit: 1 << 20),
                .changes(
                    "Answer many lines at once; each stands or is refused by itself",
                    .object(
                        [:],
                        optional: [
                            "decisions": .list(.object(["line": .id], optional: DecisionBody.fields)),
                            "groups": .list(
                                .object(
                                    ["vendor": .text, "currency": .text], optional: DecisionBody.fields.merging(["held": .text]) { $1 })),
                        ]),
                    Decided.schema),
                use: decideMany),
            .member(
                .post, "/api/decisions/{id}/undoing", may: .fileLines, .json(limit: 1 << 10),
                .changes(
                    "Take an answer back, with all that were given in one go: entries are reversed, lines wait again", .object([:]),
                    .object(["lines": .list(.id), "reversed": .integer])), use: undo),
        ] + ReviewPages(site: site).all + LinePages(site: site).all
    }

    private func list(_ call: Call<Seat>) async throws -> Response {
        let limit = try call.query.limit()
        let state = try Self.state(call.query.text("state"))
        let statement = try call.query.text("statement").map { text in
            guard let id = ImportID(text: text) else { throw Refusal.invalid("statement takes the number of an import.") }
            return id
        }
        let last = try Cursor(call.query, count: 1).map { LineID($0.numbers[0]) }
        let records = try await call.office.database.read(for: call.tenant) { books in
            try books.lines.page(in: state, of: statement, after: last, limit: limit + 1)
        }
        return try .json(Listing(records, limit: limit, cursor: { Cursor($0.id.rawValue) }, item: LineItem.init))
    }

    static func state(_ text: String?) throws -> LineStore.State? {
        guard let text else { return .waiting }
        if text == "all" { return nil }
        guard let state = LineStore.State(rawValue: text) else {
            throw Refusal.invalid("state is waiting, posted, excluded, undone or all.")
        }
        return state
    }

    private func show(_ call: Call<Seat>) async throws -> Response { try .json(LineItem(try await call.line(call.id("line")))) }

    private func decide(_ call: Call<Seat>) async throws -> Response {
        let body = try call.json(DecisionBody.self)
        let id: LineID = try call.id("line")
        let summary = try await DecideLines(call.office)(for: call.tenant, by: call.actor, consequences: .nearestFirst) { books, accounts in
            guard let line = try books.lines.line(id) else { throw Refusal.notFound("line") }
            return [.init(id, try body.choice(for: line, among: accounts))]
        }
        if let refusal = summary.refused.first { throw Refusal(status: .conflict, code: "decision_refused", message: refusal.reason) }
        return try .json(Decided(summary))
    }

    private static let mostDecisions = 5_000

    private func decideMany(_ call: Call<Seat>) async throws -> Response {
        let body = try call.json(ManyDecisions.self)
        let accounts = try await call.accounts()
        let answers = try await call.office.database.read(for: call.tenant) { books in
            try body.answers(in: books, among: accounts, atMost: Self.mostDecisions)
        }
        return try .json(
            Decided(try await DecideLines(call.office)(for: call.tenant, answers, by: call.actor, consequences: .nearestFirst)))
    }

    private func undo(_ call: Call<Seat>) async throws -> Response {
        let summary = try await UndoDecision(call.office)(for: call.tenant, call.id("answer"), by: call.actor)
        return try .json(Undone(lines: summary.lines.map(\.rawValue), reversed: summary.reversed))
    }

    private struct Undone: Encodable {
        let lines: [Int64]
        let reversed: Int
    }
}

/// What answers did.
struct Decided: Encodable {
    let filed: Int
    let excluded: Int
    let refused: [Refused]
    let graduated: [String]
    let posted_afterwards: Int
    /// By this the answers are taken back; null when nothing changed.
    let decision: Int64?

    struct Refused: Encodable {
        let line: Int64
        let reason: String
    }

    static let schema = Schema.object(
        [
            "filed": .integer, "excluded": .integer, "refused": .list(.object(["line": .integer, "reason": .text])),
            "graduated": .list(.text), "posted_afterwards": .integer,
        ], optional: ["decision": .id])

    init(_ summary: DecideLines.Summary) {
        (filed, excluded) = (summary.filed, summary.excluded)
        refused = summary.refused.map { Refused(line: $0.line.rawValue, reason: $0.reason) }
        (graduated, posted_afterwards, decision) = (summary.graduated, summary.postedAfterwards, summary.batch?.rawValue)
    }
}

struct LineItem: Encodable {
    let id: Int64
    let account: Int64
    let date: String
    let amount: String
    let currency: String
    let text: String
    let counterparty: String?
    let reference: String?
    let vendor: String
    let state: String
    let proposal: Proposal
    let entry: Int64?

    struct Proposal: Encodable {
        let account: Int64?
        let method: String
        let confidence_basis_points: Int
        let held: String?
        let reason: String
    }

    static let schema = Schema.object(
        [
            "id": .id, "account": .id, "date": .date, "amount": .amount, "currency": .text, "text": .text, "vendor": .text, "state": .text,
            "proposal": .object(
                ["method": .text, "confidence_basis_points": .integer, "reason": .text], optional: ["account": .id, "held": .text]),
        ],
        optional: ["counterparty": .text, "reference": .text, "entry": .id])

    init(_ record: LineStore.Record) {
        (id, account) = (record.id.rawValue, record.account.rawValue)
        (date, text) = (record.line.date.description, record.line.text)
        (amount, currency) = (record.line.amount.decimalText, record.line.amount.currency.code)
        (counterparty, reference) = (record.line.counterparty, record.line.reference)
        (vendor, state, entry) = (record.vendor, record.state.rawValue, record.entry?.rawValue)
        proposal = Proposal(
            account: record.proposal.account?.rawValue, method: record.proposal.method,
            confidence_basis_points: record.proposal.confidence, held: record.proposal.held, reason: record.proposal.reason)
    }
}

extension Call<Seat> {
    func line(_ id: LineID) async throws -> LineStore.Record {
        let found = try await office.database.read(for: tenant) { books in try books.lines.line(id) }
        guard let found else { throw Refusal.notFound("line") }
        return found
    }
}
