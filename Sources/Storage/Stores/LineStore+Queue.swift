package import Bookkeeping

/// The lines of the review queue, a few of each group at a time.
extension LineStore {
    /// Where a piece of a group ended: its lines stand by reason, then by date.
    package struct QueuePosition: Hashable, Sendable {
        let held: String
        let date: CalendarDate
        let id: LineID

        package init?(_ record: Record) {
            guard let held = record.proposal.held else { return nil }
            (self.held, date, id) = (held, record.line.date, record.id)
        }
    }

    /// The next waiting lines of a counterparty in one currency, those that wait for `held` where it is given.
    package func waiting(
        of vendor: String, in currency: Currency, held: String?, after last: QueuePosition?, limit: Int
    ) throws(StorageError) -> [Record] {
        let isHeld: SQL = held.map { "AND l.held = \($0)" } ?? ""
        let isLater: SQL = last.map { "AND (l.held, l.date, l.id) > (\($0.held), \($0.date), \($0.id))" } ?? ""
        return try records(
            "l.tenant_id = \(tenant) AND l.state = 'waiting' AND l.vendor = \(vendor) AND l.currency = \(currency) \(isHeld) \(isLater)",
            order: "l.held, l.date, l.id LIMIT \(limit)")
    }

    /// What waiting lines have in common with one that was answered.
    package enum Likeness: Hashable, Sendable {
        case vendor(String)
        /// Of the vendor.
        case firstWord(String)
        case amount(Money)
    }

    /// Where a look at lines that are alike has come to.
    package struct LikenessPosition: Hashable, Sendable {
        let vendor: String
        let currency: Currency
        let held: String?
        let date: CalendarDate
        let id: LineID

        package init(_ record: Record) {
            (vendor, currency, held) = (record.vendor, record.line.amount.currency, record.proposal.held)
            (date, id) = (record.line.date, record.id)
        }

        /// Within the vendor.
        fileprivate var place: SQL { "\(currency), \(held), \(date), \(id)" }
    }

    /// How many things one question asks about where there may be very many: one length of list is one prepared statement.
    package static let mostAtOnce = 64

    /// The next lines that wait and are alike, in the order of the index that finds them.
    package func waiting(alike likeness: Likeness, after last: LikenessPosition?, limit: Int) throws(StorageError) -> [Record] {
        let isWaiting: SQL = "l.tenant_id = \(tenant) AND l.state = 'waiting'"
        switch likeness {
        case .vendor(let vendor):
            let isLater: SQL = last.map { "AND (l.currency, l.held, l.date, l.id) > (\($0.place))" } ?? ""
            return try records(
                "\(isWaiting) AND l.vendor = \(vendor) \(isLater)", order: "l.currency, l.held, l.date, l.id LIMIT \(limit)")
        case .firstWord(let word):
            // What follows a first word is a blank, and "!" is the character after the blank.
            let isLater: SQL =
                last.map { "(l.vendor, l.currency, l.held, l.date, l.id) > (\($0.vendor), \($0.place))" } ?? "l.vendor >= \(word)"
            return try records(
                "\(isWaiting) AND l.vendor < \(word + "!") AND \(isLater)",
                order: "l.vendor, l.currency, l.held, l.date, l.id LIMIT \(limit)")
        case .amount(let amount):
            let isLater: SQL = last.map { "AND (l.vendor, l.id) > (\($0.vendor), \($0.id))" } ?? ""
            return try records(
                "\(isWaiting) AND l.amount = \(amount.minorUnits) AND l.currency = \(amount.currency) \(isLater)",
                order: "l.vendor, l.id LIMIT \(limit)")
        }
    }

    /// Lines that wait on another account and have the opposite amount, a few days around: the other side of a transfer. Few lines share an
    /// amount and many a week, so COALESCE keeps both engines from walking the week. SQLite takes a tenant's lines for few and would read them all
    /// for one amount; it does not for a range.
    package func counterparts(of record: Record, within days: Int, limit: Int) throws(StorageError) -> [Record] {
        let opposite = Money(minorUnits: 0 &- record.line.amount.minorUnits, record.line.amount.currency)
        let (first, last) = (record.line.date.adding(days: -days), record.line.date.adding(days: days))
        return try records(
            """
            l.tenant_id = \(tenant) AND l.state = 'waiting' AND l.amount BETWEEN \(opposite.minorUnits) AND \(opposite.minorUnits) AND l.currency = \(opposite.currency)
            AND l.account_id <> \(record.account) AND COALESCE(l.date, 0) BETWEEN \(first) AND \(last)
            """, order: "COALESCE(l.date, 0), l.id LIMIT \(limit)")
    }

    /// Lines of `amount`, whichever way it went, that wait for `held`. By the index of amounts, as `counterparts`.
    package func waiting(for held: String, of amount: Money, during period: Period) throws(StorageError) -> [Record] {
        var found: [Record] = []
        for units in Set([amount.minorUnits, 0 &- amount.minorUnits]) {
            found += try records(
                """
                l.tenant_id = \(tenant) AND l.state = 'waiting' AND l.amount BETWEEN \(units) AND \(units) AND l.currency = \(amount.currency)
                AND COALESCE(l.held, '') = \(held) AND COALESCE(l.date, 0) BETWEEN \(period.first) AND \(period.last)
                """, order: "COALESCE(l.date, 0), l.id")
        }
        return found
    }

    /// The day of the line that has waited longest.
    package func oldestWaiting() throws(StorageError) -> CalendarDate? {
        try db.first("SELECT date FROM statement_line WHERE tenant_id = \(tenant) AND state = 'waiting' ORDER BY date LIMIT 1")
    }
}
