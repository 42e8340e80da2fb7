import Bookkeeping
import Operations
import Storage

/// What a person says of a line, as programs send it.
struct DecisionBody: Decodable, Sendable {
    let account: AccountReference?
    let approve: Bool?
    let exclude: Bool?
    let split: [Part]?
    let transfer: Transfer?

    struct Part: Decodable, Sendable {
        let account: AccountReference
        let amount: String
    }

    struct Transfer: Decodable, Sendable {
        let account: AccountReference
        /// The other side's line, where it waits.
        let line: Int64?
    }

    static let fields: [String: Schema] = [
        "account": .account, "approve": .boolean, "exclude": .boolean,
        "split": .list(.object(["account": .account, "amount": .amount])),
        "transfer": .object(["account": .account], optional: ["line": .id]),
    ]
    static let schema = Schema.object([:], optional: fields)

    func choice(for record: LineStore.Record, among accounts: [Account]) throws -> DecideLines.Choice {
        guard let split else { return try choice(among: accounts) }
        guard isAlone(split) else { throw Self.ambiguous }
        return .split(
            try split.map { part in
                guard let amount = Money(decimalText: part.amount, record.line.amount.currency) else {
                    throw Refusal.invalid(
                        "“\(part.amount.prefix(40))” is no amount. Send it as text like -1234.56, with the sign of the line.")
                }
                return .init(try part.account.account(among: accounts).id, amount)
            })
    }

    /// For any number of lines: a split is of one line.
    func choice(among accounts: [Account]) throws -> DecideLines.Choice {
        switch (account, approve ?? false, exclude ?? false, transfer) {
        case (let account?, false, false, nil): .file(try account.account(among: accounts).id)
        case (nil, true, false, nil): .approve
        case (nil, false, true, nil): .exclude
        case (nil, false, false, let transfer?):
            .transfer(try transfer.account.account(among: accounts).id, otherSide: transfer.line.map { LineID($0) })
        default: throw Self.ambiguous
        }
    }

    private func isAlone(_ split: [Part]) -> Bool { account == nil && approve == nil && exclude == nil && transfer == nil }

    private static let ambiguous = Refusal.invalid(
        "A decision is one of: an account, \"approve\": true, \"exclude\": true, a split, a transfer.")
}

/// Answers about many lines, one by one or by group.
struct ManyDecisions: Decodable, Sendable {
    let decisions: [One]?
    let groups: [Group]?

    struct One: Decodable, Sendable {
        let line: Int64
        let choice: DecisionBody

        enum CodingKeys: CodingKey { case line }

        init(from decoder: any Decoder) throws {
            line = try decoder.container(keyedBy: CodingKeys.self).decode(Int64.self, forKey: .line)
            choice = try DecisionBody(from: decoder)
        }
    }

    /// All waiting lines of a counterparty in one currency.
    struct Group: Decodable, Sendable {
        let vendor: String
        let currency: String
        let held: String?
        let choice: DecisionBody

        enum CodingKeys: CodingKey { case vendor, currency, held }

        init(from decoder: any Decoder) throws {
            let object = try decoder.container(keyedBy: CodingKeys.self)
            vendor = try object.decode(String.self, forKey: .vendor)
            currency = try object.decode(String.self, forKey: .currency)
            held = try object.decodeIfPresent(String.self, forKey: .held)
            choice = try DecisionBody(from: decoder)
        }
    }

    func answers(in books: Books, among accounts: [Account], atMost limit: Int) throws -> [DecideLines.Answer] {
        guard (decisions?.count ?? 0) <= limit else { throw Refusal.invalid("Send at most \(limit) decisions at once.") }
        var answers = try (decisions ?? []).map { one in
            // The amounts of a split are read in the line's currency; a line that is not there is refused with the others.
            let record = one.choice.split == nil ? nil : try books.lines.line(LineID(one.line))
            let choice = try record.map { try one.choice.choice(for: $0, among: accounts) } ?? one.choice.choice(among: accounts)
            return DecideLines.Answer(LineID(one.line), choice)
        }
        for group in groups ?? [] where answers.count < limit {
            guard let currency = Currency(code: group.currency) else { throw Refusal.invalid("currency is no currency of ISO 4217.") }
            let choice = try group.choice.choice(among: accounts)
            let lines = try books.lines.waiting(of: group.vendor, in: currency, held: group.held, after: nil, limit: limit - answers.count)
            answers += lines.map { DecideLines.Answer($0.id, choice) }
        }
        return answers
    }
}
