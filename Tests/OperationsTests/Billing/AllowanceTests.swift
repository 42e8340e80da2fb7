import Bookkeeping
import Operations
import Storage
import TestSupport
import Testing

/// What may come in, and what happens when it is too much. Nothing else is ever taken away.
struct AllowanceTests {
    private func allowance(_ desk: BillingDesk) async throws -> ReadBilling.Allowance {
        try await ReadBilling(desk.billing).allowance(for: desk.tenant)
    }

    private func subscribe(_ desk: BillingDesk, _ status: String = "active", price: String) async throws {
        let json = desk.samples.subscription(status, price: price)
        desk.provide(json)
        let id = "evt_\(desk.tenant)_\(status)_\(price)"
        try await desk.deliver(desk.samples.event(id, "customer.subscription.updated", json))
    }

    private static let limits: [(String, Int, BillingError?)] = [
        ("price_starter", 999, nil), ("price_starter", 1_000, BillingError.lineLimitReached(.starter, limit: 1_000)),
        ("price_pro", 9_999, nil), ("price_pro", 10_000, .lineLimitReached(.pro, limit: 10_000)), ("price_firm", 1_000_000, nil),
    ]

    @Test(arguments: limits)
    func `a plan's lines are used up, and no import begins that month`(_ price: String, _ lines: Int, _ refusal: BillingError?) async throws
    {
        let desk = try await BillingDesk.make(on: .sqlite)
        try await subscribe(desk, price: price)
        try await desk.bring(lines)
        #expect(try await allowance(desk).refusal == refusal)
        #expect(try await allowance(desk).usedLines == lines)
        desk.clock.advance(days: 25)
        #expect(try await allowance(desk).refusal == nil)
        #expect(try await allowance(desk).usedLines == 0)
    }

    @Test(arguments: Engine.available)
    func `lines of an import that was undone are given back, and known ones do not count`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        try await subscribe(desk, price: "price_starter")
        let id = try await desk.bring(1_200, duplicates: 150)
        #expect(try await allowance(desk).usedLines == 1_050)
        #expect(try await allowance(desk).refusal != nil)
        try await desk.database.write(for: desk.tenant) { books in try books.imports.markUndone(id, by: "test", at: .testNow) }
        #expect(try await allowance(desk).refusal == nil)
    }

    @Test func `without a plan the first thousand lines are free, once`() async throws {
        let desk = try await BillingDesk.make(on: .sqlite)
        try await desk.bring(999)
        #expect(try await allowance(desk).refusal == nil)
        try await desk.bring(1)
        #expect(try await allowance(desk).refusal == .lineLimitReached(nil, limit: 1_000))
        desk.clock.advance(days: 40)
        #expect(try await allowance(desk).refusal == .lineLimitReached(nil, limit: 1_000))
        try await subscribe(desk, price: "price_starter")
        #expect(try await allowance(desk).refusal == nil)
    }

    private static let statuses: [(String, BillingError?)] = [
        ("trialing", nil), ("active", nil), ("incomplete", nil), ("unpaid", BillingError.importsStopped(.unpaid)),
        ("paused", .importsStopped(.paused)), ("canceled", .importsStopped(.canceled)),
        ("incomplete_expired", .importsStopped(.incompleteExpired)),
    ]

    @Test(arguments: statuses)
    func `imports go on while it is paid or tried, and stop when it has ended`(_ status: String, _ refusal: BillingError?) async throws {
        let desk = try await BillingDesk.make(on: .sqlite)
        try await subscribe(desk, status, price: "price_pro")
        #expect(try await allowance(desk).refusal == refusal)
    }

    @Test func `a late payment changes nothing for thirty days`() async throws {
        let desk = try await BillingDesk.make(on: .sqlite)
        try await subscribe(desk, "past_due", price: "price_pro")
        desk.clock.advance(days: 29)
        #expect(try await allowance(desk).refusal == nil)
        let standing = try await ReadBilling(desk.billing)(for: desk.tenant)
        #expect(standing.graceEnds == Instant.testNow.advanced(bySeconds: 30 * 86_400))
        desk.clock.advance(days: 1)
        #expect(try await allowance(desk).refusal == .importsStopped(.pastDue))
    }

    @Test(arguments: Engine.available)
    func `Firm covers every company of its Owner, and nobody else's`(on engine: Engine) async throws {
        let firm = try await BillingDesk.make(on: engine)
        let second = try await BillingDesk.make(in: firm.database, provider: firm.provider, name: "Second")
        try await subscribe(firm, price: "price_firm")
        try await second.bring(2_000)
        #expect(try await allowance(second).refusal != nil)

        try await firm.database.write(for: second.tenant) { books in try books.members.add(firm.owner.user, as: .staff, at: .testNow) }
        #expect(try await allowance(second).refusal != nil)
        try await firm.database.write(for: second.tenant) { books in try books.members.setRole(.owner, of: firm.owner.user) }
        #expect(try await allowance(second).refusal == nil)
        #expect(try await allowance(second).isCoveredElsewhere)

        try await subscribe(firm, "canceled", price: "price_firm")
        #expect(try await allowance(second).refusal != nil)
    }

    @Test func `on a server without a key nothing is limited`() async throws {
        var desk = try await BillingDesk.make(on: .sqlite)
        desk.hasKey = false
        try await desk.bring(1_000_000)
        #expect(try await allowance(desk).refusal == nil)
        #expect(try await allowance(desk).limit == nil)
    }

    @Test func `a subscription of test mode counts for nothing under a live key`() async throws {
        let desk = try await BillingDesk.make(on: .sqlite)
        try await subscribe(desk, price: "price_firm")
        let live = Billing(office: desk.billing.office, stripe: ProviderFake(isLive: true).edge, settings: desk.billing.settings)
        #expect(try await ReadBilling(live)(for: desk.tenant).subscription == nil)
    }
}

extension BillingDesk {
    /// An import of so many lines at this moment.
    @discardableResult
    fileprivate func bring(_ lines: Int, duplicates: Int = 0) async throws -> ImportID {
        let now = clock.now
        return try await database.write(for: tenant) { books in
            let id = try books.imports.begin(fileName: "a.csv", hash: [1], format: "csv", mapping: nil, by: "test", at: now)
            try books.imports.finish(id, lines: lines, duplicates: duplicates, rejected: [])
            return id
        }
    }
}
