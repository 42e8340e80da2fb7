package import Bookkeeping

/// What QuickBooks refuses, or why it cannot be asked.
package enum QuickBooksError: ExplainedError, Equatable {
    case unreachable(String)
    /// Too many questions: wait a minute.
    case throttled
    case serverFault(status: Int)
    /// The access token is expired or unknown.
    case tokenRefused
    /// The refresh token is dead, superseded or revoked.
    case grantRefused
    /// The person's access, or the app's, to the company was taken away.
    case accessWithdrawn
    /// Intuit does not know this server's client id and secret.
    case clientRefused
    case subscriptionEnded
    case unreadableAnswer(String)
    /// With all that QuickBooks said, since it may refuse several things at once.
    case refused([QuickBooksFault])

    /// Whether what was asked for may have happened all the same.
    package var leavesOutcomeOpen: Bool {
        switch self {
        case .unreachable, .serverFault, .unreadableAnswer, .throttled: true
        case .tokenRefused, .grantRefused, .accessWithdrawn, .clientRefused, .subscriptionEnded, .refused: false
        }
    }

    /// Whether a person has to connect anew.
    package var asksForConnection: Bool {
        switch self {
        case .tokenRefused, .grantRefused, .accessWithdrawn: true
        default: false
        }
    }

    package var userText: String {
        switch self {
        case .unreachable: "QuickBooks does not answer. Try again in a few minutes; nothing is sent twice."
        case .throttled: "QuickBooks takes no more requests for now. Try again in a minute; nothing is sent twice."
        case .serverFault: "QuickBooks has a fault of its own. Try again in a few minutes; nothing is sent twice."
        case .tokenRefused, .grantRefused: "QuickBooks no longer accepts this connection: it expired or was revoked. Connect again."
        case .accessWithdrawn: "QuickBooks says that this connection may not use the company any more. Connect again as its administrator."
        case .clientRefused:
            "Intuit does not know this server. The operator sets the right QBO_CLIENT_ID and QBO_CLIENT_SECRET and restarts."
        case .subscriptionEnded: "The company's QuickBooks subscription has ended or is suspended. Renew it at Intuit, then export again."
        case .unreadableAnswer: "QuickBooks answered in a way that was not expected. Try again in a few minutes; nothing is sent twice."
        case .refused(let faults): faults.map(\.sentence).joined(separator: " ")
        }
    }

    package var faultKind: FaultKind {
        switch self {
        case .unreachable, .throttled, .serverFault, .unreadableAnswer, .clientRefused: .unavailable
        case .tokenRefused, .grantRefused, .accessWithdrawn, .subscriptionEnded: .conflict
        case .refused: .invalid
        }
    }

    package var code: String {
        switch self {
        case .unreachable, .serverFault, .unreadableAnswer: "quickbooks_unavailable"
        case .throttled: "quickbooks_throttled"
        case .tokenRefused, .grantRefused, .accessWithdrawn: "quickbooks_reconnect"
        case .clientRefused: "quickbooks_client_refused"
        case .subscriptionEnded: "quickbooks_subscription_ended"
        case .refused: "quickbooks_refused"
        }
    }
}

/// One thing that QuickBooks refuses. Its codes have changed meaning over the years (6210 was a duplicate number in 2017 and is a closed
/// period now), so code and words are read together, and the words are kept.
package struct QuickBooksFault: Hashable, Sendable {
    package let code: String
    package let message: String
    package let detail: String

    package init(code: String, message: String, detail: String) { (self.code, self.message, self.detail) = (code, message, detail) }

    package enum Meaning: Hashable, Sendable {
        case duplicateNumber, periodClosed, missingOrInactive, ruleBroken, staleVersion, unknownField, system, other
    }

    package var meaning: Meaning {
        let words = "\(message) \(detail)".lowercased()
        if words.contains("duplicate document") || code == "6140" { return .duplicateNumber }
        if words.contains("period") && words.contains("clos") || words.contains("closing date") || code == "6210" { return .periodClosed }
        switch code {
        case "610": return .missingOrInactive
        case "6000": return .ruleBroken
        case "5010": return .staleVersion
        case "2010", "2020": return .unknownField
        case "10000": return .system
        default: return .other
        }
    }

    /// What it means to a bookkeeper, with QuickBooks' own words at the end.
    package var sentence: String {
        let words = quoted
        switch meaning {
        case .duplicateNumber: return "Another entry in QuickBooks has this document number. \(words)"
        case .periodClosed:
            return "The books are closed for this day in QuickBooks. Move the closing date there, or leave the entry out. \(words)"
        case .missingOrInactive:
            return "QuickBooks does not have an account, customer or vendor that the entry names, or it is inactive. Map it anew. \(words)"
        case .ruleBroken: return "QuickBooks does not accept the entry. \(words)"
        case .staleVersion: return "Somebody changed the entry in QuickBooks at the same time. Export again. \(words)"
        case .unknownField: return "QuickBooks does not understand a field of the entry. Report this as a fault of the program. \(words)"
        case .system: return "QuickBooks had a fault of its own. Export again. \(words)"
        case .other: return "QuickBooks refused the entry (\(code)). \(words)"
        }
    }

    private var quoted: String {
        let text = detail.isEmpty ? message : detail
        guard !text.isEmpty else { return "" }
        let line = String(text.prefix(300).map { $0.isNewline ? " " : $0 })
        return "QuickBooks says: “\(line)”"
    }
}
