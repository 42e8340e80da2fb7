import Operations
import Storage

/// What `/billing` shows.
struct BillingContent: Sendable {
    let refusal: String?
    let banners: [Banner]
    let said: String?
    let plan: PlanBox?
    let usage: [Pair]
    let usageTitle: String
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
    let invoices: Listed<InvoiceRow>?
    let events: Listed<EventRow>?

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

        static func warning(_ title: String, _ text: String) -> Banner {
            Banner(style: "warn", icon: infoIcon, title: title, text: text)
        }

        static func plain(_ title: String, _ text: String) -> Banner {
            Banner(style: "plain", icon: infoIcon, title: title, text: text)
        }
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
        /// Set for somebody who pays for another plan: the way is the provider's portal.
        let isSwitch: Bool
    }

    /// Rows that are there; a section without any is left out.
    struct Listed<Row: Sendable>: Sendable {
        let rows: [Row]

        init?(_ rows: [Row]) {
            guard !rows.isEmpty else { return nil }
            self.rows = rows
        }
    }

    struct InvoiceRow: Sendable {
        let date: String
        let number: String
        /// At the provider's.
        let address: String?
        let status: String
        let style: String
        let amount: String
    }

    struct EventRow: Sendable {
        let received: String
        let type: String
        let outcome: String
        let note: String?
        let id: String
    }

    init(
        _ standing: ReadBilling.Standing, _ events: [BillingEventStore.Record], _ invoices: [ReadInvoices.Invoice], _ said: Said?,
        refusal: String?, mayChange: Bool, coupon: String, click: String, now: Instant
    ) {
        let subscription = standing.subscription
        let isRunning = subscription?.status.isRunning ?? false
        (self.refusal, self.mayChange, self.coupon, self.click) = (refusal, mayChange, coupon, click)
        banners = Self.banners(standing)
        self.said = said.map(Self.sentence)
        plan = subscription.map { Self.box($0, hasPortal: standing.mode != nil && mayChange) }
        usage = Self.usage(standing)
        let isMonthly = standing.mode == nil || subscription.map { $0.status != .incomplete } ?? false
        (usageTitle, usageNote) = isMonthly ? ("This month", now.monthAndYear) : ("Before a plan", "The first lines are free.")
        isOpen = standing.mode != nil && mayChange && !isRunning
        plansTitle = isRunning ? "Other plans" : standing.mode != nil && subscription == nil ? "Choose a plan" : "Plans"
        plansNote =
            standing.mode == nil
            ? "What they would be"
            : isRunning
                ? "Change or cancel on the page for card and invoices."
                : "Change or cancel at any time; a month already paid stays paid."
        let canBuy = standing.mode != nil && !isRunning
        plans = Plan.sold.map { plan in
            Self.card(
                plan, isOwn: isRunning && subscription?.plan == plan, isRunning: isRunning, isOpen: canBuy && standing.sold.contains(plan))
        }
        self.invoices = mayChange ? Listed(invoices.map(Self.row)) : nil
        self.events = mayChange ? Listed(events.map(Self.row)) : nil
    }

    private static func sentence(_ said: Said) -> String {
        switch said {
        case .paid: "Stripe has confirmed the payment."
        case .waiting:
            "Stripe has not confirmed the payment yet. This page shows it as soon as it does; load it again in a minute."
        case .replayed: "The event was worked on again."
        }
    }
}
