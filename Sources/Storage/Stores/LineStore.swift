package import Bookkeeping

/// Statement lines and what is proposed or decided for them; no other file names `statement_line`.
package struct LineStore {
    let db: any Connection
    let tenant: TenantID

    package enum State: String, SQLConvertible, Sendable { case waiting, posted, excluded, undone }

    /// What a line is proposed to be filed to, by whom, and why it waits if it does.
    package struct Proposal: Hashable, Sendable {
        /// `rule`, `vendor`, `model`, `llm`, `person` or `none`.
        package let method: String
        package let account: AccountID?
        /// Basis points of probability.
        package let confidence: Int
        /// Why a person has to look; nil when none has to.
        package let held: String?
        package let reason: String

        package init(method: String, account: AccountID?, confidence: Int, held: String?, reason: String) {
            (self.method, self.account, self.confidence, self.held, self.reason) = (method, account, confidence, held, reason)
        }
    }

    package struct Record: Hashable, Sendable {
        package let id: LineID
        package let statement: StatementID
        package let account: AccountID
        package let line: StatementLine
        package let vendor: String
        package let state: State
        package let proposal: Proposal
        package let entry: EntryID?
    }

    /// A line about to be stored. `entry` says that it is posted.
    package struct Draft: Sendable {
        package let id: LineID
        package let line: StatementLine
        package let occurrence: Occurrence
        package let vendor: String
        package let proposal: Proposal
        package let entry: EntryID?

        package init(id: LineID, line: StatementLine, occurrence: Occurrence, vendor: String, proposal: Proposal, entry: EntryID?) {
            (self.id, self.line, self.occurrence) = (id, line, occurrence)
            (self.vendor, self.proposal, self.entry) = (vendor, proposal, entry)
        }
    }

    /// Which of the equal lines of a day a line is: the second coffee of the same price has number 2.
    package struct Occurrence: Hashable, Sendable {
        package let date: CalendarDate
        /// Small, and beside the date: an import of a million known lines has as many of these in memory, twice.
        private let place: Int32
        /// Of what makes two lines equal: the bank's reference, or else amount and text.
        package let fingerprint: Int64

        package var number: Int { Int(place) }

        package init(date: CalendarDate, fingerprint: Int64, number: Int) {
            (self.date, self.place, self.fingerprint) = (date, Int32(number), fingerprint)
        }
    }

    package func reserveIDs(_ count: Int) throws(StorageError) -> [LineID] { try db.reserveIDs(count).map { LineID($0) } }

    package func insert(_ drafts: [Draft], into statement: StatementID, account: AccountID) throws(StorageError) {
        try insert(LineRows(drafts, of: tenant, into: statement, account: account))
    }

    package func insert(_ lines: LineRows) throws(StorageError) {
        // The rows last: whoever called makes the next ones while the server stores these.
        try queue.apply(lines.queue)
        try totals.apply(lines.totals)
        try db.insert(lines.rows)
    }

    var queue: QueueStore { QueueStore(db: db, tenant: tenant) }
    var totals: LineTotalStore { LineTotalStore(db: db, tenant: tenant) }

    /// Whether there is a line, undone or not.
    package var isAny: Bool {
        get throws(StorageError) {
            let first: LineID? = try db.first("SELECT id FROM statement_line WHERE tenant_id = \(tenant) LIMIT 1")
            return first != nil
        }
    }

    /// The days on which `account` has lines; nil when it has none.
    package func span(of account: AccountID) throws(StorageError) -> Period? {
        // Asked for together, the two would have all lines read.
        func end(_ order: SQL) throws(StorageError) -> CalendarDate? {
            try db.first(
                """
                SELECT date FROM statement_line WHERE tenant_id = \(tenant) AND account_id = \(account) AND state <> 'undone'
                ORDER BY \(order) LIMIT 1
                """)
        }
        guard let first = try end("date"), let last = try end("date DESC") else { return nil }
        return Period(from: first, through: last)
    }

    package func occurrences(in account: AccountID, during period: Period) throws(StorageError) -> [Occurrence: LineID] {
        var found: [Occurrence: LineID] = [:]
        try db.each(
            """
            SELECT date, fingerprint, occurrence, id FROM statement_line
            WHERE tenant_id = \(tenant) AND account_id = \(account) AND state <> 'undone' AND date BETWEEN \(period.first) AND \(period.last)
            """
        ) { (row) throws(StorageError) in found[Occurrence(date: try row[0], fingerprint: try row[1], number: try row[2])] = try row[3] }
        return found
    }

    package func id(of occurrence: Occurrence, in account: AccountID) throws(StorageError) -> LineID? {
        try db.first(
            """
            SELECT id FROM statement_line WHERE tenant_id = \(tenant) AND account_id = \(account) AND state <> 'undone'
                AND date = \(occurrence.date) AND fingerprint = \(occurrence.fingerprint) AND occurrence = \(occurrence.number)
            """)
    }

    /// The place of one more line equal to `id`.
    package func occurrence(after id: LineID) throws(StorageError) -> Occurrence? {
        try db.first(
            """
            SELECT l.date, l.fingerprint, MAX(o.occurrence) FROM statement_line l JOIN statement_line o
                ON o.tenant_id = l.tenant_id AND o.account_id = l.account_id AND o.date = l.date AND o.fingerprint = l.fingerprint
                AND (o.state <> 'undone' OR o.id = l.id)
            WHERE l.tenant_id = \(tenant) AND l.id = \(id) GROUP BY l.date, l.fingerprint, l.state
            """
        ) { (row) throws(StorageError) in Occurrence(date: try row[0], fingerprint: try row[1], number: try row[2] + 1) }
    }

    /// Every line of `account` within `period` that is not undone, in order of date.
    package func each(
        of account: AccountID, during period: Period, _ body: (LineID, StatementID, StatementLine) throws(StorageError) -> Void
    ) throws(StorageError) {
        try db.each(
            """
            SELECT id, statement_id, row_number, date, amount, currency, text, counterparty, reference FROM statement_line
            WHERE tenant_id = \(tenant) AND account_id = \(account) AND state <> 'undone' AND date BETWEEN \(period.first) AND \(period.last)
            ORDER BY date, id
            """
        ) { (row) throws(StorageError) in
            let line = StatementLine(
                row: try row[2], date: try row[3], amount: Money(minorUnits: try row[4], try row[5]), text: try row[6],
                counterparty: try row[7], reference: try row[8])
            try body(try row[0], try row[1], line)
        }
    }

    package func line(_ id: LineID) throws(StorageError) -> Record? {
        try records("l.tenant_id = \(tenant) AND l.id = \(id)", order: "l.id").first
    }

    /// Lines that wait for a person: the vendor with the most lines first, each vendor's lines together in order of date.
    package func waiting(limit: Int) throws(StorageError) -> [Record] {
        try records(
            "l.tenant_id = \(tenant) AND l.state = 'waiting'",
            order: "COUNT(*) OVER (PARTITION BY l.vendor) DESC, l.vendor, l.date, l.id LIMIT \(limit)")
    }

    package func waitingCount() throws(StorageError) -> Int { try queue.lineCount() }

    /// The next lines by id that are in `state` and came with `importID`, where those are given.
    package func page(in state: State?, of importID: ImportID? = nil, after last: LineID?, limit: Int) throws(StorageError) -> [Record] {
        let isInState: SQL = state.map { "AND l.state = \($0)" } ?? ""
        let isOfImport: SQL =
            importID.map {
                """
                AND l.statement_id IN (SELECT s.id FROM statement s WHERE s.tenant_id = \(tenant) AND s.import_id = \($0))
                """
            } ?? ""
        let isLater: SQL = last.map { "AND l.id > \($0)" } ?? ""
        return try records("l.tenant_id = \(tenant) \(isInState) \(isOfImport) \(isLater)", order: "l.id LIMIT \(limit)")
    }

    package func lines(of statement: StatementID) throws(StorageError) -> [Record] {
        try records("l.tenant_id = \(tenant) AND l.statement_id = \(statement)", order: "l.id")
    }

    /// Every line that an import left in the books, oldest first, one after the other.
    package func each(_ body: (Record) throws(StorageError) -> Void) throws(StorageError) {
        try db.each(
            """
            SELECT \(Self.recordColumns) FROM statement_line l
            WHERE l.tenant_id = \(tenant) AND l.state <> 'undone' ORDER BY l.date, l.id
            """
        ) { (row) throws(StorageError) in try body(Self.record(row)) }
    }

    /// How many lines of an import each method has, by what became of them.
    package func counts(of importID: ImportID) throws(StorageError) -> [(method: String, state: State, held: String?, count: Int)] {
        try db.all(
            """
            SELECT l.method, l.state, l.held, COUNT(*) FROM statement s
            JOIN statement_line l ON l.tenant_id = s.tenant_id AND l.statement_id = s.id
            WHERE s.tenant_id = \(tenant) AND s.import_id = \(importID) GROUP BY l.method, l.state, l.held
            """
        ) { (row) throws(StorageError) in (try row[0], try row[1], try row[2], try row[3]) }
    }

    func records(_ condition: SQL, order: SQL) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT \(Self.recordColumns)
            FROM statement_line l WHERE \(condition) ORDER BY \(order)
            """
        ) { (row) throws(StorageError) in try Self.record(row) }
    }

    static let recordColumns: SQL = """
        l.id, l.statement_id, l.account_id, l.row_number, l.date, l.amount, l.currency, l.text, l.counterparty, l.reference,
        l.vendor, l.state, l.method, l.proposed_account_id, l.confidence, l.held, l.reason, l.entry_id
        """

    static func record(_ row: Row) throws(StorageError) -> Record {
        Record(
            id: try row[0], statement: try row[1], account: try row[2],
            line: StatementLine(
                row: try row[3], date: try row[4], amount: Money(minorUnits: try row[5], try row[6]), text: try row[7],
                counterparty: try row[8], reference: try row[9]),
            vendor: try row[10], state: try row[11],
            proposal: Proposal(method: try row[12], account: try row[13], confidence: try row[14], held: try row[15], reason: try row[16]),
            entry: try row[17])
    }
}

extension String {
    /// Up to the first blank: by it a vendor's branches and spellings stand together.
    package var firstWord: String { String(prefix { $0 != " " }) }
}
