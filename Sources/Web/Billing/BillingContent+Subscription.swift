import Bookkeeping
import Operations
import Storage

extension BillingContent {
    // MARK: What is paid

    static func box(_ subscription: Subscription, hasPortal: Bool) -> PlanBox {
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

    static func usage(_ standing: ReadBilling.Standing) -> [Pair] {
        let allowance = standing.allowance
        let used = BillingError.grouped(allowance.usedLines)
        var pairs = [Pair(name: "Lines", value: allowance.limit.map { "\(used) of \(BillingError.grouped($0))" } ?? used)]
        if allowance.isCoveredElsewhere { pairs.append(Pair(name: "Covered by", value: "the Firm plan of another company of yours")) }
        return pairs
    }

    // MARK: What is sold

    static func card(_ plan: Plan, isOwn: Bool, isRunning: Bool, isOpen: Bool) -> Card {
        Card(
            title: plan.title, style: plan.rawValue, price: "$\((plan.centsPerMonth ?? 0) / 100)", features: features(plan),
            value: plan.rawValue, button: isOwn ? "Your plan" : isRunning ? "Switch to \(plan.title)" : "Choose \(plan.title)",
            isMain: plan == .pro && !isRunning, isOpen: isOpen, isOwn: isOwn, isSwitch: isRunning && !isOwn)
    }

    private static func features(_ plan: Plan) -> [String] {
        let lines = plan.linesPerMonth.map { "\(BillingError.grouped($0)) lines a month" } ?? "Lines without limit"
        return [plan.coversSeveralTenants ? "All companies of the Owner" : "1 company", lines]
    }

    static func row(_ invoice: ReadInvoices.Invoice) -> InvoiceRow {
        let (status, style) = pill(ofInvoice: invoice.status)
        return InvoiceRow(
            date: invoice.at.shortDay, number: invoice.number ?? invoice.id, address: invoice.address, status: status, style: style,
            amount: money(invoice.amount, invoice.currency))
    }

    private static func pill(ofInvoice status: String) -> (text: String, style: String) {
        switch status {
        case "paid": ("Paid", "ok")
        case "open": ("Open", "warn")
        case "void": ("Void", "plain")
        case "uncollectible": ("Not paid", "bad")
        default: (status, "plain")
        }
    }

    static func row(_ event: BillingEventStore.Record) -> EventRow {
        EventRow(
            received: event.receivedAt.dayAndTime, type: event.delivery.type, outcome: event.outcome?.rawValue ?? "waiting",
            note: event.note,
            id: event.delivery.id)
    }

    static func money(_ minorUnits: Int64, _ currency: String) -> String {
        guard let known = Currency(code: currency.uppercased()) else { return "\(minorUnits) \(currency)" }
        let text = Money(minorUnits: minorUnits, known).decimalText
        return known == .usd ? "$\(text)" : "\(text) \(known.code)"
    }
}

extension Instant {
    /// UTC.
    var calendarDay: CalendarDate { CalendarDate(dayNumber: Int32(clamping: milliseconds / 86_400_000)) }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]

    /// `14 December 2025`, UTC.
    var dayInWords: String {
        let day = calendarDay
        return "\(day.day) \(Self.months[day.month - 1]) \(day.year)"
    }

    /// `14 Dec 2025`, UTC.
    var shortDay: String {
        let day = calendarDay
        return "\(day.day) \(Self.months[day.month - 1].prefix(3)) \(day.year)"
    }

    /// `December 2025`, UTC.
    var monthAndYear: String { "\(Self.months[calendarDay.month - 1]) \(calendarDay.year)" }
}
