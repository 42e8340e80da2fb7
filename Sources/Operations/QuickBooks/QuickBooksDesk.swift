package import Bookkeeping
package import Storage

/// What the verbs about QuickBooks Online work with: the office, Intuit where the operator has set it up, and what seals its tokens.
package struct QuickBooksDesk: Sendable {
    package let office: Office
    /// Nil where the operator has not set it up: then pages say so, and everything else works.
    package let edge: QuickBooks?
    let secrets: SecretBox
    /// Where the service is reached, without a slash at the end.
    let publicURL: String
    let random: RandomBytes
    /// Waits; tests move their clock instead.
    let pause: @Sendable (Duration) async throws -> Void

    package init(
        office: Office, edge: QuickBooks?, secrets: SecretBox, publicURL: String, random: RandomBytes = .system,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        (self.office, self.edge, self.secrets, self.publicURL) = (office, edge, secrets, publicURL)
        (self.random, self.pause) = (random, pause)
    }

    package init(_ front: FrontOffice, edge: QuickBooks?) {
        self.init(office: front.office, edge: edge, secrets: front.secrets, publicURL: front.publicURL, random: front.random)
    }

    /// The same on behalf of somebody, from where their request came.
    package func from(_ caller: Caller) -> QuickBooksDesk {
        QuickBooksDesk(office: office.from(caller), edge: edge, secrets: secrets, publicURL: publicURL, random: random, pause: pause)
    }

    var database: any Database { office.database }
    func now() -> Instant { office.now() }

    /// Where Intuit sends people back to; it has to stand among the app's redirect addresses there.
    package var redirectURL: String { "\(publicURL)/exports/quickbooks/callback" }

    /// - Throws: `.notConfigured` where the operator has not set it up.
    func configured() throws -> QuickBooks {
        guard let edge else { throw QuickBooksExportError.notConfigured }
        return edge
    }

    /// - Throws: `.notConnected`, `.reconnect`, or `.otherEnvironment` for a connection that cannot be used.
    func connection(of tenant: TenantID) async throws -> QuickBooksConnection {
        let edge = try configured()
        let found = try await database.read(for: tenant) { books in try books.quickBooks.current() }
        guard let found else { throw QuickBooksExportError.notConnected }
        guard found.environment == edge.environment else { throw QuickBooksExportError.otherEnvironment(found.environment) }
        guard found.state == .connected else { throw QuickBooksExportError.reconnect(found.problem) }
        return found
    }
}

/// What a verb about QuickBooks Online refuses.
package enum QuickBooksExportError: ExplainedError, Equatable {
    case notConfigured
    case notConnected
    case reconnect(String?)
    case otherEnvironment(QuickBooksConnection.Environment)
    case unexpectedReturn
    case consentRefused
    case returnWithoutCompany
    case otherCompany(known: String)
    case tokensUnreadable
    case refreshBusy
    case noSuchRun
    case noSuchAccount(String)
    case noSuchParty(String)
    case notGone(EntryNumber)
    /// An export ended before its end, for this reason.
    case stopped(String)

    package var userText: String {
        switch self {
        case .notConfigured: "QuickBooks Online not configured"
        case .notConnected: "These books are not connected to QuickBooks Online yet. Connect them first."
        case .reconnect(let problem): problem ?? QuickBooksError.grantRefused.userText
        case .otherEnvironment(let environment):
            "These books are connected to a \(environment.rawValue) company, and this server now uses the other kind. Disconnect and connect again."
        case .unexpectedReturn:
            "This return from Intuit was not expected here: it is older than ten minutes, was used before, or began in another browser. Connect again."
        case .consentRefused: "Access was not given at Intuit, so nothing was connected. Connect again when you want to."
        case .returnWithoutCompany: "Intuit did not say which company. Connect again and choose one there."
        case .otherCompany(let known):
            "These books are connected to \(known), and you chose another company at Intuit. Choose that one, or disconnect first."
        case .tokensUnreadable: "SECRET_KEY does not open the tokens of this connection. Connect again, or restore the key."
        case .refreshBusy: "Another process is renewing the connection and has not finished. Try again in a minute."
        case .noSuchRun: "There is no such export here."
        case .noSuchAccount(let name):
            "QuickBooks has no active account “\(name.prefix(80))”. Read its chart again and choose one of the list."
        case .noSuchParty(let name):
            "QuickBooks has no customer or vendor “\(name.prefix(80))”. Read its chart again and choose one of the list."
        case .stopped(let problem): problem
        case .notGone(let number): "Entry \(number) is not missing in QuickBooks, so it is not sent anew."
        }
    }

    package var faultKind: FaultKind {
        switch self {
        case .notConfigured, .notConnected, .reconnect, .otherEnvironment, .otherCompany, .tokensUnreadable, .refreshBusy, .notGone,
            .stopped:
            .conflict
        case .unexpectedReturn, .consentRefused, .returnWithoutCompany, .noSuchAccount, .noSuchParty: .invalid
        case .noSuchRun: .notFound
        }
    }

    package var code: String {
        switch self {
        case .notConfigured: "quickbooks_not_configured"
        case .notConnected: "quickbooks_not_connected"
        case .reconnect, .otherEnvironment, .tokensUnreadable: "quickbooks_reconnect"
        default: faultKind.rawValue
        }
    }
}
