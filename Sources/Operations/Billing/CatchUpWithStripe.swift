import Bookkeeping
import Storage

/// Fetches what the webhook has missed, because this server was down or nobody had told the provider of it, and works on it as if it had
/// just come in. At the start and then every hour: the provider itself repeats a delivery for three days and keeps events for thirty.
package struct CatchUpWithStripe: Sendable {
    let billing: Billing

    package init(_ billing: Billing) { self.billing = billing }

    package struct Summary: Hashable, Sendable {
        package internal(set) var taken = 0
        /// Known already.
        package internal(set) var repeated = 0
        package internal(set) var failed = 0
    }

    /// How long the provider keeps an event.
    private static let daysKept: Int64 = 30

    /// - Returns: nil on a server that sells nothing.
    /// - Throws: a `StripeError` where the provider cannot be asked; an event that fails is noted with its reason and holds up no other.
    package func callAsFunction() async throws -> Summary? {
        guard let stripe = billing.stripe else { return nil }
        let events = try await stripe.undeliveredEvents(billing.now().advanced(bySeconds: -Self.daysKept * 86_400))
        let take = TakeStripeEvent(billing)
        var summary = Summary()
        for event in events {
            do {
                switch try await take.take(event) {
                case .repeated: summary.repeated += 1
                case .taken: summary.taken += 1
                }
            } catch let error as CancellationError {
                throw error
            } catch {
                summary.failed += 1
            }
        }
        return summary
    }
}
