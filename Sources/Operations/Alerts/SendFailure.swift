package import Bookkeeping

/// Why a message did not go out, and whether it is worth sending again. The text is for the Owner and holds no secret.
package struct SendFailure: ExplainedError, Equatable {
    package enum Kind: Sendable {
        /// It may work later.
        case temporary
        /// It never will.
        case permanent
        /// It may have arrived: the answer was lost. The next attempt carries the same id.
        case uncertain
    }

    /// In one word, as the log keeps it.
    package enum Reason: String, Sendable {
        case clientError, serverError, authError, rateLimited, timeout, unreachable, encryption, other
    }

    package let kind: Kind
    package let reason: Reason
    package let text: String
    /// As the receiver asks for.
    package let retryAfterSeconds: Int64?

    package init(_ kind: Kind, _ reason: Reason, _ text: String, retryAfterSeconds: Int64? = nil) {
        (self.kind, self.reason, self.text, self.retryAfterSeconds) = (kind, reason, text, retryAfterSeconds)
    }

    package var userText: String { text }
    package var faultKind: FaultKind { .unavailable }
}
