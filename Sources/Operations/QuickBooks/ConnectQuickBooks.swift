package import Bookkeeping
package import Storage

/// Lets this service into a company of QuickBooks Online: to Intuit with a state that counts once, back with a code, and from the code to
/// tokens that are sealed before they are stored.
package struct ConnectQuickBooks: Sendable {
    let desk: QuickBooksDesk

    package init(_ desk: QuickBooksDesk) { self.desk = desk }

    /// A person who takes longer begins again.
    private static let stateSeconds: Int64 = 600

    /// Where to send the person. The state is of this session: nobody can have another one's browser finish what they began.
    package func begin(for tenant: TenantID, session: SessionID, by member: Member) async throws -> String {
        let edge = try desk.configured()
        let (token, now) = (SecretToken(random: desk.random), desk.now())
        try await desk.database.write(for: tenant) { books in
            try books.require(.changeSettings, of: member.user)
            try books.quickBooks.expect(token.hash, of: session, expiresAt: now.advanced(bySeconds: Self.stateSeconds), at: now)
        }
        return edge.consentURL("\(tenant).\(token.text)", desk.redirectURL)
    }

    /// What Intuit's redirect brought.
    package struct Return: Sendable {
        package let state: String
        package let code: String?
        package let realm: String?
        /// `access_denied`, say.
        package let error: String?

        package init(state: String, code: String?, realm: String?, error: String?) {
            (self.state, self.code, self.realm, self.error) = (state, code, realm, error)
        }
    }

    /// - Throws: `.unexpectedReturn` for a state that was not given to this session, was used, or is too old.
    package func finish(_ back: Return, for tenant: TenantID, session: SessionID, by member: Member) async throws {
        let edge = try desk.configured()
        let now = desk.now()
        guard let state = TenantToken(text: back.state, separator: "."), state.tenant == tenant else {
            throw QuickBooksExportError.unexpectedReturn
        }
        let hash = state.token.hash
        let isExpected = try await desk.database.read(for: tenant) { books in
            try books.quickBooks.isExpected(hash, of: session, at: now)
        }
        guard isExpected else { throw QuickBooksExportError.unexpectedReturn }
        let isTaken = try await desk.database.write(for: tenant) { books in
            try books.require(.changeSettings, of: member.user)
            return try books.quickBooks.take(hash, of: session, at: now)
        }
        guard isTaken else { throw QuickBooksExportError.unexpectedReturn }
        guard back.error == nil, let code = back.code else { throw QuickBooksExportError.consentRefused }
        guard let realm = back.realm.flatMap({ RealmID($0) }) else { throw QuickBooksExportError.returnWithoutCompany }
        try await refuseOther(than: realm, of: tenant)

        let tokens: QuickBooks.Tokens
        do {
            tokens = try await edge.tokens(.code(code, redirect: desk.redirectURL))
        } catch QuickBooksError.grantRefused {
            throw QuickBooksExportError.unexpectedReturn
        }
        let company = try await edge.company(.init(realm: realm, token: tokens.access))
        let sealed = try desk.seal(tokens, for: tenant, realm)
        try await desk.database.write(for: tenant) { books in
            try books.quickBooks.connect(realm, edge.environment, company, sealed, by: member.actor, at: now)
            try books.audit.append(
                .init(
                    actor: member.actor, action: "quickbooks.connected", subject: "realm \(realm)",
                    detail: "\(company.name), \(edge.environment.rawValue)"), at: now)
        }
    }

    /// Entries that went to one company must not go to a second one by a slip at Intuit's chooser.
    private func refuseOther(than realm: RealmID, of tenant: TenantID) async throws {
        let current = try await desk.database.read(for: tenant) { books in try books.quickBooks.current() }
        if let current, current.realm != realm { throw QuickBooksExportError.otherCompany(known: current.company.name) }
    }
}

/// Gives the connection up: revoked at Intuit, and its tokens forgotten here whatever Intuit says.
package struct DisconnectQuickBooks: Sendable {
    let desk: QuickBooksDesk

    package init(_ desk: QuickBooksDesk) { self.desk = desk }

    /// - Returns: false when Intuit could not be told.
    @discardableResult
    package func callAsFunction(for tenant: TenantID, by member: Member) async throws -> Bool {
        let edge = try desk.configured()
        let current = try await desk.database.read(for: tenant) { books in
            try books.require(.changeSettings, of: member.user)
            return try books.quickBooks.current()
        }
        guard let current else { throw QuickBooksExportError.notConnected }
        let refresh = desk.secrets.open(current.tokens.sealedRefresh, for: .quickBooks, in: QuickBooksDesk.place(tenant, current.realm))
        var isRevoked = false
        if let refresh {
            do {
                try await edge.revoke(String(decoding: refresh, as: UTF8.self))
                isRevoked = true
            } catch let error as QuickBooksError {
                // Dead already is as good as revoked.
                isRevoked = error.asksForConnection
            }
        }
        let (now, outcome) = (desk.now(), isRevoked)
        try await desk.database.write(for: tenant) { books in
            try books.quickBooks.disconnect(current.realm)
            try books.audit.append(
                .init(
                    actor: member.actor, action: "quickbooks.disconnected", subject: "realm \(current.realm)",
                    detail: outcome ? "revoked at Intuit" : "Intuit could not be told"), at: now)
        }
        return outcome
    }
}

/// Reads QuickBooks' accounts, customers, vendors and closing date, and keeps them beside ours.
package struct ReadQuickBooksChart: Sendable {
    let desk: QuickBooksDesk

    package init(_ desk: QuickBooksDesk) { self.desk = desk }

    package func callAsFunction(for tenant: TenantID) async throws {
        let tokens = QuickBooksTokens(desk: desk, tenant: tenant)
        let realm = try await desk.connection(of: tenant).realm
        let company = try await tokens.call { edge, access in try await edge.company(access) }
        let accounts = try await tokens.call { edge, access in try await edge.accounts(access) }
        let parties = try await tokens.call { edge, access in try await edge.parties(access) }
        let now = desk.now()
        try await desk.database.write(for: tenant) { books in
            try books.quickBooksChart.replace(realm, accounts: accounts, parties: parties)
            try books.quickBooks.describe(realm, as: company, chartReadAt: now)
        }
    }
}
