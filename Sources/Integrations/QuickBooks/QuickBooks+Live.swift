import Bookkeeping
import Foundation
package import Operations
package import Storage

extension QuickBooks {
    /// QuickBooks Online itself, by HTTP.
    /// - Parameter hosts: Intuit's own, or a double's
    package static func live(
        _ client: QuickBooksClient, environment: QuickBooksConnection.Environment, hosts: QuickBooksHosts? = nil,
        timeout: Duration = .seconds(60)
    ) -> QuickBooks {
        let api = QuickBooksAPI(client: client, hosts: hosts ?? .intuit(environment), timeout: timeout)
        return QuickBooks(
            environment: environment,
            consentURL: { state, redirect in
                var form = FormBody()
                form.add("client_id", client.id)
                form.add("response_type", "code")
                form.add("scope", "com.intuit.quickbooks.accounting")
                form.add("redirect_uri", redirect)
                form.add("state", state)
                return "\(api.hosts.consent)/connect/oauth2?\(form.text)"
            },
            tokens: { grant in try QuickBooksAnswer.tokens(try await api.tokens(grant.form)) },
            revoke: { token in try await api.revoke(token) },
            company: { access in
                let info = try await api.get(access, "companyinfo/\(access.realm)")
                let preferences = try await api.query(access, "select * from Preferences")
                return try QuickBooksAnswer.company(info: info.body, preferences: preferences.body)
            },
            accounts: { access in
                try await api.pages(access, "select * from Account where Active in (true, false)") { bytes in
                    let page = try QuickBooksAnswer.accounts(bytes)
                    return (page.accounts, page.rows)
                }
            },
            parties: { access in
                var all: [QuickBooksChartStore.Party] = []
                for kind in [QuickBooksChartStore.Party.Kind.customer, .vendor] {
                    all += try await api.pages(access, "select Id, DisplayName from \(kind.rawValue)") { bytes in
                        let page = try QuickBooksAnswer.parties(bytes, kind)
                        return (page.parties, page.rows)
                    }
                }
                return all
            },
            create: { access, entry in
                let answer = try await api.post(access, "journalentry", entry.body(home: access.homeCurrency), requestID: entry.requestID)
                return try QuickBooksAnswer.created(answer.body, home: access.homeCurrency ?? entry.content.currency, trace: answer.trace)
            },
            entries: { access, key in
                try await api.pages(access, "select * from JournalEntry where \(key.condition)") { answer, trace in
                    let entries = try QuickBooksAnswer.entries(answer, home: access.homeCurrency, trace: trace)
                    return (entries, entries.count)
                }
            })
    }
}

/// This service as Intuit knows it; the secret is never printed.
package struct QuickBooksClient: Sendable, CustomStringConvertible {
    let id: String
    let secret: String

    /// Nil for what cannot be one.
    package init?(id: String, secret: String) {
        guard [id, secret].allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") } }) else {
            return nil
        }
        (self.id, self.secret) = (id, secret)
    }

    var authorization: String { "Basic \(Data("\(id):\(secret)".utf8).base64EncodedString())" }

    package var description: String { "QuickBooksClient(…)" }
}

/// Where Intuit is reached, each without a slash at the end.
package struct QuickBooksHosts: Hashable, Sendable {
    let api: String
    let consent: String
    let tokens: String
    let revocation: String

    /// As of Intuit's discovery document, 2025.
    package static func intuit(_ environment: QuickBooksConnection.Environment) -> QuickBooksHosts {
        QuickBooksHosts(
            api: environment == .sandbox ? "https://sandbox-quickbooks.api.intuit.com" : "https://quickbooks.api.intuit.com",
            consent: "https://appcenter.intuit.com", tokens: "https://oauth.platform.intuit.com",
            revocation: "https://developer.api.intuit.com")
    }

    /// With a double in the place of some of them.
    package func replacing(api: String?, oauth: String?) -> QuickBooksHosts {
        QuickBooksHosts(
            api: api ?? self.api, consent: oauth ?? consent, tokens: oauth ?? tokens, revocation: oauth ?? revocation)
    }
}

extension QuickBooks.Grant {
    var form: FormBody {
        var form = FormBody()
        switch self {
        case .code(let code, let redirect):
            form.add("grant_type", "authorization_code")
            form.add("code", code)
            form.add("redirect_uri", redirect)
        case .refresh(let token):
            form.add("grant_type", "refresh_token")
            form.add("refresh_token", token)
        }
        return form
    }
}

extension QuickBooks.Key {
    var condition: String {
        switch self {
        case .docNumbers(let numbers): "DocNumber in (\(Self.list(numbers)))"
        case .ids(let ids): "Id in (\(Self.list(ids)))"
        }
    }

    /// Quotes and backslashes are escaped by a backslash.
    private static func list(_ texts: [String]) -> String {
        texts.map { "'\($0.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'" }.joined(separator: ", ")
    }
}

extension QuickBooks.NewEntry {
    /// As JSON. What is optional and not set is left out: an empty reference is an error there.
    func body(home: Currency?) throws -> [UInt8] {
        let lines = content.lines.map { line in
            Line(
                Amount: line.amount.decimal, Description: String(narration.prefix(3_900)),
                JournalEntryLineDetail: .init(
                    PostingType: line.side == .debit ? "Debit" : "Credit", AccountRef: .init(value: line.account),
                    Entity: line.party.map { .init(kind: $0.kind.rawValue, EntityRef: .init(value: $0.id)) }))
        }
        // Only where several currencies are switched on may one be named.
        let isForeign = home != nil && home != content.currency
        let entry = Entry(
            DocNumber: docNumber, TxnDate: "\(content.date)", PrivateNote: note,
            CurrencyRef: isForeign ? .init(value: content.currency.code) : nil,
            Line: lines)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(entry))
    }

    // Named as QuickBooks names them.
    private struct Entry: Encodable {
        let DocNumber: String
        let TxnDate: String
        let PrivateNote: String
        let CurrencyRef: Reference?
        let Line: [Line]
    }

    private struct Line: Encodable {
        var DetailType = "JournalEntryLineDetail"
        let Amount: Decimal
        let Description: String
        let JournalEntryLineDetail: Detail
    }

    private struct Detail: Encodable {
        let PostingType: String
        let AccountRef: Reference
        let Entity: Entity?
    }

    private struct Entity: Encodable {
        let kind: String
        let EntityRef: Reference

        enum CodingKeys: String, CodingKey {
            case kind = "Type"
            case EntityRef
        }
    }

    private struct Reference: Encodable {
        let value: String
    }
}

extension Money {
    /// Exact: decimal digits, not binary ones.
    fileprivate var decimal: Decimal { Decimal(string: decimalText) ?? 0 }
}
