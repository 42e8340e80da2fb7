import Bookkeeping
import Categorization
import Foundation
import Operations
import Storage

/// One line beside the queue: what the bank wrote, who says what of it from strongest to weakest, and the entry it would make.
struct LinePane: Sendable {
    let id: String
    let name: String
    let amount: String
    let text: String
    let booked: String
    let account: String
    let file: String
    let fileAddress: String?
    let row: String
    let mayFile: Bool
    let isWaiting: Bool
    /// What became of a line that waits no more.
    let state: String?
    let entry: String?
    let place: [ReviewPlace.Field]
    let nextLine: String?
    let alternatives: [Alternative]
    let reason: String?
    let why: String
    let cold: ColdStart
    let ladder: [Rung]
    let postings: [Row]
    let hasPostings: Bool
    let transferTargets: [Choice]
    let counterparts: [Counterpart]
    let hasCounterparts: Bool
    /// What the account is for beside the lines that fit.
    let transferHint: String
    /// Why none is offered from further away, and how to look there.
    let farHint: String
    let reaches: [Reach]
    let hasReaches: Bool
    /// Somebody looks further away: the editor stays open.
    let looksFar: Bool
    let parts: [Part]
    let whole: String
    let maker: Maker

    struct Alternative: Sendable {
        let key: String
        let account: String
        let code: String
        let name: String
        let bar: ConfidenceBar
        let isFirst: Bool
    }

    struct Rung: Sendable {
        let method: MethodMark
        let text: String
        let isChosen: Bool
    }

    struct Row: Sendable {
        let code: String
        let name: String
        let debit: String
        let credit: String
    }

    struct Counterpart: Sendable {
        let id: String
        let text: String
        let account: String
        let isChosen: Bool
    }

    struct Reach: Sendable {
        /// What parts it from the one before.
        let before: String
        let words: String
        let address: String
    }

    struct Part: Sendable {
        let number: String
        let account: String
    }

    struct Maker: Sendable {
        let text: String
        let account: String
        let operators: [Choice]
    }

    private static let splitRows = 4
    private static let keys = 9

    init(_ detail: ReadReview.Detail, _ place: ReviewPlace, next: LineID?, people: PeopleNames, mayFile: Bool, typed: Values?) {
        let record = detail.record
        let accounts = Dictionary(detail.accounts.map { ($0.id, $0) }) { first, _ in first }
        let words = PaneWords(detail, accounts, people)
        (id, name, text) = ("\(record.id)", detail.name, record.line.text)
        amount = record.line.amount.grouped
        booked = words.longDate
        account = "\(accounts[record.account]?.name ?? ""), \(record.line.amount.currency.code)"
        (file, fileAddress, row) = (detail.file, detail.importID.map { "/import/\($0)" }, "\(record.line.row)")
        isWaiting = record.state == .waiting
        self.mayFile = mayFile && isWaiting
        state = isWaiting ? nil : words.state
        entry = record.entry.map { "/entries/\($0)" }
        self.place = place.fields
        nextLine = next.map { "\($0)" }
        let alternatives = words.alternatives.prefix(Self.keys).enumerated().map { index, candidate in
            Alternative(
                key: "\(index + 1)", account: "\(candidate.account)", code: accounts[candidate.account]?.code ?? "",
                name: accounts[candidate.account]?.name ?? "",
                bar: ConfidenceBar(basisPoints: Int((candidate.probability * 10_000).rounded()), threshold: detail.threshold),
                isFirst: index == 0 && candidate.account == record.proposal.account)
        }
        self.alternatives = alternatives
        reason = record.proposal.held.map(HoldWords.short)
        why = words.why
        cold = ColdStart(detail.consistentLabels)
        ladder = words.ladder
        postings = words.postings
        hasPostings = !postings.isEmpty
        transferTargets = detail.accounts.filter { $0.kind.takesStatements && $0.id != record.account }.map {
            Choice("\($0.label)", $0.label)
        }
        // What the books hold already is most likely meant; what waits is for the person to tick.
        let chosenLine = detail.counterparts.first { $0.state == .posted && words.isNear($0) }?.id
        counterparts = detail.counterparts.map { words.counterpart($0, isChosen: $0.id == chosenLine) }
        hasCounterparts = !counterparts.isEmpty
        let reach = ReviewPlace.reaches.first { $0.days == place.within }
        transferHint = words.transferHint(within: reach?.words ?? "a week")
        farHint =
            "The other line has to have the same amount. More than \(TransferPairing.askedDays) days apart two lines are not paired without you: "
            + "equal amounts are often two payments. Look within"
        let further = ReviewPlace.reaches.filter { $0.days > place.within ?? 0 }
        reaches = further.enumerated().map { index, reach in
            Reach(
                before: index == 0 ? " " : index == further.count - 1 ? " or " : ", ", words: reach.words,
                address: place.looking(within: reach.days, around: record.id) + "#line")
        }
        hasReaches = !reaches.isEmpty
        looksFar = reach != nil
        let rows = max(Self.splitRows, typed?.all("part_account").count ?? 0)
        parts = (0..<rows).map { index in Part(number: "\(index + 1)", account: index == 0 ? words.suggested?.label ?? "" : "") }
        whole = String(record.line.amount.decimalText.drop { $0 == "-" })
        maker = Maker(
            text: words.ruleText, account: words.suggested?.label ?? "",
            operators: [("contains", "contains"), ("starts", "starts with"), ("equals", "equals"), ("matches", "matches")].map {
                Choice($0.0, $0.1)
            })
    }
}

/// The sentences of the pane.
private struct PaneWords {
    private let detail: ReadReview.Detail
    private let accounts: [AccountID: Account]
    private let people: PeopleNames
    private var record: LineStore.Record { detail.record }

    init(_ detail: ReadReview.Detail, _ accounts: [AccountID: Account], _ people: PeopleNames) {
        (self.detail, self.accounts, self.people) = (detail, accounts, people)
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]

    var longDate: String { "\(record.line.date.day) \(Self.months[record.line.date.month - 1]) \(record.line.date.year)" }

    var suggested: Account? { record.proposal.account.flatMap { accounts[$0] } }

    /// What the queue suggests stands first; a language model's word is not among the model's own.
    var alternatives: [Proposal.Candidate] {
        guard let account = record.proposal.account else { return detail.alternatives }
        let first = Proposal.Candidate(account: account, probability: Double(record.proposal.confidence) / 10_000)
        return [first] + detail.alternatives.filter { $0.account != account }
    }

    var state: String {
        switch record.state {
        case .posted where detail.tied != nil:
            detail.tied.map { "One transfer with “\($0.line.text)” \(place($0)). One entry explains both." } ?? ""
        case .posted: "Filed to \(suggested?.label ?? "several accounts")."
        case .excluded: "Left out of the books: \(record.proposal.reason)."
        case .undone: "Its import was undone."
        case .waiting: ""
        }
    }

    func counterpart(_ other: LineStore.Record, isChosen: Bool) -> LinePane.Counterpart {
        let booked = other.state == .posted ? "; booked already, and its entry explains both" : ""
        return LinePane.Counterpart(
            id: "\(other.id)", text: "\(other.line.text) \(other.line.amount.grouped)", account: place(other) + booked, isChosen: isChosen)
    }

    private func place(_ other: LineStore.Record) -> String {
        "of \(other.line.date.short(on: record.line.date)) on \(accounts[other.account]?.label ?? "")"
    }

    /// The other half, where it is booked already.
    private var half: LineStore.Record? { detail.counterparts.first { $0.state == .posted && isNear($0) } }

    func isNear(_ other: LineStore.Record) -> Bool {
        abs(other.line.date.dayNumber - record.line.date.dayNumber) <= TransferPairing.askedDays
    }

    func transferHint(within reach: String) -> String {
        detail.counterparts.isEmpty
            ? "No line on another account has this amount within \(reach). It is booked against the account; when the other line comes, it is offered as this one's other half."
            : "With a line ticked, one entry explains both, and Undo takes the pair apart."
    }

    var why: String {
        if record.proposal.held == HoldReason.transfer.rawValue, let half {
            return "“\(half.line.text)” \(place(half)) is booked already. Approve it, and its entry explains both lines."
        }
        guard let held = record.proposal.held.flatMap(HoldReason.init(rawValue:)) else { return "" }
        if held == .coldStart {
            let others = (detail.group?.lines ?? 1) == 1 ? "Its next lines" : "After three equal answers its lines"
            return detail.consistentLabels == 0
                ? "No person has filed \(detail.name) yet. \(others) may post by themselves."
                : "People have filed \(detail.name) the same way \(detail.consistentLabels == 1 ? "once" : "\(detail.consistentLabels) times"). \(others) may post by themselves."
        }
        return held.userText
    }

    var ladder: [LinePane.Rung] {
        let chosen = record.proposal.method
        func rung(_ method: Method, _ text: String) -> LinePane.Rung {
            LinePane.Rung(method: MethodMark(method.rawValue, word: method.word), text: text, isChosen: method.rawValue == chosen)
        }
        return [
            rung(.person, person), rung(.rule, rule), rung(.vendor, vendor), rung(.model, model),
            rung(.llm, chosen == Method.llm.rawValue ? "\(verdict(record.proposal)) \(record.proposal.reason)" : "Not asked"),
        ]
    }

    private var person: String {
        guard let last = detail.history.last else { return "Not asked yet" }
        let person = people[last.decidedBy]
        if last.isUndone { return "\(person) answered, and the answer was taken back" }
        return last.kind == .exclude ? "\(person) left it out" : "\(person): \(name(last.account))"
    }

    private var rule: String {
        let names = detail.proposal.ruleNames.map { "“\($0)”" }.joined(separator: " and ")
        if detail.proposal.isConflict { return "\(names) disagree" }
        return names.isEmpty ? "No rule matches" : "\(names): \(name(detail.proposal.account))"
    }

    private var vendor: String {
        guard let account = detail.vendorAccount, detail.consistentLabels > 0 else { return "New counterparty, no memory" }
        let times = detail.consistentLabels == 1 ? "1 answer" : "\(detail.consistentLabels) equal answers"
        return "\(name(account)): \(times) in a row"
    }

    private var model: String {
        let proposal = detail.proposal
        guard proposal.method != .rule else { return "Not asked: a rule decides" }
        guard let account = proposal.account else { return "Nothing like it was filed before" }
        let confidence = ConfidenceBar.decimal(Int((proposal.probability * 10_000).rounded()))
        return "\(name(account)), \(confidence): \(proposal.reason)"
    }

    private func verdict(_ proposal: LineStore.Proposal) -> String {
        "\(name(proposal.account)), \(ConfidenceBar.decimal(proposal.confidence))."
    }

    private func name(_ account: AccountID?) -> String { account.flatMap { accounts[$0]?.name } ?? "several accounts" }

    /// As the entry would stand in the books.
    var postings: [LinePane.Row] {
        guard record.state == .waiting, record.proposal.held != HoldReason.transfer.rawValue || half == nil else { return [] }
        let parts = record.proposal.account.flatMap { Rule.Action.file($0).parts(of: record.line.amount) } ?? detail.parts
        guard let parts else { return [] }
        let bank = row(record.account, record.line.amount, isBank: true)
        let others = parts.map { row($0.account, $0.amount, isBank: false) }
        return record.line.amount.isNegative ? others + [bank] : [bank] + others
    }

    private func row(_ id: AccountID, _ amount: Money, isBank: Bool) -> LinePane.Row {
        let text = (try? amount.magnitude().grouped) ?? amount.grouped
        let isDebit = amount.isNegative != isBank
        return LinePane.Row(
            code: accounts[id]?.code ?? "", name: accounts[id]?.name ?? "", debit: isDebit ? text : "", credit: isDebit ? "" : text)
    }

    /// The word of the bank's text that says most of who it is: the counterparty's first word, where the text has it.
    var ruleText: String {
        let word = record.vendor.firstWord
        guard !word.isEmpty, let range = record.line.text.range(of: word, options: .caseInsensitive) else { return record.line.text }
        return String(record.line.text[range])
    }
}
