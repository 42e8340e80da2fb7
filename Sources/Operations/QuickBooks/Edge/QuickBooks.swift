package import Bookkeeping
package import Storage

/// QuickBooks Online. An edge: the live form speaks HTTP and is in Integrations.
package struct QuickBooks: Sendable {
    package let environment: QuickBooksConnection.Environment
    /// The address at Intuit where a person lets this service into a company; `state` comes back with the answer.
    package var consentURL: @Sendable (_ state: String, _ redirect: String) -> String
    package var tokens: @Sendable (Grant) async throws -> Tokens
    package var revoke: @Sendable (_ token: String) async throws -> Void
    package var company: @Sendable (Access) async throws -> QuickBooksConnection.Company
    package var accounts: @Sendable (Access) async throws -> [QuickBooksChartStore.Account]
    package var parties: @Sendable (Access) async throws -> [QuickBooksChartStore.Party]
    /// Creates an entry once for each request id.
    package var create: @Sendable (Access, NewEntry) async throws -> QuickBooksEntry
    /// Of each document number none, one, or several.
    package var entries: @Sendable (Access, Key) async throws -> [QuickBooksEntry]

    package init(
        environment: QuickBooksConnection.Environment, consentURL: @escaping @Sendable (_ state: String, _ redirect: String) -> String,
        tokens: @escaping @Sendable (Grant) async throws -> Tokens, revoke: @escaping @Sendable (_ token: String) async throws -> Void,
        company: @escaping @Sendable (Access) async throws -> QuickBooksConnection.Company,
        accounts: @escaping @Sendable (Access) async throws -> [QuickBooksChartStore.Account],
        parties: @escaping @Sendable (Access) async throws -> [QuickBooksChartStore.Party],
        create: @escaping @Sendable (Access, NewEntry) async throws -> QuickBooksEntry,
        entries: @escaping @Sendable (Access, Key) async throws -> [QuickBooksEntry]
    ) {
        (self.environment, self.consentURL, self.tokens, self.revoke) = (environment, consentURL, tokens, revoke)
        (self.company, self.accounts, self.parties) = (company, accounts, parties)
        (self.create, self.entries) = (create, entries)
    }

    /// What entries are found by: at most a few dozen at a time.
    package enum Key: Sendable {
        case docNumbers([String])
        case ids([String])
    }

    /// What tokens are given for.
    package enum Grant: Sendable {
        /// The code that came back with a person's consent.
        case code(String, redirect: String)
        case refresh(String)
    }

    /// Never printed.
    package struct Tokens: Sendable, CustomStringConvertible {
        package let access: String
        package let refresh: String
        package let accessSeconds: Int64
        package let refreshSeconds: Int64

        package init(access: String, refresh: String, accessSeconds: Int64, refreshSeconds: Int64) {
            (self.access, self.refresh) = (access, refresh)
            (self.accessSeconds, self.refreshSeconds) = (accessSeconds, refreshSeconds)
        }

        package var description: String { "Tokens(…)" }
    }

    /// Whose books, and what opens them.
    package struct Access: Sendable, CustomStringConvertible {
        package let realm: RealmID
        package let token: String
        /// What amounts without a currency are in; nil where it is not known yet.
        package let homeCurrency: Currency?

        package init(realm: RealmID, token: String, homeCurrency: Currency? = nil) {
            (self.realm, self.token, self.homeCurrency) = (realm, token, homeCurrency)
        }

        package var description: String { "Access(\(realm))" }
    }

    package struct NewEntry: Sendable {
        package let docNumber: String
        package let requestID: String
        package let note: String
        package let narration: String
        package let content: QuickBooksContent

        package init(docNumber: String, requestID: String, note: String, narration: String, content: QuickBooksContent) {
            (self.docNumber, self.requestID, self.note) = (docNumber, requestID, note)
            (self.narration, self.content) = (narration, content)
        }
    }
}

/// An entry as QuickBooks has it.
package struct QuickBooksEntry: Hashable, Sendable {
    package let id: String
    package let docNumber: String
    package let note: String
    /// Nil where it holds what no entry of ours does.
    package let content: QuickBooksContent?
    /// Intuit's number of the call that brought it.
    package let trace: String?

    package init(id: String, docNumber: String, note: String, content: QuickBooksContent?, trace: String? = nil) {
        (self.id, self.docNumber, self.note) = (id, docNumber, note)
        (self.content, self.trace) = (content, trace)
    }
}
