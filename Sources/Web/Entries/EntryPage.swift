import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// One entry: what was posted, from which bank line, who decided, how is it corrected?
struct EntryPage: Sendable {
    let site: Site

    struct Content: Sendable {
        let id: String
        let currencies: [Postings]
        /// Two where the entry explains both lines of a transfer.
        let sources: [SourceLine]
        let history: [Step]
        let period: String
        let method: MethodMark
        let postedBy: String
        let postedAt: String
        /// The entry that took this one back, or the one that this one takes back.
        let related: Related?
        let reversal: ReversalForm?
        let receipts: Receipts
    }

    struct Postings: Sendable {
        let currency: String
        let rows: [Row]
        let total: String

        struct Row: Sendable {
            let code, name, address, debit, credit: String
        }
    }

    struct SourceLine: Sendable {
        let text: String
        let amount: String
        let booked: String
        let account: String
        let file: String
        let address: String
        let place: String
    }

    struct Step: Sendable {
        let method: MethodMark
        let text: String
        let when: String
        let isNow: Bool
    }

    struct Related: Sendable {
        let text: String
        let address: String
        let number: String
    }

    struct ReversalForm: Sendable {
        let total: String
        let date: String
        let hint: String
    }

    @Sendable func show(_ call: Call<Seat>) async throws -> Response {
        let posted = try await call.entry(call.id("entry"))
        let (today, mayReverse) = (call.office.today, call.party.may(.postEntries))
        let people = try await call.peopleNames()
        let receipts = try await Receipts(of: posted.id, for: call)
        let (content, isReversed) = try await call.office.database.read(for: call.tenant) { books in
            let reversal = try books.entries.reversal(of: posted.id)
            let related = try (reversal ?? posted.reverses).flatMap { try books.entries.entry($0) }
            let closed = try books.closings.closedPeriods()
            let facts = try books.entries.facts(of: posted.id)
            let accounts = Dictionary(try books.accounts.all().map { ($0.id, $0) }) { first, _ in first }
            let line = try facts?.line.flatMap { try books.lines.line($0) }
            let match = try books.transfers.match(bookedBy: posted.id)
            let tied = try match.map { $0.out == line?.id ? $0.into : $0.out }.flatMap { try books.lines.line($0) }
            let lines = [line, tied].compactMap(\.self)
            let form = ReversalForm(
                total: posted.entry.total, date: "\(closed.allows(posted.entry.date) ? posted.entry.date : today)",
                hint: closed.lastClosedDay.map { "The books are closed through \($0.long), so the day must be later." }
                    ?? "Not before \(posted.entry.date.long).")
            let by = facts?.postedBy ?? ""
            let content = Content(
                id: "\(posted.id)", currencies: Self.postings(posted.entry, accounts),
                sources: try lines.compactMap { try Self.source($0, books, accounts, today) },
                history: try Self.history(posted, facts, lines, books, accounts, people, today),
                period: Self.period(posted.entry.date, closed), method: Self.method(of: posted, by, line),
                postedBy: by.hasPrefix("machine:") ? "a machine" : people[by], postedAt: facts?.postedAt.short(today) ?? "",
                related: related.map {
                    Related(
                        text: reversal == nil ? "It takes back" : "It was taken back by", address: "/entries/\($0.id)",
                        number: "\($0.number)")
                },
                reversal: reversal == nil && posted.source != .reversal && mayReverse ? form : nil, receipts: receipts)
            return (content, reversal != nil)
        }
        let currency = posted.entry.postings.first?.amount.currency.code ?? ""
        let actions = [PageHead.Action.print] + (content.reversal == nil ? [] : [.link("Reverse", "#reverse", style: "danger")])
        return try await site.page(
            call, "entry", title: "Entry \(posted.number)",
            facts: "\(posted.entry.narration), \(posted.entry.date.long), \(posted.entry.total) \(currency)",
            head: PageHead(
                crumbs: [.init("Entries", "/entries"), .init(Period.month(containing: posted.entry.date).monthWords)],
                pills: [isReversed ? .init("Reversed", style: "warn", icon: "undo") : .init("Posted", style: "ok", icon: "tick")],
                actions: actions,
                printed: "Entry \(posted.number) of \(posted.entry.date.long), as of \(call.office.now().dayAndTime) UTC."),
            content)
    }

    @Sendable func reverse(_ call: Call<Seat>) async throws -> Response {
        let (id, day): (EntryID, CalendarDate?) = (try call.id("entry"), try call.form.date("date"))
        let reversal = try await about("date") { try await ReverseEntry(call.office)(for: call.tenant, id, on: day, by: call.actor) }
        return site.seeOther("/entries/\(reversal.id)", said: "Reversed by \(reversal.number). Both entries stay visible.")
    }

    private static func postings(_ entry: JournalEntry, _ accounts: [AccountID: Account]) -> [Postings] {
        Set(entry.postings.map(\.amount.currency)).sorted().map { currency in
            let own = entry.postings.filter { $0.amount.currency == currency }
            let total = own.filter { $0.side == .debit }.reduce(Int64(0)) { $0 + $1.amount.minorUnits }
            return Postings(
                currency: currency.code,
                rows: own.map { posting in
                    let account = accounts[posting.account]
                    return .init(
                        code: account?.code ?? "", name: account?.name ?? "", address: "/reports/general-ledger?account=\(posting.account)",
                        debit: posting.side == .debit ? posting.amount.grouped : "",
                        credit: posting.side == .credit ? posting.amount.grouped : "")
                }, total: Money(minorUnits: total, currency).grouped)
        }
    }

    private static func source(
        _ record: LineStore.Record, _ books: Books, _ accounts: [AccountID: Account], _ today: CalendarDate
    ) throws -> SourceLine? {
        guard let statement = try books.imports.statement(record.statement), let file = try books.imports.record(statement.importID) else {
            return nil
        }
        return SourceLine(
            text: record.line.text, amount: "\(record.line.amount.grouped) \(record.line.amount.currency)", booked: record.line.date.long,
            account: accounts[record.account]?.label ?? "", file: file.fileName, address: "/import/\(file.id)",
            place: "row \(record.line.row), imported \(file.importedAt.short(today))")
    }

    /// Oldest first: what a machine proposed, what people answered, when it was posted.
    private static func history(
        _ posted: PostedEntry, _ facts: EntryStore.Facts?, _ lines: [LineStore.Record], _ books: Books, _ accounts: [AccountID: Account],
        _ people: PeopleNames, _ today: CalendarDate
    ) throws -> [Step] {
        var steps: [Step] = []
        for line in lines {
            let answers = try books.decisions.answers(about: line.id)
            if line.proposal.method != "person", line.proposal.method != "none", line.entry == posted.id {
                let account = line.proposal.account.flatMap { accounts[$0]?.label } ?? "several accounts"
                let sure = "0." + String("\(10_000 + min(line.proposal.confidence, 9_900))".dropFirst().prefix(2))
                let certainty = line.proposal.confidence >= 10_000 ? "" : ", \(sure)"
                steps.append(
                    Step(
                        method: MethodMark(line.proposal.method),
                        text: "filed it to \(account)\(certainty). \(line.proposal.reason.sentence)",
                        when: "", isNow: false))
            }
            steps += answers.map { answer in
                let words =
                    answer.account.flatMap { accounts[$0]?.label }.map { "chose \($0)." }
                    ?? (answer.kind == "exclude" ? "left the line out." : "answered: \(answer.kind).")
                return Step(
                    method: MethodMark("person", word: people[answer.person]), text: words, when: answer.at.short(today),
                    isNow: false)
            }
        }
        steps.append(
            Step(
                method: poster(facts?.postedBy ?? "", people), text: "posted it as \(posted.number).",
                when: facts?.postedAt.short(today) ?? "", isNow: true))
        return steps
    }

    /// A machine by its method, a person by name.
    private static func poster(_ postedBy: String, _ people: PeopleNames) -> MethodMark {
        postedBy.hasPrefix("machine:")
            ? MethodMark(String(postedBy.dropFirst("machine:".count))) : MethodMark("person", word: people[postedBy])
    }

    private static func method(of posted: PostedEntry, _ postedBy: String, _ line: LineStore.Record?) -> MethodMark {
        postedBy.hasPrefix("machine:") ? MethodMark(String(postedBy.dropFirst("machine:".count))) : MethodMark("person")
    }

    private static func period(_ date: CalendarDate, _ closed: ClosedPeriods) -> String {
        Period.month(containing: date).monthWords + (closed.allows(date) ? ", open" : ", closed")
    }
}

extension String {
    /// Beginning with a capital letter and ending with a period.
    fileprivate var sentence: String {
        guard let last else { return self }
        return prefix(1).uppercased() + dropFirst() + (last == "." ? "" : ".")
    }
}
