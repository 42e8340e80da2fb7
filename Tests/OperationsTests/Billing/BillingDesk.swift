import Bookkeeping
import Operations
import Storage
import Synchronization
import TestSupport

/// One company with its people, a provider, and a clock that tests move.
struct BillingDesk: Sendable {
    let database: any Database
    let tenant: TenantID
    let provider: ProviderFake
    let owner: Member
    let clock = Clock()
    var secrets = ["whsec_test_secret"]
    var hasKey = true

    final class Clock: Sendable {
        private let milliseconds = Mutex(Instant.testNow.milliseconds)

        var now: Instant { Instant(milliseconds: milliseconds.withLock { $0 }) }
        func advance(days: Int64) { milliseconds.withLock { $0 += days * 86_400_000 } }
    }

    static func make(on engine: Engine, isLive: Bool = false) async throws -> BillingDesk {
        try await make(in: engine.emptyDatabase(), provider: ProviderFake(isLive: isLive), name: "Acme")
    }

    static func make(in database: any Database, provider: ProviderFake = ProviderFake(), name: String) async throws -> BillingDesk {
        let owner = try await database.writePeople { people in
            try people.users.add(email: "owner@\(name.lowercased()).test", name: "", passwordHash: nil, at: .testNow)
        }
        let tenant = try await TenantStore(database).add(name: name, baseCurrency: .usd, chart: "us", at: .testNow) { books in
            try books.members.add(owner.id, as: .owner, at: .testNow)
            return books.tenant
        }
        guard let tenant else { preconditionFailure("a tenant without a condition is added") }
        return BillingDesk(
            database: database, tenant: tenant, provider: provider,
            owner: Member(user: owner.id, email: owner.email, caller: Caller(address: "192.0.2.1", agent: "test")))
    }

    /// Somebody else of the company.
    func member(_ role: Role) async throws -> Member {
        let user = try await database.writePeople { people in
            try people.users.add(email: "\(role.rawValue)-\(tenant)@example.test", name: "", passwordHash: nil, at: .testNow)
        }
        try await database.write(for: tenant) { books in try books.members.add(user.id, as: role, at: .testNow) }
        return Member(user: user.id, email: user.email, caller: Caller(address: "192.0.2.2", agent: "test"))
    }

    static let prices: [Plan: String] = [.starter: "price_starter", .pro: "price_pro", .firm: "price_firm"]

    var billing: Billing {
        let clock = clock
        return Billing(
            office: Office(database: database) { clock.now }, stripe: hasKey ? provider.edge : nil,
            settings: BillingSettings(prices: Self.prices, webhookSecrets: secrets, publicURL: "https://books.example"))
    }

    var samples: WireSamples { WireSamples(tenant: "\(tenant)", customer: "cus_\(tenant)", subscription: "sub_\(tenant)") }

    /// As the provider sends it, signed at this moment.
    @discardableResult
    func deliver(_ body: String) async throws -> TakeStripeEvent.Receipt {
        let bytes = Array(body.utf8)
        return try await TakeStripeEvent(billing)(
            bytes, signature: StripeSignature.header(for: bytes, secret: "whsec_test_secret", at: clock.now))
    }

    /// The provider has this now.
    func provide(_ json: String, _ samples: WireSamples? = nil) {
        let id = (samples ?? self.samples).subscription
        provider.change { $0.subscriptions[id] = json }
    }

    func current() async throws -> SubscriptionStore.Current? {
        try await database.read(for: tenant) { books in try books.subscriptions.current() }
    }

    func known(_ id: String? = nil) async throws -> Subscription? {
        let id = id ?? samples.subscription
        return try await database.read(for: tenant) { books in try books.subscriptions.subscription(id) }
    }

    func event(_ id: String) async throws -> BillingEventStore.Record? {
        try await database.readBilling { records in try records.events.record(id) }
    }

    func audit() async throws -> [AuditStore.Record] {
        try await database.read(for: tenant) { books in try books.audit.page(AuditStore.Filter(), before: nil, limit: 200) }
    }
}
