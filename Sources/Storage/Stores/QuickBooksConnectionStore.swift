import Bookkeeping

/// Ways into QuickBooks Online; no other file names `qbo_connection` and `qbo_oauth_state`.
package struct QuickBooksConnectionStore {
    let db: any Connection
    let tenant: TenantID

    /// The one in use; nil where there is none, or it was given up.
    package func current() throws(StorageError) -> QuickBooksConnection? {
        try connections("state <> \(QuickBooksConnection.State.disconnected)").first
    }

    package func connection(_ realm: RealmID) throws(StorageError) -> QuickBooksConnection? { try connections("realm = \(realm)").first }

    /// Makes it the one in use, with new tokens.
    /// - Throws: `.taken` where another realm is in use.
    package func connect(
        _ realm: RealmID, _ environment: QuickBooksConnection.Environment, _ company: QuickBooksConnection.Company,
        _ tokens: QuickBooksConnection.Tokens, by actor: String, at now: Instant
    ) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO qbo_connection (tenant_id, realm, environment, company_name, home_currency, multi_currency, books_closed_on, state,
                sealed_access, sealed_refresh, access_expires_at, refresh_expires_at, version, connected_at, connected_by)
            VALUES (\(tenant), \(realm), \(environment), \(company.name), \(company.homeCurrency), \(company.takesForeignCurrencies),
                \(company.closedThrough), \(QuickBooksConnection.State.connected), \(tokens.sealedAccess), \(tokens.sealedRefresh),
                \(tokens.accessExpiresAt), \(tokens.refreshExpiresAt), 1, \(now), \(actor))
            ON CONFLICT (tenant_id, realm) DO UPDATE SET environment = excluded.environment, company_name = excluded.company_name,
                home_currency = excluded.home_currency, multi_currency = excluded.multi_currency,
                books_closed_on = excluded.books_closed_on, state = excluded.state, problem = NULL,
                sealed_access = excluded.sealed_access, sealed_refresh = excluded.sealed_refresh,
                access_expires_at = excluded.access_expires_at, refresh_expires_at = excluded.refresh_expires_at,
                version = qbo_connection.version + 1, refresh_claim = NULL, refresh_claimed_until = NULL,
                connected_at = excluded.connected_at, connected_by = excluded.connected_by
            """)
    }

    package func describe(_ realm: RealmID, as company: QuickBooksConnection.Company, chartReadAt now: Instant) throws(StorageError) {
        try db.execute(
            """
            UPDATE qbo_connection SET company_name = \(company.name), home_currency = \(company.homeCurrency),
                multi_currency = \(company.takesForeignCurrencies), books_closed_on = \(company.closedThrough), chart_read_at = \(now)
            WHERE tenant_id = \(tenant) AND realm = \(realm)
            """)
    }

    package func set(_ state: QuickBooksConnection.State, problem: String?, _ realm: RealmID) throws(StorageError) {
        try db.execute("UPDATE qbo_connection SET state = \(state), problem = \(problem) WHERE tenant_id = \(tenant) AND realm = \(realm)")
    }

    /// Forgets the tokens with the connection: an empty blob opens nothing.
    package func disconnect(_ realm: RealmID) throws(StorageError) {
        try db.execute(
            """
            UPDATE qbo_connection SET state = \(QuickBooksConnection.State.disconnected), problem = NULL, sealed_access = \([UInt8]()),
                sealed_refresh = \([UInt8]()), version = version + 1, refresh_claim = NULL, refresh_claimed_until = NULL
            WHERE tenant_id = \(tenant) AND realm = \(realm)
            """)
    }

    // MARK: New tokens

    /// Takes it upon `claim` to renew the tokens of `version`, unless someone else is at it.
    /// - Returns: false when someone is, or when there is a newer pair.
    package func claimRefresh(
        of version: Int, _ realm: RealmID, claim: [UInt8], for seconds: Int64, at now: Instant
    ) throws(StorageError) -> Bool {
        // A claim that lasts longer than any does was made by a clock that was ahead.
        try db.execute(
            """
            UPDATE qbo_connection SET refresh_claim = \(claim), refresh_claimed_until = \(now.advanced(bySeconds: seconds))
            WHERE tenant_id = \(tenant) AND realm = \(realm) AND version = \(version)
                AND state <> \(QuickBooksConnection.State.disconnected)
                AND (refresh_claimed_until IS NULL OR refresh_claimed_until <= \(now)
                    OR refresh_claimed_until > \(now.advanced(bySeconds: seconds)))
            """) == 1
    }

    /// - Returns: false when there is a newer pair than the one that was renewed.
    package func renew(_ tokens: QuickBooksConnection.Tokens, insteadOf version: Int, _ realm: RealmID) throws(StorageError) -> Bool {
        try db.execute(
            """
            UPDATE qbo_connection SET sealed_access = \(tokens.sealedAccess), sealed_refresh = \(tokens.sealedRefresh),
                access_expires_at = \(tokens.accessExpiresAt), refresh_expires_at = \(tokens.refreshExpiresAt), version = version + 1,
                refresh_claim = NULL, refresh_claimed_until = NULL
            WHERE tenant_id = \(tenant) AND realm = \(realm) AND version = \(version)
                AND state <> \(QuickBooksConnection.State.disconnected)
            """) == 1
    }

    package func releaseRefresh(_ claim: [UInt8], _ realm: RealmID) throws(StorageError) {
        try db.execute(
            """
            UPDATE qbo_connection SET refresh_claim = NULL, refresh_claimed_until = NULL
            WHERE tenant_id = \(tenant) AND realm = \(realm) AND refresh_claim = \(claim)
            """)
    }

    // MARK: States on their way through a browser

    package func expect(_ stateHash: [UInt8], of session: SessionID, expiresAt: Instant, at now: Instant) throws(StorageError) {
        try db.execute("DELETE FROM qbo_oauth_state WHERE tenant_id = \(tenant) AND expires_at <= \(now)")
        try db.execute(
            """
            INSERT INTO qbo_oauth_state (tenant_id, state_hash, session_id, expires_at)
            VALUES (\(tenant), \(stateHash), \(session), \(expiresAt))
            """)
    }

    package func isExpected(_ stateHash: [UInt8], of session: SessionID, at now: Instant) throws(StorageError) -> Bool {
        let found: Int64? = try db.first(
            """
            SELECT 1 FROM qbo_oauth_state
            WHERE tenant_id = \(tenant) AND state_hash = \(stateHash) AND session_id = \(session) AND expires_at > \(now)
            """)
        return found != nil
    }

    /// - Returns: false when it was taken before, or never expected of this session.
    package func take(_ stateHash: [UInt8], of session: SessionID, at now: Instant) throws(StorageError) -> Bool {
        try db.execute(
            """
            DELETE FROM qbo_oauth_state
            WHERE tenant_id = \(tenant) AND state_hash = \(stateHash) AND session_id = \(session) AND expires_at > \(now)
            """) == 1
    }

    private func connections(_ condition: SQL) throws(StorageError) -> [QuickBooksConnection] {
        try db.all(
            """
            SELECT realm, environment, company_name, home_currency, multi_currency, books_closed_on, state, problem, sealed_access,
                sealed_refresh, access_expires_at, refresh_expires_at, version, chart_read_at, connected_at, connected_by
            FROM qbo_connection WHERE tenant_id = \(tenant) AND \(condition) ORDER BY connected_at DESC
            """
        ) { (row) throws(StorageError) in
            QuickBooksConnection(
                realm: try row[0], environment: try row[1],
                company: .init(name: try row[2], homeCurrency: try row[3], takesForeignCurrencies: try row[4], closedThrough: try row[5]),
                state: try row[6], problem: try row[7],
                tokens: .init(
                    sealedAccess: try row[8], sealedRefresh: try row[9], accessExpiresAt: try row[10], refreshExpiresAt: try row[11],
                    version: try row[12]),
                chartReadAt: try row[13], connectedAt: try row[14], connectedBy: try row[15])
        }
    }

    static let columns: [BulkRows.Column] = [
        .integer("tenant_id"), .text("realm"), .text("environment"), .text("company_name"), .text("home_currency"),
        .integer("multi_currency"), .integer("books_closed_on"), .text("state"), .text("problem"), .blob("sealed_access"),
        .blob("sealed_refresh"), .integer("access_expires_at"), .integer("refresh_expires_at"), .integer("version"),
        .blob("refresh_claim"), .integer("refresh_claimed_until"), .integer("chart_read_at"), .integer("connected_at"),
        .text("connected_by"),
    ]
}
