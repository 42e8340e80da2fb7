package import Bookkeeping

/// How far lines had drifted, day by day; no other file names `metric_snapshot`.
package struct MetricStore {
    let db: any Connection
    let tenant: TenantID

    package struct Snapshot: Hashable, Sendable {
        package let day: CalendarDate
        /// Population stability indexes, in millionths.
        package let vendor: Int
        package let amount: Int
        package let baselineLines: Int
        package let windowLines: Int
        package let windowFirst: CalendarDate
        package let windowLast: CalendarDate

        package init(
            day: CalendarDate, vendor: Int, amount: Int, baselineLines: Int, windowLines: Int, windowFirst: CalendarDate,
            windowLast: CalendarDate
        ) {
            (self.day, self.vendor, self.amount) = (day, vendor, amount)
            (self.baselineLines, self.windowLines) = (baselineLines, windowLines)
            (self.windowFirst, self.windowLast) = (windowFirst, windowLast)
        }
    }

    /// Keeps a day's latest.
    package func save(_ snapshot: Snapshot, at now: Instant) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO metric_snapshot (tenant_id, day, vendor_psi, amount_psi, baseline_lines, window_lines, window_first, window_last, taken_at)
            VALUES (\(tenant), \(snapshot.day), \(snapshot.vendor), \(snapshot.amount), \(snapshot.baselineLines), \(snapshot.windowLines),
                \(snapshot.windowFirst), \(snapshot.windowLast), \(now))
            ON CONFLICT (tenant_id, day) DO UPDATE SET vendor_psi = excluded.vendor_psi, amount_psi = excluded.amount_psi,
                baseline_lines = excluded.baseline_lines, window_lines = excluded.window_lines, window_first = excluded.window_first,
                window_last = excluded.window_last, taken_at = excluded.taken_at
            """)
    }

    /// Newest first.
    package func latest(limit: Int) throws(StorageError) -> [Snapshot] {
        try db.all(
            """
            SELECT day, vendor_psi, amount_psi, baseline_lines, window_lines, window_first, window_last
            FROM metric_snapshot WHERE tenant_id = \(tenant) ORDER BY day DESC LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            Snapshot(
                day: try row[0], vendor: try row[1], amount: try row[2], baselineLines: try row[3], windowLines: try row[4],
                windowFirst: try row[5], windowLast: try row[6])
        }
    }
}
