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
                    .object(["decisions": .list(.object(["line": .id], optional: ["account": .account, "exclude": .boolean]))]),
                    Decided.schema),
                use: decideMany),
        ] + ReviewPages(site: site).all
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
        let line = try await call.line(call.id("line"))
        let summary = try await DecideLines(call.office)(
            for: call.tenant, [.init(line.id, try body.choice(among: try await call.accounts()))], by: call.actor,
            consequences: .nearestFirst)
        if let refusal = summary.refused.first { throw Refusal(status: .conflict, code: "decision_refused", message: refusal.reason) }
        return try .json(Decided(summary))
    }

    private struct ManyBody: Decodable {
        let decisions: [One]

        struct One: Decodable {
            let line: Int64
            let choice: DecisionBody

            enum CodingKeys: CodingKey { case line }

            init(from decoder: any Decoder) throws {
                line = try decoder.container(keyedBy: CodingKeys.self).decode(Int64.self, forKey: .line)
                choice = try DecisionBody(from: decoder)
            }
        }
    }

    private static let mostDecisions = 5_000

    private func decideMany(_ call: Call<Seat>) async throws -> Response {
        let body = try call.json(ManyBody.self)
        guard body.decisions.count <= Self.mostDecisions else {
            throw Refusal.invalid("Send at most \(Self.mostDecisions) decisions at once.")
        }
        let accounts = try await call.accounts()
        let answers = try body.decisions.map { DecideLines.Answer(LineID($0.line), try $0.choice.choice(among: accounts)) }
        return try .json(
            Decided(try await DecideLines(call.office)(for: call.tenant, answers, by: call.actor, consequences: .nearestFirst)))
    }
}

struct DecisionBody: Decodable {
    let account: AccountReference?
    let exclude: Bool?

    static let schema = Schema.object([:], optional: ["account": .account, "exclude": .boolean])

    func choice(among accounts: [Account]) throws -> DecideLines.Choice {
        switch (account, exclude ?? false) {
        case (let account?, false): .file(try account.account(among: accounts).id)
        case (nil, true): .exclude
        default: throw Refusal.invalid("A decision is either an account or \"exclude\": true.")
        }
    }
}

/// What answers did.
struct Decided: Encodable {
    let filed: Int
    let excluded: Int
    let refused: [Refused]
    let graduated: [String]
    let posted_afterwards: Int

    struct Refused: Encodable {
        let line: Int64
        let reason: String
    }

    static let schema = Schema.object([
        "filed": .integer, "excluded": .integer, "refused": .list(.object(["line": .integer, "reason": .text])), "graduated": .list(.text),
        "posted_afterwards": .integer,
    ])

    init(_ summary: DecideLines.Summary) {
        (filed, excluded) = (summary.filed, summary.excluded)
        refused = summary.refused.map { Refused(line: $0.line.rawValue, reason: $0.reason) }
        (graduated, posted_afterwards) = (summary.graduated, summary.postedAfterwards)
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
