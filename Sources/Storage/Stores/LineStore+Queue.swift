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

    /// Lines that wait on another account and have the opposite amount, a few days around: the other side of a transfer. Few lines share an
    /// amount and many a week, so COALESCE keeps both engines from walking the week.
    package func counterparts(of record: Record, within days: Int, limit: Int) throws(StorageError) -> [Record] {
        let opposite = Money(minorUnits: 0 &- record.line.amount.minorUnits, record.line.amount.currency)
        let (first, last) = (record.line.date.adding(days: -days), record.line.date.adding(days: days))
        return try records(
            """
            l.tenant_id = \(tenant) AND l.state = 'waiting' AND l.amount = \(opposite.minorUnits) AND l.currency = \(opposite.currency)
            AND l.account_id <> \(record.account) AND COALESCE(l.date, 0) BETWEEN \(first) AND \(last)
            """, order: "COALESCE(l.date, 0), l.id LIMIT \(limit)")
    }
}
