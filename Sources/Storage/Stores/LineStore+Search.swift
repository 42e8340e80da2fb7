package import Bookkeeping

/// Lines by what is known of them, newest first.
extension LineStore {
    /// What a line must be like to be found; nil and empty leave it open.
    package struct Search: Hashable, Sendable {
        /// Part of the bank's text, whatever its letter case.
        package var text: String?
        /// Without sign, in minor units.
        package var amounts: ClosedRange<Int64>?
        package var account: AccountID?
        package var method: String?
        package var states: [State] = [.waiting, .posted, .excluded]
        package var period: Period?
        package var importID: ImportID?

        package init() {}

        /// Whether lines have to be looked into, so that a page can come to its end before it is full.
        fileprivate var isSelective: Bool { text != nil || account != nil || method != nil || importID != nil }
    }

    package struct SearchPosition: Hashable, Sendable {
        package let date: CalendarDate
        package let id: LineID

        package init(date: CalendarDate, id: LineID) { (self.date, self.id) = (date, id) }
    }

    package struct SearchPage: Sendable {
        package let records: [Record]
        /// Where to go on; nil when there is nothing more.
        package let next: SearchPosition?
        /// Whether the page ended because enough lines were looked into, and not because it is full.
        package let isCutShort: Bool
    }

    /// How many lines of each state one page looks into.
    private static let mostLookedInto = 10_000

    /// The next lines that fit, newest first. No page looks into more lines than it can in a few milliseconds: where few fit, it says how
    /// far it came, and the next one goes on from there.
    package func search(_ search: Search, after last: SearchPosition?, limit: Int) throws(StorageError) -> SearchPage {
        var found: [Record] = []
        var horizon: SearchPosition?
        for state in search.states {
            found += try self.found(search, state, after: last, limit: limit + 1)
            guard search.isSelective, search.amounts == nil, let end = try end(ofWindow: state, search, after: last) else { continue }
            // What lies beyond the nearest window's end was not looked into for every state.
            if horizon.map({ ($0.date, $0.id) < (end.date, end.id) }) ?? true { horizon = end }
        }
        found.sort { ($0.line.date, $0.id) > ($1.line.date, $1.id) }
        let within = found.filter { record in horizon.map { (record.line.date, record.id) >= ($0.date, $0.id) } ?? true }
        let page = Array(within.prefix(limit))
        if within.count > limit, let end = page.last {
            return SearchPage(records: page, next: SearchPosition(date: end.line.date, id: end.id), isCutShort: false)
        }
        return SearchPage(records: page, next: horizon, isCutShort: horizon != nil)
    }

    private func found(
        _ search: Search, _ state: State, after last: SearchPosition?, limit: Int
    ) throws(StorageError) -> [Record] {
        var fits: SQL = ""
        if let text = search.text { fits = "\(fits) AND LOWER(l.text) LIKE \(Self.pattern(text)) ESCAPE '!'" }
        if let account = search.account { fits = "\(fits) AND (l.account_id = \(account) OR l.proposed_account_id = \(account))" }
        if let method = search.method { fits = "\(fits) AND l.method = \(method)" }
        if let importID = search.importID {
            fits =
                "\(fits) AND l.statement_id IN (SELECT s.id FROM statement s WHERE s.tenant_id = \(tenant) AND s.import_id = \(importID))"
        }
        if let amounts = search.amounts { return try records(of: amounts, state, search, fits, after: last, limit: limit) }
        guard search.isSelective else {
            return try records(window(state, search, after: last), order: "l.date DESC, l.id DESC LIMIT \(limit)")
        }
        return try db.all(
            """
            SELECT \(Self.recordColumns) FROM (
                SELECT * FROM statement_line l WHERE \(window(state, search, after: last))
                ORDER BY l.date DESC, l.id DESC LIMIT \(Self.mostLookedInto)
            ) l WHERE l.tenant_id = \(tenant) \(fits) ORDER BY l.date DESC, l.id DESC LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in try Self.record(row) }
    }

    /// Lines of an amount are few, so the index by amount finds them all. That neither engine walks the lines by date instead is what COALESCE is
    /// for: it changes no value and hides the column from the index.
    private func records(
        of amounts: ClosedRange<Int64>, _ state: State, _ search: Search, _ fits: SQL, after last: SearchPosition?, limit: Int
    ) throws(StorageError) -> [Record] {
        let isWithin: SQL = search.period.map { "AND COALESCE(l.date, 0) BETWEEN \($0.first) AND \($0.last)" } ?? ""
        let isEarlier: SQL = last.map { "AND (COALESCE(l.date, 0), l.id) < (\($0.date), \($0.id))" } ?? ""
        var found: [Record] = []
        // Money in and money out are two places of the index.
        for range in Set([amounts, -amounts.upperBound ... -amounts.lowerBound]) {
            found += try records(
                """
                l.tenant_id = \(tenant) AND l.amount BETWEEN \(range.lowerBound) AND \(range.upperBound) AND COALESCE(l.state, '') = \(state)
                \(fits) \(isWithin) \(isEarlier)
                """, order: "COALESCE(l.date, 0) DESC, l.id DESC LIMIT \(limit)")
        }
        found.sort { ($0.line.date, $0.id) > ($1.line.date, $1.id) }
        return Array(found.prefix(limit))
    }

    /// The last line that a page looks into; nil where it looks into all there are.
    private func end(ofWindow state: State, _ search: Search, after last: SearchPosition?) throws(StorageError) -> SearchPosition? {
        try db.first(
            """
            SELECT l.date, l.id FROM statement_line l WHERE \(window(state, search, after: last))
            ORDER BY l.date DESC, l.id DESC LIMIT 1 OFFSET \(Self.mostLookedInto - 1)
            """
        ) { (row) throws(StorageError) in SearchPosition(date: try row[0], id: try row[1]) }
    }

    private func window(_ state: State, _ search: Search, after last: SearchPosition?) -> SQL {
        let isWithin: SQL = search.period.map { "AND l.date BETWEEN \($0.first) AND \($0.last)" } ?? ""
        let isEarlier: SQL = last.map { "AND (l.date, l.id) < (\($0.date), \($0.id))" } ?? ""
        return "l.tenant_id = \(tenant) AND l.state = \(state) \(isWithin) \(isEarlier)"
    }

    private static func pattern(_ text: String) -> String {
        let plain = text.lowercased().replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
        return "%\(plain)%"
    }
}
