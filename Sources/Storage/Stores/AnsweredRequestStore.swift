import Bookkeeping

/// What requests with an idempotency key were answered; no other file names `answered_request`.
package struct AnsweredRequestStore {
    let db: any Connection
    let tenant: TenantID

    package struct Answer: Hashable, Sendable {
        package let status: Int
        package let contentType: String
        package let sealedBody: [UInt8]

        package init(status: Int, contentType: String, sealedBody: [UInt8]) {
            (self.status, self.contentType, self.sealedBody) = (status, contentType, sealedBody)
        }
    }

    package enum Outcome: Sendable {
        /// The caller alone may act now, until the time that was asked for.
        case claimed
        /// Someone is acting on the same request at this moment.
        case underWay
        case answered(Answer)
    }

    /// One request of one caller.
    package struct Request: Sendable {
        let principal: String
        let key: IdempotencyKey
        let fingerprint: [UInt8]
        /// A random name of this attempt: whoever takes over after a crash has another one.
        let claim: [UInt8]

        package init(principal: String, key: IdempotencyKey, fingerprint: [UInt8], claim: [UInt8]) {
            (self.principal, self.key, self.fingerprint, self.claim) = (principal, key, fingerprint, claim)
        }
    }

    /// - Throws: `.keyReused` when the key names a different request.
    package func claim(
        _ request: Request, until claimedUntil: Instant, expiresAt: Instant, at now: Instant
    ) throws(StorageError) -> Outcome {
        try db.execute("DELETE FROM answered_request WHERE tenant_id = \(tenant) AND expires_at <= \(now)")
        let isNew =
            try db.execute(
                """
                INSERT INTO answered_request (tenant_id, principal, idempotency_key, fingerprint, claim, claimed_until, expires_at)
                VALUES (\(tenant), \(request.principal), \(request.key), \(request.fingerprint), \(request.claim), \(claimedUntil), \(expiresAt))
                ON CONFLICT (tenant_id, principal, idempotency_key) DO NOTHING
                """) == 1
        if isNew { return .claimed }
        let condition = Self.same(tenant, request)
        let earlier = try db.first(
            "SELECT fingerprint, claimed_until, status, content_type, sealed_body FROM answered_request WHERE \(condition)"
        ) { (row) throws(StorageError) in
            (
                fingerprint: try row[0] as [UInt8], until: try row[1] as Instant, status: try row[2] as Int?, type: try row[3] as String?,
                body: try row[4] as [UInt8]?
            )
        }
        guard let earlier else { throw .unexpected("a request that was there is gone") }
        guard earlier.fingerprint == request.fingerprint else { throw .keyReused(request.key.rawValue) }
        if let status = earlier.status {
            return .answered(Answer(status: status, contentType: earlier.type ?? "", sealedBody: earlier.body ?? []))
        }
        guard earlier.until <= now else { return .underWay }
        try db.execute("UPDATE answered_request SET claim = \(request.claim), claimed_until = \(claimedUntil) WHERE \(condition)")
        return .claimed
    }

    package func finish(_ request: Request, with answer: Answer) throws(StorageError) {
        try db.execute(
            """
            UPDATE answered_request SET status = \(answer.status), content_type = \(answer.contentType), sealed_body = \(answer.sealedBody)
            WHERE \(Self.same(tenant, request)) AND claim = \(request.claim)
            """)
    }

    /// Nothing came of it: the same request may be tried again at once.
    package func abandon(_ request: Request) throws(StorageError) {
        try db.execute("DELETE FROM answered_request WHERE \(Self.same(tenant, request)) AND claim = \(request.claim) AND status IS NULL")
    }

    private static func same(_ tenant: TenantID, _ request: Request) -> SQL {
        "tenant_id = \(tenant) AND principal = \(request.principal) AND idempotency_key = \(request.key)"
    }
}
