package import Bookkeeping

/// The review queue in numbers: its groups, biggest first, and its totals. `LineStore` keeps it in step with every line that begins or ends to
/// wait; no other file names `queue_group` and `queue_total`, and `BooksCheck` proves them against the lines.
package struct QueueStore {
    let db: any Connection
    let tenant: TenantID

    /// The waiting lines of one counterparty in one currency.
    package struct Group: Hashable, Sendable {
        package let vendor: String
        package let lines: Int
        /// The sum of the lines.
        package let amount: Money
    }

    package struct Total: Hashable, Sendable {
        /// Nil for all reasons together.
        package let held: String?
        package let lines: Int
        package let groups: Int
        package let amount: Money
    }

    /// Where a page of groups ended.
    package struct Position: Hashable, Sendable {
        package let lines: Int
        package let minorUnits: Int64
        package let vendor: String
        package let currency: Currency

        package init(lines: Int, minorUnits: Int64, vendor: String, currency: Currency) {
            (self.lines, self.minorUnits, self.vendor, self.currency) = (lines, minorUnits, vendor, currency)
        }
    }

    /// For each reason and currency, and for each currency whatever the reason.
    package func totals() throws(StorageError) -> [Total] {
        try db.all(
            "SELECT held, line_count, group_count, amount, currency FROM queue_total WHERE tenant_id = \(tenant) ORDER BY held, currency"
        ) { (row) throws(StorageError) in
            let held: String = try row[0]
            return Total(
                held: held.isEmpty ? nil : held, lines: try row[1], groups: try row[2], amount: Money(minorUnits: try row[3], try row[4]))
        }
    }

    /// Why lines wait, the commonest reason first.
    package func reasons() throws(StorageError) -> [(held: String, lines: Int)] {
        let lines = try totals().reduce(into: [String: Int]()) { lines, total in
            if let held = total.held, total.lines > 0 { lines[held, default: 0] += total.lines }
        }
        return lines.map { (held: $0.key, lines: $0.value) }.sorted { ($1.lines, $0.held) < ($0.lines, $1.held) }
    }

    package func lineCount() throws(StorageError) -> Int {
        try db.first("SELECT CAST(COALESCE(SUM(line_count), 0) AS BIGINT) FROM queue_total WHERE tenant_id = \(tenant) AND held = ''") ?? 0
    }

    /// The next groups of lines that wait for `held`, or for whatever reason: those with most lines first, the largest sum among equals.
    package func groups(held: String?, after last: Position?, limit: Int) throws(StorageError) -> [Group] {
        let isLater: SQL =
            last.map {
                "AND (few, light, vendor, currency) > (\(-$0.lines), \(-Int64($0.minorUnits.magnitude)), \($0.vendor), \($0.currency))"
            } ?? ""
        return try db.all(
            """
            SELECT vendor, line_count, amount, currency FROM queue_group
            WHERE tenant_id = \(tenant) AND held = \(held ?? "") \(isLater)
            ORDER BY few, light, vendor, currency LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            Group(vendor: try row[0], lines: try row[1], amount: Money(minorUnits: try row[2], try row[3]))
        }
    }

    package func group(of vendor: String, in currency: Currency, held: String?) throws(StorageError) -> Group? {
        try db.first(
            """
            SELECT line_count, amount FROM queue_group
            WHERE tenant_id = \(tenant) AND held = \(held ?? "") AND vendor = \(vendor) AND currency = \(currency)
            """
        ) { (row) throws(StorageError) in Group(vendor: vendor, lines: try row[0], amount: Money(minorUnits: try row[1], currency)) }
    }

    func apply(_ changes: QueueChanges) throws(StorageError) {
        if let gathered = db.gathered { return gathered.queue.add(changes) }
        var totals: [TotalKey: (lines: Int, groups: Int, amount: Int64)] = [:]
        for (place, change) in changes.byPlace where change.lines != 0 || change.amount != 0 {
            for held in ["", place.held] {
                let groups = try count(change, held: held, place)
                let key = TotalKey(held: held, currency: place.currency)
                let old = totals[key] ?? (0, 0, 0)
                totals[key] = (old.lines + change.lines, old.groups + groups, old.amount + change.amount)
            }
        }
        for (key, total) in totals where total != (0, 0, 0) {
            try db.execute(
                """
                INSERT INTO queue_total (tenant_id, held, currency, line_count, group_count, amount)
                VALUES (\(tenant), \(key.held), \(key.currency), \(total.lines), \(total.groups), \(total.amount))
                ON CONFLICT (tenant_id, held, currency) DO UPDATE SET line_count = queue_total.line_count + excluded.line_count,
                    group_count = queue_total.group_count + excluded.group_count, amount = queue_total.amount + excluded.amount
                """)
        }
    }

    private struct TotalKey: Hashable {
        let held: String
        let currency: Currency
    }

    /// - Returns: 1 when the group is new, -1 when it is gone.
    private func count(_ change: (lines: Int, amount: Int64), held: String, _ place: QueueChanges.Place) throws(StorageError) -> Int {
        let lines: Int =
            try db.first(
                """
                INSERT INTO queue_group (tenant_id, held, vendor, currency, line_count, amount)
                VALUES (\(tenant), \(held), \(place.vendor), \(place.currency), \(change.lines), \(change.amount))
                ON CONFLICT (tenant_id, held, vendor, currency) DO UPDATE
                SET line_count = queue_group.line_count + excluded.line_count, amount = queue_group.amount + excluded.amount
                RETURNING line_count
                """) ?? 0
        guard lines == 0 else { return lines == change.lines ? 1 : 0 }
        try db.execute(
            """
            DELETE FROM queue_group
            WHERE tenant_id = \(tenant) AND held = \(held) AND vendor = \(place.vendor) AND currency = \(place.currency) AND line_count = 0
            """)
        return change.lines == 0 ? 0 : -1
    }
}

/// What a transaction's statement adds to the queue and takes from it.
struct QueueChanges {
    /// Where a waiting line counts.
    struct Place: Hashable {
        let vendor: String
        let held: String
        let currency: Currency
    }

    private(set) var byPlace: [Place: (lines: Int, amount: Int64)] = [:]

    mutating func add(_ amount: Money, vendor: String, held: String) { change(amount, vendor, held, by: 1) }
    mutating func remove(_ amount: Money, vendor: String, held: String) { change(amount, vendor, held, by: -1) }

    mutating func add(_ more: QueueChanges) {
        for (place, change) in more.byPlace { add(change.lines, change.amount, to: place) }
    }

    private mutating func change(_ amount: Money, _ vendor: String, _ held: String, by lines: Int) {
        add(lines, Int64(lines) &* amount.minorUnits, to: Place(vendor: vendor, held: held, currency: amount.currency))
    }

    /// Bookable amounts are far from the edge of Int64, and a batch is small.
    private mutating func add(_ lines: Int, _ amount: Int64, to place: Place) {
        let old = byPlace[place] ?? (0, 0)
        byPlace[place] = (old.lines + lines, old.amount &+ amount)
    }
}
