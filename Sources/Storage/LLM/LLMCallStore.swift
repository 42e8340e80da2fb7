package import Bookkeeping

/// Every call of a language model for a tenant's lines, with its cost; no other file names `llm_call` and `llm_call_line`.
package struct LLMCallStore {
    let db: any Connection
    let tenant: TenantID

    package enum State: String, CaseIterable, SQLConvertible, Sendable {
        /// Under way: what it may cost is held.
        case reserved
        case answered
        case failed
        /// Its process did not come back to say how it ended.
        case lost
    }

    package struct Record: Hashable, Sendable {
        package let id: LLMCallID
        package let month: SpendingMonth
        package let model: String
        package let state: State
        package let lines: Int
        package let reserved: MicroDollars
        package let promptTokens: Int
        package let completionTokens: Int
        package let cost: MicroDollars
        package let fault: String?
        package let startedAt: Instant
    }

    /// Reserves what a call may cost at most, until `expiry`.
    package func reserve(
        _ amount: MicroDollars, for lines: [LineID], model: String, in month: SpendingMonth, until expiry: Instant, at now: Instant
    ) throws(StorageError) -> LLMCallID {
        let id: LLMCallID = try db.newID()
        try db.execute(
            """
            INSERT INTO llm_call (tenant_id, id, month, model, state, line_count, reserved_micro_dollars, prompt_tokens, completion_tokens,
                micro_dollars, started_at, expires_at)
            VALUES (\(tenant), \(id), \(month), \(model), \(State.reserved), \(lines.count), \(amount), 0, 0, 0, \(now), \(expiry))
            """)
        for line in lines {
            try db.execute("INSERT INTO llm_call_line (tenant_id, line_id, call_id) VALUES (\(tenant), \(line), \(id))")
        }
        try LLMSpendStore(db: db).hold(amount, for: id, of: tenant, in: month, until: expiry)
        return id
    }

    package struct Settlement: Hashable, Sendable {
        package let state: State
        package let promptTokens: Int
        package let completionTokens: Int
        package let cost: MicroDollars
        package let fault: String?

        package init(_ state: State, promptTokens: Int = 0, completionTokens: Int = 0, cost: MicroDollars, fault: String? = nil) {
            (self.state, self.promptTokens, self.completionTokens) = (state, promptTokens, completionTokens)
            (self.cost, self.fault) = (cost, fault)
        }
    }

    /// Puts what a call cost in the place of what was held for it. One that was given up for lost meanwhile is known after all.
    package func settle(_ id: LLMCallID, _ settlement: Settlement, at now: Instant) throws(StorageError) {
        let month: SpendingMonth? = try db.first(
            "SELECT month FROM llm_call WHERE tenant_id = \(tenant) AND id = \(id) AND state IN ('reserved', 'lost')")
        guard let month else { return }
        try db.execute(
            """
            UPDATE llm_call SET state = \(settlement.state), prompt_tokens = \(settlement.promptTokens),
                completion_tokens = \(settlement.completionTokens), micro_dollars = \(settlement.cost), fault = \(settlement.fault),
                finished_at = \(now)
            WHERE tenant_id = \(tenant) AND id = \(id)
            """)
        let spend = LLMSpendStore(db: db)
        try spend.release(id)
        try spend.add(settlement.cost, to: month)
    }

    /// Gives up the calls whose time is over, and with them what was held for them.
    /// - Returns: how many.
    @discardableResult
    package func giveUpLost(at now: Instant) throws(StorageError) -> Int {
        let lost: [LLMCallID] = try db.all(
            "SELECT id FROM llm_call WHERE tenant_id = \(tenant) AND state = 'reserved' AND expires_at <= \(now)")
        for id in lost { try settle(id, Settlement(.lost, cost: .zero, fault: "no word of its end"), at: now) }
        return lost.count
    }

    package func record(_ id: LLMCallID) throws(StorageError) -> Record? { try records("id = \(id)", limit: 1).first }

    /// Newest first.
    package func latest(limit: Int) throws(StorageError) -> [Record] { try records("id > 0", limit: limit) }

    private func records(_ condition: SQL, limit: Int) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT id, month, model, state, line_count, reserved_micro_dollars, prompt_tokens, completion_tokens, micro_dollars, fault,
                started_at
            FROM llm_call WHERE tenant_id = \(tenant) AND \(condition) ORDER BY id DESC LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            Record(
                id: try row[0], month: try row[1], model: try row[2], state: try row[3], lines: try row[4], reserved: try row[5],
                promptTokens: try row[6], completionTokens: try row[7], cost: try row[8], fault: try row[9], startedAt: try row[10])
        }
    }

    /// A month's calls, those under way among them, and what the finished ones cost.
    package struct Total: Hashable, Sendable {
        package let calls: Int
        package let spent: MicroDollars
    }

    package func total(of month: SpendingMonth) throws(StorageError) -> Total {
        try db.first(
            """
            SELECT COUNT(*), CAST(COALESCE(SUM(micro_dollars), 0) AS BIGINT) FROM llm_call
            WHERE tenant_id = \(tenant) AND month = \(month) AND state <> 'lost'
            """
        ) { (row) throws(StorageError) in Total(calls: try row[0], spent: try row[1]) } ?? Total(calls: 0, spent: .zero)
    }

    /// By month, oldest first.
    package func totals() throws(StorageError) -> [(month: SpendingMonth, total: Total)] {
        try db.all(
            """
            SELECT month, COUNT(*), CAST(SUM(micro_dollars) AS BIGINT) FROM llm_call
            WHERE tenant_id = \(tenant) AND state <> 'lost' GROUP BY month ORDER BY month
            """
        ) { (row) throws(StorageError) in (try row[0], Total(calls: try row[1], spent: try row[2])) }
    }

    /// How many lines came in with the imports of a month.
    package func linesImported(in month: SpendingMonth) throws(StorageError) -> Int {
        try db.first(
            """
            SELECT COUNT(*) FROM statement_import i
            JOIN statement s ON s.tenant_id = i.tenant_id AND s.import_id = i.id
            JOIN statement_line l ON l.tenant_id = s.tenant_id AND l.statement_id = s.id
            WHERE i.tenant_id = \(tenant) AND i.imported_at >= \(month.begin) AND i.imported_at < \(month.end)
            """) ?? 0
    }

    /// A line is asked about this often when calls fail, and not again before this long after a failure.
    private static let (mostFailures, pauseSeconds): (Int, Int64) = (3, 600)

    /// Lines that wait, about which neither rules nor model are as sure as `threshold` (basis points), and which no call has answered or is
    /// about to; oldest first.
    package func linesToAsk(below threshold: Int, atMost limit: Int, at now: Instant) throws(StorageError) -> [LineID] {
        try db.all(
            """
            SELECT l.id FROM statement_line l
            WHERE l.tenant_id = \(tenant) AND l.state = 'waiting' AND l.held IN ('cold_start', 'below_threshold', 'budget_fallback')
                AND l.method IN ('model', 'none') AND l.confidence < \(threshold)
                AND NOT EXISTS (SELECT 1 FROM llm_answer a WHERE a.tenant_id = l.tenant_id AND a.line_id = l.id)
                AND NOT EXISTS (
                    SELECT 1 FROM llm_call_line c JOIN llm_call k ON k.tenant_id = c.tenant_id AND k.id = c.call_id
                    WHERE c.tenant_id = l.tenant_id AND c.line_id = l.id
                        AND (k.state = 'reserved' OR k.state IN ('failed', 'lost') AND k.finished_at > \(now.advanced(bySeconds: -Self.pauseSeconds)))
                ) AND (
                    SELECT COUNT(*) FROM llm_call_line c WHERE c.tenant_id = l.tenant_id AND c.line_id = l.id
                ) < \(Self.mostFailures)
            ORDER BY l.id LIMIT \(limit)
            """)
    }
}

/// One request to a language model.
package enum LLMCall {}

package typealias LLMCallID = ID<LLMCall>
