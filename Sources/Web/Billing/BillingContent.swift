import Bookkeeping
import Operations
import Storage

/// What `/billing` shows.
struct BillingContent: Sendable {
    let refusal: String?
    let banners: [Banner]
    let said: String?
    let plan: PlanBox?
    let usage: [Pair]
    let usageNote: String
    let plansTitle: String
    let plansNote: String
    let plans: [Card]
    let mayChange: Bool
    /// Whether a plan can be bought here and now.
    let isOpen: Bool
    let coupon: String
    /// Names the click, so that a form sent twice leads to one payment page.
    let click: String
    let events: Table?

    /// What happened a moment ago.
    enum Said: Sendable { case paid, waiting, replayed }

    struct Banner: Sendable {
        let style: String
        let icon: String
        let title: String
        let text: String
        /// Set where the portal's page for a new card helps.
        var offersCard = false

        static let warningIcon = "M8 2.25 14.5 13.5h-13zM8 6.5v3.25M8 11.75h.01"
        static let infoIcon = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12M8 7.5v3.25M8 5.25h.01"
        static let tickIcon = "m3 8.5 3.25 3.25L13 4.75"

        static func bad(_ title: String, _ text: String, offersCard: Bool = false) -> Banner {
            Banner(style: "bad", icon: warningIcon, title: title, text: text, offersCard: offersCard)
        }

        static func warning(_ title: String, _ text: String) -> Banner { Banner(style: "warn", icon: infoIcon, title: title, text: text) }
        static func plain(_ title: String, _ text: String) -> Banner { Banner(style: "plain", icon: infoIcon, title: title, text: text) }
    }

    /// The subscription in a few words.
    struct PlanBox: Sendable {
        let title: String
        let style: String
        let status: String
        let statusStyle: String
        let statusIcon: String
        let price: String?
        let note: String
        let hasPortal: Bool
    }

    struct Pair: Sendable {
        let name: String
        let value: String
    }

    struct Card: Sendable {
        let title: String
        let style: String
        let price: String
        let features: [String]
        let value: String
        let button: String
        let isMain: Bool
        let isOpen: Bool
        let isOwn: Bool
    }

    init(
        _ standing: ReadBilling.Standing, _ events: [BillingEventStore.Record], _ said: Said?, refusal: String?, mayChange: Bool,
        coupon: String, click: String, now: Instant
    ) {
        let subscription = standing.subscription
        let isRunning = subscription?.status.isRunning ?? false
        (self.refusal, self.mayChange, self.coupon, self.click) = (refusal, mayChange, coupon, click)
        banners = Self.banners(standing, mayChange: mayChange)
        self.said = said.map(Self.sentence)
        plan = subscription.map { Self.box($0, hasPortal: standing.mode != nil && mayChange) }
        usage = Self.usage(standing)
        usageNote = now.monthAndYear
        isOpen = standing.mode != nil && mayChange && !isRunning
        plansTitle = subscription == nil ? (standing.mode == nil ? "Plans" : "Choose a plan") : "Plans"
        plansNote =
            standing.mode == nil
            ? "What they would be"
            : isRunning ? "Change or cancel on the page for card and invoices." : "Change or cancel at any time; a month already paid stays paid."
        plans = Plan.sold.map { plan in
            Self.card(plan, isOwn: isRunning && subscription?.plan == plan, isOpen: standing.mode != nil && !isRunning && standing.sold.contains(plan))
        }
        self.events = mayChange && !events.isEmpty ? Self.table(events) : nil
    }

    private static func sentence(_ said: Said) -> String {
        switch said {
        case .paid: "Stripe has confirmed the payment."
        case .waiting: "Stripe has not confirmed the payment yet. This page shows it as soon as it does; load it again in a minute."
        case .replayed: "The event was worked on again."
        }
    }

    // MARK: Banners, the one that matters most first

    private static func banners(_ standing: ReadBilling.Standing, mayChange: Bool) -> [Banner] {
        guard let mode = standing.mode else {
            return [
                .plain(
                    "Billing not configured",
                    "This server has no Stripe keys. Everything else works, and nothing is charged. To sell plans, the operator sets STRIPE_SECRET_KEY and the three prices, then restarts."
                )
            ]
        }
        var banners: [Banner] = []
        if let subscription = standing.subscription, let banner = warning(of: subscription, standing) { banners.append(banner) }
        if let refusal = standing.allowance.refusal, case .lineLimitReached = refusal { banners.append(.warning("Imports have stopped", refusal.userText)) }
        if let extra = standing.extra {
            banners.append(
                .bad(
                    "Two subscriptions are being charged",
                    "\(extra) runs beside the one below. Cancel one of them on the page for card and invoices."))
        }
        if !standing.hasWebhook {
            banners.append(
                .warning("Stripe cannot reach this server", "The operator sets STRIPE_WEBHOOK_SECRET; until then changes at Stripe do not show here."))
        }
        if mode == .test {
            banners.append(
                .warning("Test Mode - use test cards", "No card is charged. Pay with 4242 4242 4242 4242, any date ahead and any three digits."))
        }
        return banners
    }

    private static func warning(of subscription: Subscription, _ standing: ReadBilling.Standing) -> Banner? {
        switch subscription.status {
        case .pastDue: return .bad("Payment past due", pastDue(subscription, standing), offersCard: true)
        case .unpaid:
            return .bad(
                "Payment past due", "Stripe has stopped trying. Imports have stopped; your books stay readable and exportable. Pay the open invoice to go on.",
                offersCard: true)
        case .incomplete: return .warning("The first payment is not done", "Finish it on the page for card and invoices; it waits for 23 hours.")
        case .paused: return .warning("The subscription is paused", "Imports have stopped; your books stay readable and exportable. Add a card to go on.")
        case .canceled, .incompleteExpired:
            return .plain("The subscription has ended", "Imports have stopped; your books stay readable and exportable. Choose a plan to go on.")
        case .trialing, .active, .other: return nil
        }
    }

    /// What happened, what is tried, and what happens if nothing does.
    private static func pastDue(_ subscription: Subscription, _ standing: ReadBilling.Standing) -> String {
        var sentences: [String] = []
        if let due = subscription.due {
            sentences.append("Your bank declined \(money(due.amount, due.currency)), due since \(due.since.dayInWords).")
            sentences.append(
                due.nextAttempt.map { "We try again on \($0.dayInWords)." } ?? "There is no further attempt by itself; update the card to pay.")
        } else {
            sentences.append("Your bank declined the last payment.")
        }
        if standing.allowance.refusal != nil {
            sentences.append("Imports have stopped; your books stay readable and exportable.")
        } else if let end = standing.graceEnds {
            sentences.append("Until \(end.dayInWords) everything works; after that your books stay readable and exportable, but imports stop.")
        }
        return sentences.joined(separator: " ")
    }

    // MARK: The subscription

    private static func box(_ subscription: Subscription, hasPortal: Bool) -> PlanBox {
        let (status, style, icon) = pill(subscription)
        return PlanBox(
            title: subscription.plan.title, style: Plan.sold.contains(subscription.plan) ? subscription.plan.rawValue : "other",
            status: status, statusStyle: style, statusIcon: icon, price: subscription.plan.centsPerMonth.map { money($0, "usd") },
            note: note(subscription), hasPortal: hasPortal)
    }

    private static func pill(_ subscription: Subscription) -> (text: String, style: String, icon: String) {
        switch subscription.status {
        case .active: ("Active", "ok", Banner.tickIcon)
        case .trialing: ("On trial", "ok", Banner.tickIcon)
        case .pastDue: ("Past due", "bad", Banner.warningIcon)
        case .unpaid: ("Unpaid", "bad", Banner.warningIcon)
        case .incomplete: ("Not paid yet", "warn", Banner.infoIcon)
        case .incompleteExpired: ("Expired", "warn", Banner.infoIcon)
        case .canceled: ("Canceled", "warn", Banner.infoIcon)
        case .paused: ("Paused", "warn", Banner.infoIcon)
        case .other(let word): (word, "warn", Banner.infoIcon)
        }
    }

    private static func note(_ subscription: Subscription) -> String {
        var sentences: [String] = []
        if subscription.status.isTerminal {
            sentences.append(subscription.endedAt.map { "Ended on \($0.dayInWords)." } ?? "Ended.")
        } else if subscription.status == .pastDue || subscription.status == .unpaid {
            sentences.append(subscription.pastDueSince.map { "Was due on \($0.dayInWords)." } ?? "A payment is due.")
        } else if let end = subscription.cancelAt {
            sentences.append("Ends on \(end.dayInWords); everything works until then.")
        } else if let end = subscription.periodEnd {
            sentences.append("Renews on \(end.dayInWords).")
        }
        if let discount = subscription.discount { sentences.append("Coupon: \(discount).") }
        return sentences.joined(separator: " ")
    }

    private static func usage(_ standing: ReadBilling.Standing) -> [Pair] {
        let allowance = standing.allowance
        let used = BillingError.grouped(allowance.usedLines)
        var pairs = [Pair(name: "Lines", value: allowance.limit.map { "\(used) of \(BillingError.grouped($0))" } ?? used)]
        if allowance.isCoveredElsewhere { pairs.append(Pair(name: "Covered by", value: "the Firm plan of another company of yours")) }
        return pairs
    }

    // MARK: Plans and events

    private static func card(_ plan: Plan, isOwn: Bool, isOpen: Bool) -> Card {
        Card(
            title: plan.title, style: plan.rawValue, price: "$\((plan.centsPerMonth ?? 0) / 100)", features: features(plan), value: plan.rawValue,
            button: isOwn ? "Your plan" : "Choose \(plan.title)", isMain: plan == .pro, isOpen: isOpen, isOwn: isOwn)
    }

    private static func features(_ plan: Plan) -> [String] {
        let lines = plan.linesPerMonth.map { "\(BillingError.grouped($0)) lines a month" } ?? "Lines without limit"
        return [plan.coversSeveralTenants ? "All companies of the Owner" : "1 company", lines]
    }

    private static func table(_ events: [BillingEventStore.Record]) -> Table {
        let rows = events.map { event in
            Table.Row(
                [
                    .text(event.receivedAt.dayAndTime), .text(event.delivery.type), .text(event.outcome?.rawValue ?? "waiting"),
                    .text(event.note ?? ""), .text(event.delivery.id),
                ], action: Table.Action("/billing/events/\(event.delivery.id)/replay", "Replay"))
        }
        return Table(
            "Events from Stripe", [.init("Received (UTC)"), .init("Type"), .init("Outcome"), .init("Note"), .init("Event")], rows, empty: "")
    }

    private static func money(_ minorUnits: Int64, _ currency: String) -> String {
        guard let known = Currency(code: currency.uppercased()) else { return "\(minorUnits) \(currency)" }
        let text = Money(minorUnits: minorUnits, known).decimalText
        return known == .usd ? "$\(text)" : "\(text) \(known.code)"
    }
}

extension Instant {
    private var calendarDay: CalendarDate { CalendarDate(dayNumber: Int32(clamping: milliseconds / 86_400_000)) }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]

    /// `14 December 2025`, UTC.
    fileprivate var dayInWords: String {
        let day = calendarDay
        return "\(day.day) \(Self.months[day.month - 1]) \(day.year)"
    }

    /// `December 2025`, UTC.
    fileprivate var monthAndYear: String { "\(Self.months[calendarDay.month - 1]) \(calendarDay.year)" }
}
