/// What belongs to no tenant, within one transaction: people, and how they come in.
package struct People {
    let db: any Connection

    package var users: UserStore { UserStore(db: db) }
    package var memberships: MembershipStore { MembershipStore(db: db) }
    package var sessions: SessionStore { SessionStore(db: db) }
    package var resets: PasswordResetStore { PasswordResetStore(db: db) }
    package var secondFactors: SecondFactorStore { SecondFactorStore(db: db) }
    package var rateLimits: RateLimitStore { RateLimitStore(db: db) }
}

extension Books {
    /// A change of a tenant's team touches people too, in the same transaction.
    package var people: People { People(db: db) }
}

extension Database {
    /// Reads what belongs to no tenant as it stands at one moment.
    package func readPeople<Value: Sendable>(_ body: @escaping @Sendable (People) throws -> Value) async throws -> Value {
        try await read(.system) { db in try body(People(db: db)) }
    }

    /// Changes what belongs to no tenant: all that `body` does, or nothing of it.
    package func writePeople<Value: Sendable>(_ body: @escaping @Sendable (People) throws -> Value) async throws -> Value {
        try await write(.system) { db in try body(People(db: db)) }
    }
}
