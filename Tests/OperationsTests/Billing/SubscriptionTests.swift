import Operations
import Storage
import TestSupport
import Testing

/// The transitions of one subscription, and which of several counts.
struct SubscriptionTests {
    private static func subscription(
        _ status: Subscription.Status, _ second: Int64 = 0, _ rank: Int = 2, id: String = "sub_1", started: Int64 = 0
    ) -> Subscription {
        var subscription = Subscription(
            id: id, customer: "cus_1", isLive: false, status: status, plan: .pro,
            position: EventPosition(at: Instant(milliseconds: second * 1_000), rank: rank))
        subscription.startedAt = Instant(milliseconds: started)
        return subscription
    }

    @Test func `what the provider answers is how things are, however old the event that led to the question`() {
        let known = Self.subscription(.active, 100)
        guard case .changed(let now) = Optional(known).hearing(.answer(Self.subscription(.pastDue, 50))) else {
            Issue.record("an answer counts")
            return
        }
        #expect(now.status == .pastDue)
        #expect(now.position == known.position)
    }

    private static let positions: [(Int64, Int, SubscriptionTransition.Reason?)] = [
        (99, 3, SubscriptionTransition.Reason.older), (100, 1, .older), (100, 2, .known), (100, 3, nil), (101, 1, nil),
    ]

    @Test(arguments: positions)
    func `an event counts when it is newer; within a second an end beats a change and a change a beginning`(
        _ second: Int64, _ rank: Int, _ reason: SubscriptionTransition.Reason?
    ) {
        let transition = Optional(Self.subscription(.active, 100, 2)).hearing(.event(Self.subscription(.unpaid, second, rank)))
        if let reason {
            #expect(transition == .refused(reason))
        } else {
            #expect(transition == .changed(Self.subscription(.unpaid, second, rank)))
        }
    }

    @Test(arguments: [Subscription.Status.canceled, .incompleteExpired])
    func `what has ended never comes back, whoever says so`(_ end: Subscription.Status) {
        let known = Optional(Self.subscription(end, 100))
        for status in [Subscription.Status.active, .trialing, .pastDue, .incomplete, .unpaid, .paused, .other("new_word")] {
            #expect(known.hearing(.answer(Self.subscription(status, 200))) == .refused(.ended))
            #expect(known.hearing(.event(Self.subscription(status, 200))) == .refused(.ended))
            #expect(known.hearing(.guess(Self.subscription(status, 200))) == .refused(.ended))
        }
    }

    @Test func `a conclusion changes the status alone and makes way for what is said outright`() {
        var known = Self.subscription(.incomplete, 100, 1)
        known.periodEnd = Instant(milliseconds: 9)
        guard case .changed(let concluded) = Optional(known).hearing(.guess(Self.subscription(.active, 105))) else {
            Issue.record("a newer conclusion counts")
            return
        }
        #expect(concluded.status == .active)
        #expect(concluded.periodEnd == known.periodEnd)
        #expect(concluded.position == known.position)
        #expect(Optional(known).hearing(.guess(Self.subscription(.active, 99))) == .refused(.older))
    }

    @Test func `money is due since the period that was not paid began, until it is paid`() {
        var late = Self.subscription(.pastDue, 100)
        late.periodStart = Instant(milliseconds: 90_000)
        guard case .changed(let first) = Optional(Self.subscription(.active, 10)).hearing(.answer(late)) else {
            Issue.record("it is late now")
            return
        }
        #expect(first.pastDueSince == late.periodStart)
        late.periodStart = Instant(milliseconds: 190_000)
        guard case .changed(let second) = Optional(first).hearing(.answer(late)),
            case .changed(let paid) = Optional(second).hearing(.answer(Self.subscription(.active, 300)))
        else {
            Issue.record("the period moved, then it was paid")
            return
        }
        #expect(second.pastDueSince == first.pastDueSince)
        #expect(paid.pastDueSince == nil)
    }

    @Test func `of several the running one that began first counts, and a second one is named`() throws {
        let subscriptions = [
            Self.subscription(.canceled, id: "sub_old", started: 1), Self.subscription(.active, id: "sub_a", started: 2),
            Self.subscription(.active, id: "sub_b", started: 3), Self.subscription(.incomplete, id: "sub_c", started: 4),
        ]
        let current = try #require(SubscriptionStore.Current(among: subscriptions))
        #expect(current.subscription == "sub_a")
        #expect(current.extra == "sub_b")
        #expect(SubscriptionStore.Current(among: [subscriptions[0], subscriptions[3]])?.subscription == "sub_c")
        #expect(SubscriptionStore.Current(among: [subscriptions[0]])?.subscription == "sub_old")
        #expect(SubscriptionStore.Current(among: []) == nil)
    }

    @Test(arguments: WireSamples.Shape.allCases)
    func `the period is found where each version of the provider's API puts it`(_ shape: WireSamples.Shape) throws {
        var samples = WireSamples(tenant: "7")
        samples.shape = shape
        let read = try StripeSubscription(json: Array(samples.subscription("active").utf8))
        #expect(read.periodEnd == Instant(milliseconds: WireSamples.periodEnd * 1_000))
        #expect(read.periodStart == Instant(milliseconds: WireSamples.periodStart * 1_000))
        #expect(try StripeSubscription(json: Array(samples.subscription("active", periodEnd: nil).utf8)).periodEnd == nil)
    }

    @Test func `the end of a canceled subscription is read from either place`() throws {
        let samples = WireSamples(tenant: "7")
        let flag = samples.subscription("active").replacing("\"cancel_at_period_end\":false", with: "\"cancel_at_period_end\":true")
        #expect(try StripeSubscription(json: Array(flag.utf8)).cancelAt == Instant(milliseconds: WireSamples.periodEnd * 1_000))
        let day = samples.subscription("active").replacing("\"cancel_at\":null", with: "\"cancel_at\":1770000000")
        #expect(try StripeSubscription(json: Array(day.utf8)).cancelAt == Instant(milliseconds: 1_770_000_000_000))
    }

    @Test(arguments: [
        (#""discounts":[{"coupon":{"id":"SPRING","name":"Spring offer"}}]"#, "Spring offer"),
        (#""discounts":[{"source":{"type":"coupon","coupon":"SPRING"}}]"#, "SPRING"),
        (#""discounts":[],"discount":{"coupon":{"id":"OLD","name":null}}"#, "OLD"),
    ])
    func `the coupon's name is found where each version puts it`(_ json: String, _ name: String) throws {
        let body = WireSamples(tenant: "7").subscription("active").replacing("\"discounts\":[]", with: json)
        #expect(try StripeSubscription(json: Array(body.utf8)).discount == name)
    }

    @Test(arguments: ["", "{", "[]", "null", "{}", #"{"object":"subscription"}"#, #"{"object":"invoice","id":"in_1","status":"open"}"#])
    func `an answer that is no subscription is a fault of the provider's`(_ json: String) {
        #expect(throws: StripeError.self) { _ = try StripeSubscription(json: Array(json.utf8)) }
    }
}
