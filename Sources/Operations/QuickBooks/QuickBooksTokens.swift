import Bookkeeping
import Storage

/// Opens a tenant's company for one call after the other, and renews the tokens when that is due.
///
/// A refresh token counts once: Intuit hands out a new one and the old one dies. So of all processes that find the tokens old, one notes
/// in the database that it renews them, and the others wait for what it stores. The new pair is stored before it is used.
struct QuickBooksTokens: Sendable {
    let desk: QuickBooksDesk
    let tenant: TenantID

    /// An access token is renewed this long before its end, since a call takes time.
    private static let marginSeconds: Int64 = 60
    /// Longer than a renewal may take; a process that died in it is overtaken then.
    static let claimSeconds: Int64 = 60
    private static let waitBetweenLooks = Duration.milliseconds(200)
    private static let mostLooks = 400

    /// Calls with a token that counts; when QuickBooks refuses it all the same, once more with a new one.
    func call<Value: Sendable>(_ body: @Sendable (QuickBooks, QuickBooks.Access) async throws -> Value) async throws -> Value {
        let edge = try desk.configured()
        let first = try await opened(insteadOf: nil)
        do {
            return try await body(edge, first.access)
        } catch QuickBooksError.tokenRefused {
            let second = try await opened(insteadOf: first.version)
            do {
                return try await body(edge, second.access)
            } catch let error as QuickBooksError where error.asksForConnection {
                try await giveUp(second.access.realm, version: second.version, error)
                throw error
            }
        } catch let error as QuickBooksError where error.asksForConnection {
            try await giveUp(first.access.realm, version: first.version, error)
            throw error
        }
    }

    private struct Opened {
        let access: QuickBooks.Access
        let version: Int
    }

    /// - Parameter refused: the version of tokens that QuickBooks has just refused
    private func opened(insteadOf refused: Int?) async throws -> Opened {
        for _ in 0..<Self.mostLooks {
            let connection = try await desk.connection(of: tenant)
            let (tokens, now) = (connection.tokens, desk.now())
            if tokens.accessExpiresAt > now.advanced(bySeconds: Self.marginSeconds), tokens.version != refused {
                return Opened(
                    access: .init(
                        realm: connection.realm, token: try open(tokens.sealedAccess, connection.realm),
                        homeCurrency: connection.company.homeCurrency), version: tokens.version)
            }
            let claim = desk.random.make(16)
            let isMine = try await desk.database.write(for: tenant) { books in
                try books.quickBooks.claimRefresh(of: tokens.version, connection.realm, claim: claim, for: Self.claimSeconds, at: now)
            }
            if isMine { try await renew(connection, claim) } else { try await desk.pause(Self.waitBetweenLooks) }
        }
        throw QuickBooksExportError.refreshBusy
    }

    private func renew(_ connection: QuickBooksConnection, _ claim: [UInt8]) async throws {
        let (realm, version) = (connection.realm, connection.tokens.version)
        do {
            let edge = try desk.configured()
            let new = try await edge.tokens(.refresh(open(connection.tokens.sealedRefresh, realm)))
            let sealed = try desk.seal(new, for: tenant, realm)
            // False where a process that was thought dead was quicker: its tokens are as good.
            _ = try await desk.database.write(for: tenant) { books in
                try books.quickBooks.renew(sealed, insteadOf: version, realm)
            }
        } catch {
            try await desk.database.write(for: tenant) { books in try books.quickBooks.releaseRefresh(claim, realm) }
            // Refused, but perhaps since somebody else has renewed them: then the next look finds a newer pair.
            guard let fault = error as? QuickBooksError, fault.asksForConnection else { throw error }
            try await giveUp(realm, version: version, fault)
        }
    }

    /// Notes that a person has to connect again, unless there is a newer pair of tokens than the one that was refused.
    private func giveUp(_ realm: RealmID, version: Int, _ error: QuickBooksError) async throws {
        let now = desk.now()
        try await desk.database.write(for: tenant) { books in
            guard let current = try books.quickBooks.current(), current.realm == realm, current.state == .connected,
                current.tokens.version == version
            else { return }
            try books.quickBooks.set(.reconnect, problem: error.userText, realm)
            try books.audit.append(
                .init(actor: "machine:quickbooks", action: "quickbooks.refused", subject: "realm \(realm)", detail: error.code), at: now)
        }
    }

    private func open(_ sealed: [UInt8], _ realm: RealmID) throws -> String {
        guard let bytes = desk.secrets.open(sealed, for: .quickBooks, in: QuickBooksDesk.place(tenant, realm)),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw QuickBooksExportError.tokensUnreadable }
        return text
    }
}

extension QuickBooksDesk {
    static func place(_ tenant: TenantID, _ realm: RealmID) -> String { "tenant \(tenant) realm \(realm)" }

    func seal(_ tokens: QuickBooks.Tokens, for tenant: TenantID, _ realm: RealmID) throws -> QuickBooksConnection.Tokens {
        let (place, now) = (Self.place(tenant, realm), now())
        return QuickBooksConnection.Tokens(
            sealedAccess: try secrets.seal(Array(tokens.access.utf8), for: .quickBooks, in: place),
            sealedRefresh: try secrets.seal(Array(tokens.refresh.utf8), for: .quickBooks, in: place),
            accessExpiresAt: now.advanced(bySeconds: tokens.accessSeconds),
            refreshExpiresAt: now.advanced(bySeconds: tokens.refreshSeconds),
            version: 1)
    }
}
