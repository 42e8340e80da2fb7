import Bookkeeping
import Categorization
import Operations
import Storage

/// The queue as the template shows it.
struct ReviewContent: Sendable {
    let mayFile: Bool
    let facts: String
    let reasons: [Reason]
    /// Of lines that may be known ones; nil where there are none.
    let doubts: String?
    private(set) var groups: [Group]
    private(set) var singles: [Line]
    let hasLines: Bool
    let hasGroups: Bool
    let hasSingles: Bool
    let next: String?
    /// What the forms carry along.
    let place: [ReviewPlace.Field]
    /// For every field that takes an account.
    let accounts: [AccountOption]
    let currency: String
    /// Whether some amounts name another currency, and need the room.
    let isMixed: Bool
    var said: Said?
    var pane: LinePane?

    struct AccountOption: TemplateRow {
        static let template = "account-option"

        let id: String
        let label: String
    }

    struct Reason: Sendable {
        let title: String
        let count: String
        let address: String
        let isOpen: Bool
    }

    struct Group: TemplateRow {
        static let template = "review-group"

        let key: String
        /// Whether who looks may file lines.
        let isTickable: Bool
        let name: String
        let count: String
        let lineCount: Int
        let cold: ColdStart?
        let reason: String?
        let isWarning: Bool
        let approve: String?
        let sum: String
        var lines: [Line]
        let more: More?
    }

    struct More: Hashable, Sendable {
        let title: String
        let address: String
    }

    struct Line: TemplateRow {
        static let template = "review-line"

        let id: String
        /// Whether who looks may file lines.
        let isTickable: Bool
        let address: String
        let date: String
        let text: String
        /// The counterparty, where the line stands without a group.
        let ownName: String?
        let accountID: String?
        let code: String
        let account: String
        /// Whether a rule says what to do with the line though it names no single account.
        let isApprovable: Bool
        let hasAccount: Bool
        let method: MethodMark
        let bar: ConfidenceBar?
        let note: String?
        /// Where it is not the group's.
        let ownReason: String?
        let isOwnWarning: Bool
        let amount: String
        let minorUnits: String
        var isNow = false
    }

    init(_ page: ReadReview.Page, _ place: ReviewPlace, _ call: Call<Seat>, today: CalendarDate) {
        mayFile = call.party.may(.fileLines)
        let all = page.totals.filter { $0.held == nil }
        let base = all.max { $0.lines < $1.lines }?.amount.currency ?? page.groups.first?.group.amount.currency
        let (lineCount, groupCount) = (all.reduce(0) { $0 + $1.lines }, all.reduce(0) { $0 + $1.groups })
        facts = Self.facts(lines: lineCount, groups: groupCount)
        reasons = Self.reasons(page.totals, lineCount, place)
        let doubtful = page.totals.filter { $0.held == HoldReason.possibleDuplicate.rawValue }.reduce(0) { $0 + $1.lines }
        doubts = doubtful == 0 ? nil : doubtful == 1 ? "1 line looks like a known one." : "\(doubtful.grouped) lines look like known ones."
        let render = LineRenderer(page, place, base: base, today: today, mayFile: mayFile)
        groups = page.groups.filter { $0.group.lines > 1 }.map { render.group($0) }
        singles = page.groups.filter { $0.group.lines == 1 }.flatMap { group in
            group.lines.map { render.line($0, name: group.name, of: nil) }
        }
        hasGroups = !groups.isEmpty
        (hasLines, hasSingles) = (!page.groups.isEmpty, page.groups.contains { $0.group.lines == 1 })
        next = page.next.map(place.after)
        self.place = place.fields
        accounts = page.accounts.map { AccountOption(id: "\($0.id)", label: $0.label) }
        currency = base?.code ?? ""
        isMixed = Set(all.map(\.amount.currency)).count > 1
    }

    private static func facts(lines: Int, groups: Int) -> String {
        switch (lines, groups) {
        case (0, _): "All lines are filed."
        case (1, _): "1 line waits."
        case (_, 1): "\(lines.grouped) lines in 1 group."
        default: "\(lines.grouped) lines in \(groups.grouped) groups, biggest first."
        }
    }

    private static func reasons(_ totals: [QueueStore.Total], _ all: Int, _ place: ReviewPlace) -> [Reason] {
        let counts = Dictionary(totals.compactMap { total in total.held.map { ($0, total.lines) } }, uniquingKeysWith: +)
        let some = counts.filter { $0.value > 0 }.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map { held, count in
            Reason(title: HoldWords.title(held), count: count.grouped, address: place.only(held), isOpen: place.held == held)
        }
        return [Reason(title: "All", count: all.grouped, address: place.only(nil), isOpen: place.held == nil)] + some
    }

    /// In the order in which they stand on the page.
    private var order: [Line] { groups.flatMap(\.lines) + singles }

    var firstLine: LineID? { order.first.flatMap { LineID(text: $0.id) } }

    func line(after id: LineID) -> LineID? {
        let order = order
        guard let index = order.firstIndex(where: { $0.id == "\(id)" }) else { return nil }
        let next = index + 1 < order.count ? order[index + 1] : index > 0 ? order[index - 1] : nil
        return next.flatMap { LineID(text: $0.id) }
    }

    mutating func mark(_ id: LineID) {
        for group in groups.indices {
            for line in groups[group].lines.indices where groups[group].lines[line].id == "\(id)" { groups[group].lines[line].isNow = true }
        }
        for line in singles.indices where singles[line].id == "\(id)" { singles[line].isNow = true }
    }
}

/// Makes rows of records.
private struct LineRenderer {
    private let place: ReviewPlace
    private let base: Currency?
    private let today: CalendarDate
    private let threshold: Int
    private let mayFile: Bool
    private let accounts: [AccountID: Account]

    init(_ page: ReadReview.Page, _ place: ReviewPlace, base: Currency?, today: CalendarDate, mayFile: Bool) {
        (self.place, self.base, self.today, threshold, self.mayFile) = (place, base, today, page.threshold, mayFile)
        accounts = Dictionary(page.accounts.map { ($0.id, $0) }) { first, _ in first }
    }

    func group(_ group: ReadReview.Group) -> ReviewContent.Group {
        let reasons = Set(group.lines.compactMap(\.proposal.held))
        let common = reasons.count == 1 ? reasons.first : nil
        let isApprovable = mayFile && group.lines.contains { $0.proposal.account != nil }
        let more = group.unshown
        return ReviewContent.Group(
            key: ReviewPlace.Group(group.group).key, isTickable: mayFile, name: group.name, count: "\(group.group.lines.grouped) lines",
            lineCount: group.group.lines, cold: ColdStart(group.consistentLabels), reason: common.map(HoldWords.short),
            isWarning: common.map(HoldWords.isWarning) ?? false, approve: isApprovable ? "Approve \(group.group.lines.grouped)" : nil,
            sum: words(group.group.amount), lines: group.lines.map { line($0, name: nil, of: common) },
            more: more == 0
                ? nil
                : .init(title: more == 1 ? "Show 1 more line" : "Show \(more.grouped) more lines", address: place.opening(group.group)))
    }

    /// - Parameter common: the reason that the line's group shows for all of them
    func line(_ record: LineStore.Record, name: String?, of common: String?) -> ReviewContent.Line {
        let proposal = record.proposal
        let account = proposal.account.flatMap { accounts[$0] }
        let isRule = proposal.method == Method.rule.rawValue
        let isHalf = proposal.held == HoldReason.transfer.rawValue
        let held = proposal.held.flatMap { $0 == common ? nil : $0 }
        return ReviewContent.Line(
            id: "\(record.id)", isTickable: mayFile, address: place.at(record.id), date: record.line.date.short(on: today),
            text: record.line.text,
            ownName: name,
            accountID: account.map { "\($0.id)" }, code: account?.code ?? "", account: account?.name ?? "",
            isApprovable: account == nil && isRule && proposal.held != HoldReason.ruleConflict.rawValue, hasAccount: account != nil,
            // It is the books that say so, whoever would have guessed it.
            method: isHalf ? MethodMark("none", word: "books") : MethodMark(proposal.method),
            bar: account == nil || isRule || isHalf ? nil : ConfidenceBar(basisPoints: proposal.confidence, threshold: threshold),
            note: note(proposal),
            ownReason: held.map(HoldWords.short), isOwnWarning: held.map(HoldWords.isWarning) ?? false, amount: words(record.line.amount),
            minorUnits: "\(record.line.amount.minorUnits)")
    }

    /// What stands where no confidence does.
    private func note(_ proposal: LineStore.Proposal) -> String? {
        let isRule = proposal.method == Method.rule.rawValue
        if proposal.held == HoldReason.transfer.rawValue { return "booked there" }
        if proposal.account != nil { return isRule ? "by rule" : nil }
        if proposal.held == HoldReason.ruleConflict.rawValue { return "rules differ" }
        return isRule ? "split" : "no guess"
    }

    private func words(_ money: Money) -> String { base.map(money.words(in:)) ?? money.grouped }
}
