import Operations
import Storage

extension BillingContent {
    /// What stands before everything else, the one that matters most first.
    static func banners(_ standing: ReadBilling.Standing) -> [Banner] {
        guard let mode = standing.mode else { return [notConfigured] }
        var banners: [Banner] = []
        if let subscription = standing.subscription, let banner = warning(of: subscription, standing) { banners.append(banner) }
        if let refusal = standing.allowance.refusal, case .lineLimitReached = refusal {
            banners.append(.warning("Imports have stopped", refusal.userText))
        }
        if let extra = standing.extra { banners.append(doubled(extra)) }
        if !standing.hasWebhook { banners.append(unreachable) }
        if mode == .test { banners.append(testMode) }
        return banners
    }

    private static let notConfigured = Banner.plain(
        "Billing not configured",
        """
        This server has no Stripe keys. Everything else works, and nothing is charged. To sell plans, the operator sets STRIPE_SECRET_KEY \
        and the three prices, then restarts.
        """)

    private static let testMode = Banner.warning(
        "Test Mode - use test cards", "No card is charged. Pay with 4242 4242 4242 4242, any date ahead and any three digits.")

    private static let unreachable = Banner.warning(
        "Stripe cannot reach this server",
        "The operator sets STRIPE_WEBHOOK_SECRET; until then changes at Stripe do not show here.")

    private static func doubled(_ extra: String) -> Banner {
        .bad(
            "Two subscriptions are being charged",
            "\(extra) runs beside the one below. Cancel one of them on the page for card and invoices.")
    }

    private static func warning(of subscription: Subscription, _ standing: ReadBilling.Standing) -> Banner? {
        let stopped = "Imports have stopped; your books stay readable and exportable."
        switch subscription.status {
        case .pastDue: return .bad("Payment past due", pastDue(subscription, standing), offersCard: true)
        case .unpaid:
            return .bad("Payment past due", "Stripe has stopped trying. \(stopped) Pay the open invoice to go on.", offersCard: true)
        case .incomplete:
            return .warning("The first payment is not done", "Finish it on the page for card and invoices; it waits for 23 hours.")
        case .paused: return .warning("The subscription is paused", "\(stopped) Add a card to go on.")
        case .canceled, .incompleteExpired: return .plain("The subscription has ended", "\(stopped) Choose a plan to go on.")
        case .trialing, .active, .other: return nil
        }
    }

    /// What happened, what is tried, and what happens if nothing does.
    private static func pastDue(_ subscription: Subscription, _ standing: ReadBilling.Standing) -> String {
        var sentences: [String] = []
        if let due = subscription.due {
            sentences.append("Your bank declined \(money(due.amount, due.currency)), due since \(due.since.dayInWords).")
            sentences.append(
                due.nextAttempt.map { "We try again on \($0.dayInWords)." }
                    ?? "There is no further attempt by itself; update the card to pay.")
        } else {
            sentences.append("Your bank declined the last payment.")
        }
        if standing.allowance.refusal != nil {
            sentences.append("Imports have stopped; your books stay readable and exportable.")
        } else if let end = standing.graceEnds {
            sentences.append(
                "Until \(end.dayInWords) everything works; after that your books stay readable and exportable, but imports stop.")
        }
        return sentences.joined(separator: " ")
    }
}
