import Bookkeeping
import Categorization
import Storage

/// What one rule, among the others, does with lines of the past. It decides nothing: testing and applying both ask here.
struct RuleReach {
    enum Effect {
        /// The rule decides, and this would be posted.
        case files(JournalEntry, LineStore.Proposal)
        /// The rule decides, but something keeps the line from being posted.
        case held(HoldReason)
        case overruled(by: String)
        /// Names of the rules that disagree, this one among them.
        case conflicts([String])
    }

    /// Whose word counts for a line now.
    enum Holder { case nobody, machine, person }

    let rule: Rule
    private var alone: Categorizer
    private var all: Categorizer
    private let filing: LineFiling
    private let books: Books

    /// - Parameter others: the tenant's rules; one of the same name is replaced
    init(_ rule: Rule, among others: [Rule], in books: Books) throws {
        var rule = rule
        // Switched off, it is looked at as if it were on.
        rule.isEnabled = true
        self.rule = rule
        self.books = books
        alone = try books.judge(by: [rule])
        let replaced = others.map { $0.name == rule.name ? rule : $0 }
        all = try books.judge(by: replaced.contains(rule) ? replaced : replaced + [rule])
        filing = try LineFiling(books, .asked)
    }

    static func holder(of record: LineStore.Record) -> Holder {
        if record.proposal.method == Method.person.rawValue || record.state == .excluded { return .person }
        // What a person took back is theirs as well.
        if record.proposal.held == HoldReason.reversed.rawValue { return .person }
        return record.state == .posted ? .machine : .nobody
    }

    mutating func holds(for record: LineStore.Record) -> Bool {
        alone.verdict(of: LineFacts(record.line, on: record.account)) != .none
    }

    /// - Precondition: the rule holds for the line.
    mutating func effect(on record: LineStore.Record) -> Effect {
        let proposal = all.propose(LineFacts(record.line, on: record.account))
        if proposal.isConflict { return .conflicts(proposal.ruleNames) }
        if proposal.action != rule.action { return .overruled(by: proposal.ruleNames.first ?? "") }
        let outcome = filing.outcome(of: proposal, for: record.line, on: record.account)
        if let entry = outcome.entry { return .files(entry, outcome.proposal) }
        return .held(outcome.proposal.held.flatMap(HoldReason.init(rawValue:)) ?? .imbalance)
    }

    /// What the line would be booked as, whatever keeps it from being posted; nil when the amount cannot be divided so.
    func entry(for record: LineStore.Record) -> JournalEntry? {
        rule.action.parts(of: record.line.amount).flatMap { try? JournalEntry(booking: record.line, on: record.account, to: $0) }
    }

    /// What a posted line is booked as.
    func bookedEntry(of record: LineStore.Record) throws -> JournalEntry? {
        // Filed to one account, the entry is known without asking for it.
        if let account = record.proposal.account { return try? JournalEntry(booking: record.line, on: record.account, to: account) }
        return try record.entry.flatMap { try books.entries.entry($0)?.entry }
    }
}

/// What entries do to each account: debits less credits.
struct Movements: Equatable {
    struct Key: Hashable {
        let account: AccountID
        let currency: Currency
    }

    private(set) var sums: [Key: Int64] = [:]

    init() {}

    init(_ entry: JournalEntry?) throws {
        if let entry { try add(entry) }
    }

    mutating func add(_ entry: JournalEntry) throws { for posting in entry.postings { try add(posting, as: posting.side) } }

    mutating func takeBack(_ entry: JournalEntry) throws { for posting in entry.postings { try add(posting, as: posting.side.opposite) } }

    private mutating func add(_ posting: Posting, as side: Side) throws {
        let key = Key(account: posting.account, currency: posting.amount.currency)
        let amount = side == .debit ? posting.amount.minorUnits : -posting.amount.minorUnits
        let (sum, overflow) = (sums[key] ?? 0).addingReportingOverflow(amount)
        guard !overflow else { throw MoneyError.overflow }
        sums[key] = sum == 0 ? nil : sum
    }
}
