package import Bookkeeping

/// Which periods are closed; no other file names `closing`. The schema itself refuses an entry in one of them.
package struct ClosingStore {
    let db: any Connection
    let tenant: TenantID

    package func closedPeriods() throws(StorageError) -> ClosedPeriods {
        let periods = try db.all("SELECT first_date, last_date FROM closing WHERE tenant_id = \(tenant)") { (row) throws(StorageError) in
            Period(from: try row[0], through: try row[1])
        }
        return ClosedPeriods(periods.compactMap(\.self))
    }

    package func close(_ period: Period, by actor: String, at now: Instant) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO closing (tenant_id, first_date, last_date, closed_at, closed_by)
            VALUES (\(tenant), \(period.first), \(period.last), \(now), \(actor))
            """)
    }

    package func reopen(_ period: Period) throws(StorageError) {
        try db.execute(
            "DELETE FROM closing WHERE tenant_id = \(tenant) AND first_date = \(period.first) AND last_date = \(period.last)")
    }
}
