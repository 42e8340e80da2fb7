import Bookkeeping
import Categorization
import Storage

/// The two lines of a transfer, found to fit, and the one entry that books both.
struct TransferSides {
    let out: LineStore.Record
    let into: LineStore.Record
    private let books: Books
    private let fromAccount: Account
    private let toAccount: Account

    var key: TransferPairing.Key { .init(out: out.id, into: into.id) }

    init(_ key: TransferPairing.Key, _ books: Books) throws {
        self.books = books
        (out, fromAccount) = try Self.side(key.out, books)
        (into, toAccount) = try Self.side(key.into, books)
        guard out.account != into.account else { throw ReconciliationError.oneAccount }
        guard out.line.amount.currency == into.line.amount.currency else {
            throw ReconciliationError.currenciesDiffer(out.line.amount.currency, into.line.amount.currency)
        }
        guard out.line.amount.isNegative, !into.line.amount.isNegative else {
            throw ReconciliationError.directions(out: out.line.amount.decimalText, into: into.line.amount.decimalText)
        }
        guard try out.line.amount.negated() == into.line.amount else {
            throw ReconciliationError.amountsDiffer("\(out.line.amount)", "\(into.line.amount)")
        }
    }

    private static func side(_ id: LineID, _ books: Books) throws -> (LineStore.Record, Account) {
        guard let record = try books.lines.line(id), let account = try books.accounts.account(record.account) else {
            throw OperationError.noSuchLine(id)
        }
        switch record.state {
        case .waiting, .posted: break
        case .excluded: throw ReconciliationError.lineLeftOut(record.line.text)
        case .undone: throw OperationError.lineUndone(id)
        }
        guard account.kind.takesStatements else { throw ReconciliationError.noOwnAccount(account.label) }
        guard try books.transfers.match(of: id) == nil else { throw ReconciliationError.alreadyMatched(id) }
        return (record, account)
    }

    /// Has one entry explain both lines, and remembers them as a pair. All that can be refused comes before anything is written.
    func tie(by person: String, at now: Instant) throws -> (id: TransferPairID, entry: PostedEntry) {
        let (entry, made) = try settle(by: person, at: now)
        for (line, other) in [(out, toAccount), (into, fromAccount)] where line.entry != entry {
            try books.lines.setPosted(
                line.id, as: entry,
                LineStore.Proposal(
                    method: Method.person.rawValue, account: other.id, confidence: 10_000, held: nil,
                    reason: "one transfer with a line of \(other.label)"))
        }
        _ = try books.transfers.forgetRejection(key)
        let id = try books.transfers.match(key, as: entry, madeEntry: made, by: person, at: now)
        guard let posted = try books.entries.entry(entry) else { throw OperationError.noSuchEntry("\(entry)") }
        try books.audit.append(
            .init(
                actor: person, action: "transfer.matched", subject: "transfer \(id)",
                detail: "lines \(key.out) and \(key.into), \(into.line.amount), entry \(posted.number)"), at: now)
        return (id, posted)
    }

    /// One entry for both: one that is there already where it says just this, else a new one; what else books either line is reversed.
    private func settle(by person: String, at now: Instant) throws -> (entry: EntryID, made: Bool) {
        let booked = try [out, into].compactMap { try $0.entry.flatMap { try books.entries.entry($0) } }
        let fitting = booked.first(where: isTheTransfer)
        let closed = try books.closings.closedPeriods()
        if fitting == nil { try closed.check(out.line.date) }
        for posted in booked where posted.id != fitting?.id { try closed.check(posted.entry.date) }
        for posted in booked where posted.id != fitting?.id {
            _ = try books.reverse(posted, because: "one transfer with another line", by: person, at: now)
        }
        if let fitting { return (fitting.id, false) }
        let entry = try JournalEntry(booking: out.line, on: fromAccount.id, to: toAccount.id)
        return (try books.entries.post([.init(entry, source: .statement, line: out.id)], by: person, at: now)[0], true)
    }

    private func isTheTransfer(_ posted: PostedEntry) -> Bool {
        let amount = into.line.amount
        guard let debit = try? Posting(.debit, toAccount.id, amount), let credit = try? Posting(.credit, fromAccount.id, amount) else {
            return false
        }
        return posted.entry.postings.count == 2 && Set(posted.entry.postings) == [debit, credit]
    }
}
