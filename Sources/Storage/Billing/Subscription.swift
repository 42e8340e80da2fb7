import Bookkeeping

/// One subscription at the payment provider, as it was last known. Its transitions are in Operations.
package struct Subscription: Hashable, Sendable {
    /// The provider's id.
    package let id: String
    package let customer: String
    /// False in the provider's test mode.
    package let isLive: Bool
    package var status: Status
    package var plan: Plan
    package var startedAt: Instant?
    package var periodStart: Instant?
    /// Nil where the provider did not say, never 1970.
    package var periodEnd: Instant?
    /// When it will end by itself.
    package var cancelAt: Instant?
    package var endedAt: Instant?
    /// The coupon's name.
    package var discount: String?
    package var due: Due?
    package var pastDueSince: Instant?
    package var position: EventPosition

    package init(id: String, customer: String, isLive: Bool, status: Status, plan: Plan, position: EventPosition) {
        (self.id, self.customer, self.isLive) = (id, customer, isLive)
        (self.status, self.plan, self.position) = (status, plan, position)
    }

    /// The provider's words (Stripe API, 2025-03-31).
    package enum Status: Hashable, Sendable, SQLConvertible, RawRepresentable {
        case incomplete, incompleteExpired, trialing, active, pastDue, unpaid, canceled, paused
        /// A word of the future.
        case other(String)

        package init(rawValue: String) { self = Self.words.first { $0.rawValue == rawValue } ?? .other(rawValue) }

        private static let words: [Status] = [
            .incomplete, .incompleteExpired, .trialing, .active, .pastDue, .unpaid, .canceled, .paused,
        ]

        package var rawValue: String {
            switch self {
            case .incomplete: "incomplete"
            case .incompleteExpired: "incomplete_expired"
            case .trialing: "trialing"
            case .active: "active"
            case .pastDue: "past_due"
            case .unpaid: "unpaid"
            case .canceled: "canceled"
            case .paused: "paused"
            case .other(let word): word
            }
        }
    }

    /// What an invoice asks for that was not paid.
    package struct Due: Hashable, Sendable {
        package let amount: Int64
        /// As the provider writes it: `usd`.
        package let currency: String
        package let since: Instant
        /// Nil when the provider will not try again.
        package let nextAttempt: Instant?

        package init(amount: Int64, currency: String, since: Instant, nextAttempt: Instant?) {
            (self.amount, self.currency, self.since, self.nextAttempt) = (amount, currency, since, nextAttempt)
        }
    }
}

/// Where an event stands among those of one subscription. Events of one second are ordered by what they say: an end comes after a change,
/// a change after a beginning.
package struct EventPosition: Hashable, Comparable, Sendable {
    package let at: Instant
    package let rank: Int

    package init(at: Instant, rank: Int) { (self.at, self.rank) = (at, rank) }

    /// Before every event.
    package static let unknown = EventPosition(at: Instant(milliseconds: 0), rank: 0)

    package static func < (left: Self, right: Self) -> Bool { (left.at, left.rank) < (right.at, right.rank) }
}
