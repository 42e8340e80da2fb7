package import Bookkeeping

/// A tenant's way into one company of QuickBooks Online.
package struct QuickBooksConnection: Hashable, Sendable {
    package let realm: RealmID
    package let environment: Environment
    package let company: Company
    package let state: State
    /// What is wrong where `state` says so: one sentence.
    package let problem: String?
    package let tokens: Tokens
    package let chartReadAt: Instant?
    package let connectedAt: Instant
    package let connectedBy: String

    /// Intuit keeps companies for trying out apart from real ones.
    package enum Environment: String, Sendable, SQLConvertible { case sandbox, production }

    package enum State: String, Sendable, SQLConvertible {
        case connected
        /// Intuit no longer takes the tokens: a person has to connect again.
        case reconnect
        case disconnected
    }

    /// What decides how an entry may look there.
    package struct Company: Hashable, Sendable {
        package let name: String
        /// Nil where the company does not say.
        package let homeCurrency: Currency?
        package let takesForeignCurrencies: Bool
        /// Entries of this day and before are refused there.
        package let closedThrough: CalendarDate?

        package init(name: String, homeCurrency: Currency?, takesForeignCurrencies: Bool, closedThrough: CalendarDate?) {
            (self.name, self.homeCurrency, self.takesForeignCurrencies) = (name, homeCurrency, takesForeignCurrencies)
            self.closedThrough = closedThrough
        }
    }

    package struct Tokens: Hashable, Sendable {
        package let sealedAccess: [UInt8]
        package let sealedRefresh: [UInt8]
        package let accessExpiresAt: Instant
        package let refreshExpiresAt: Instant
        /// Grows with every new pair.
        package let version: Int

        package init(sealedAccess: [UInt8], sealedRefresh: [UInt8], accessExpiresAt: Instant, refreshExpiresAt: Instant, version: Int) {
            (self.sealedAccess, self.sealedRefresh, self.accessExpiresAt) = (sealedAccess, sealedRefresh, accessExpiresAt)
            (self.refreshExpiresAt, self.version) = (refreshExpiresAt, version)
        }
    }
}
