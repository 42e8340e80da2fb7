import Bookkeeping
import Storage
import TestSupport
import Testing

/// Invariant 3: no query runs without its tenant.
struct TenantWallTests {
    fileprivate static let receiptHash = [UInt8](repeating: 7, count: 32)

    @Test(arguments: Engine.available)
    func `another tenant sees nothing of an entry, a line, an answer, a rule, a closing or a total`(on engine: Engine) async throws {
        let acme = try await SampleBooks.make(on: engine)
        let other = try await SampleBooks.make(in: acme.database, name: "Other")
        let entry = try await acme.post([acme.entry("2025-06-30", 12_34)])[0]
        let (importID, line) = try await acme.database.write(for: acme.tenant) { books in try acme.fillEveryStore(books, entry) }

        try await other.database.read(for: other.tenant) { books throws in
            #expect(try books.entries.entry(entry) == nil)
            #expect(try books.entries.count() == 0)
            #expect(try books.entries.page(after: nil, limit: 10).isEmpty)
            #expect(try books.totals.span() == nil)
            #expect(try books.imports.record(importID) == nil)
            #expect(try books.imports.all().isEmpty)
            #expect(try books.imports.rejectedRows(of: importID).isEmpty)
            #expect(try books.lines.line(line) == nil)
            #expect(try books.lines.waitingCount() == 0)
            #expect(try books.queue.totals().isEmpty)
            #expect(try books.lineTotals.waitingMonths(during: Period(from: .earliest, through: .latest).orThrow()).isEmpty)
            #expect(try books.queue.groups(held: nil, after: nil, limit: 10).isEmpty)
            #expect(try books.lines.search(.init(), after: nil, limit: 10).records.isEmpty)
            #expect(try books.decisions.lessons(after: DecisionID(0)).isEmpty)
            #expect(try books.categorizer.snapshot() == nil)
            #expect(try books.closings.closedPeriods().periods.isEmpty)
            #expect(try books.settings.current() == .initial)
            #expect(try books.rules.all().isEmpty)
            #expect(try books.rules.history(name: "Rent").isEmpty)
            #expect(try books.suggestions.dismissed().isEmpty)
            #expect(try books.vendors.aliases().isEmpty)
            #expect(try books.vendors.changes().isEmpty)
            #expect(try books.keptAside.page(limit: 10).isEmpty)
            #expect(try books.keptAside.count() == 0)
            #expect(try books.decisions.standing().isEmpty)
            #expect(try books.transfers.matches(limit: 10).isEmpty)
            #expect(try books.transfers.matchedLines().isEmpty)
            #expect(try books.transfers.rejected().isEmpty)
            #expect(try books.certificates.all(limit: 10).isEmpty)
            #expect(try books.attachments.all(of: entry).isEmpty)
            #expect(try books.attachments.bytes(of: Self.receiptHash) == nil)
            #expect(try books.imports.standing().isEmpty)
            try books.lines.each { (_) throws(StorageError) in Issue.record("another tenant's line") }
            #expect(try books.audit.count() == 0)
            #expect(try books.audit.page(limit: 10).isEmpty)
            #expect(try books.members.all().isEmpty)
            #expect(try books.invitations.open(at: .testNow).isEmpty)
            #expect(try books.invitations.open(tokenHash: [1], at: .testNow) == nil)
            #expect(try books.apiTokens.all().isEmpty)
            #expect(try books.apiTokens.find(tokenHash: [2], at: .testNow) == nil)
            #expect(try books.webhooks.all().isEmpty)
            #expect(try books.webhooks.deliveries(limit: 10).isEmpty)
            #expect(try !books.webhooks.hasDue(at: .testNow))
            #expect(try books.alerts.waitingTypes().isEmpty)
            #expect(try books.alerts.waiting(.drift, limit: 10).isEmpty)
            #expect(try books.alerts.window(.drift) == AlertWindow())
            #expect(try books.notifications.current() == nil)
            #expect(try books.notificationLog.page(limit: 10).isEmpty)
            #expect(try books.notificationLog.nextDue() == nil)
            #expect(try books.channels.health(.slack) == .init())
            #expect(try books.accounts.bankFeeds().isEmpty)
            #expect(try books.subscriptions.current() == nil)
            #expect(try books.subscriptions.subscription("sub_1") == nil)
            #expect(try books.subscriptions.version(of: "sub_1") == 0)
            #expect(try books.subscriptions.all(isLive: false).isEmpty)
            #expect(try books.checkouts.all().isEmpty)
            #expect(try books.checkouts.record("cs_1") == nil)
            #expect(try books.billingRecords.events.latest(of: other.tenant, limit: 10).isEmpty)
            #expect(try books.billingRecords.customers.customer(of: other.tenant, isLive: false) == nil)
            #expect(try books.accounts.account(acme.account(.checking)) == nil)
            try other.expectNothingOfQuickBooks(books, entry)
        }
    }

    @Test func `on PostgreSQL a query that forgets its tenant still sees no other tenant's rows`() async throws {
        let acme = try await SampleBooks.make(on: .postgres)
        let other = try await SampleBooks.make(in: acme.database, name: "Other")
        try await acme.post([acme.entry("2025-06-30", 12_34)])

        let seen = try await acme.database.read(.tenant(other.tenant)) { db -> Int? in
            try db.first("SELECT COUNT(*) FROM entry")
        }
        #expect(seen == 0)
    }

    @Test func `on PostgreSQL a tenant's table cannot be read or written outside a tenant`() async throws {
        let acme = try await SampleBooks.make(on: .postgres)

        await #expect(throws: StorageError.self) {
            _ = try await acme.database.read(.system) { db -> Int? in try db.first("SELECT COUNT(*) FROM account") }
        }
        let tenant = acme.tenant
        let other = try await SampleBooks.make(in: acme.database, name: "Other")
        await #expect(throws: StorageError.self) {
            try await acme.database.write(.tenant(other.tenant)) { db in
                try db.execute("INSERT INTO account (tenant_id, id, code, name, kind) VALUES (\(tenant), 999, '9', 'Slipped in', 'bank')")
            }
        }
    }
}

extension SampleBooks {
    /// One row in each store, so that a wall has something to hide.
    fileprivate func fillEveryStore(_ books: Books, _ entry: EntryID) throws -> (ImportID, LineID) {
        let day = try CalendarDate(iso: "2025-06-01").orThrow()
        let id = try books.imports.begin(fileName: "a.csv", hash: [1], format: "csv", mapping: nil, by: "test", at: .testNow)
        let statement = try books.imports.addStatement(to: id, account: account(.checking), currency: .usd)
        try books.imports.finish(id, lines: 1, duplicates: 0, rejected: [.init(row: 1, text: "x", reason: "y")])
        let line = try books.lines.reserveIDs(1)[0]
        let draft = LineStore.Draft(
            id: line, line: StatementLine(row: 2, date: day, amount: Money(minorUnits: -1, .usd), text: "Coffee"),
            occurrence: .init(date: day, fingerprint: 1, number: 1), vendor: "coffee",
            proposal: .init(method: "none", account: nil, confidence: 0, held: "cold_start", reason: ""), entry: nil)
        try books.lines.insert([draft], into: statement, account: account(.checking))
        let decision = try books.decisions.add(line: line, kind: .file, account: account(.bankFees), by: "test", at: .testNow)
        try books.categorizer.save([1, 2, 3], learnedThrough: decision)
        try books.closings.close(try Period.month(5, year: 2025).orThrow(), by: "test", at: .testNow)
        try books.settings.save(.init(autoPost: true, threshold: 9_500, largeAmount: 1, fiscalYearStart: 4), by: "test", at: .testNow)
        try books.rules.add(name: "Rent", definition: "{}", by: "test", at: .testNow)
        try books.suggestions.dismiss(.init(vendor: "coffee", account: account(.bankFees)), by: "test", at: .testNow)
        try books.vendors.change("coffee", to: .init(key: "tea", name: "Tea"), .merged, by: "test", at: .testNow)
        try books.accounts.remember(.init(key: "d1", maskedNumber: "*1234"), as: account(.checking))
        try books.audit.append(.init(actor: "test", action: "rule.added", subject: "Rent"), at: .testNow)
        try fillProof(books, line, entry)
        try fillPeople(books)
        try fillBilling(books)
        try fillQuickBooks(books)
        try fillAlerts(books)
        return (id, line)
    }

    private func fillAlerts(_ books: Books) throws {
        try books.alerts.raise(.drift, messages: ["PSI"], at: .testNow)
        try books.alerts.save(AlertWindow(lastSentAt: .testNow, heldCount: 3), of: .drift)
        try books.notifications.save(.init(email: "dana@acme.example", alerts: [.drift]), by: "test", at: .testNow)
        try books.notificationLog.add([.init(.email, type: "psi_alert", payload: "{}", .waiting)], at: .testNow)
        var health = ChannelStore.Health()
        health.refusals = 2
        try books.channels.save(health, of: .slack)
    }

    private func fillProof(_ books: Books, _ line: LineID, _ entry: EntryID) throws {
        let june = try Period.month(6, year: 2025).orThrow()
        _ = try books.transfers.match(.init(out: line, into: line), as: entry, madeEntry: true, by: "test", at: .testNow)
        _ = try books.certificates.add("{}", of: june, by: "test", at: .testNow)
        _ = try books.attachments.add(
            [1], hash: TenantWallTests.receiptHash, kind: .pdf, named: "a.pdf", to: entry, by: "test", at: .testNow)
        #expect(try books.transfers.matches(limit: 1).count == 1)
        #expect(try books.attachments.all(of: entry).count == 1)
    }

    private func fillBilling(_ books: Books) throws {
        let subscription = Subscription(id: "sub_1", customer: "cus_1", isLive: false, status: .active, plan: .pro, position: .unknown)
        try books.subscriptions.save(subscription, at: .testNow)
        try books.subscriptions.save(
            .init(plan: .pro, status: .active, customer: "cus_1", subscription: "sub_1", periodEnd: nil, isLive: false, extra: nil),
            at: .testNow)
        try books.checkouts.add("cs_1", isLive: false, plan: .pro, coupon: nil, by: "test", at: .testNow)
        #expect(try books.billingRecords.customers.claim("cus_1", for: tenant, isLive: false, at: .testNow))
        let delivery = BillingEventStore.Delivery(
            id: "evt_1", type: "x", payload: "{}", isLive: nil, occurredAt: nil, apiVersion: nil, object: nil)
        #expect(try !books.billingRecords.events.receive(delivery, at: .testNow))
        try books.billingRecords.events.finish("evt_1", .ignored, of: tenant, note: nil, at: .testNow)
        #expect(try books.subscriptions.subscription("sub_1") == subscription)
    }

    private static let realm = RealmID("9130")

    /// Each store of what goes to QuickBooks.
    private func fillQuickBooks(_ books: Books) throws {
        let realm = try #require(Self.realm)
        try books.quickBooks.connect(
            realm, .sandbox, .init(name: "Acme", homeCurrency: .usd, takesForeignCurrencies: false, closedThrough: nil),
            .init(sealedAccess: [1], sealedRefresh: [2], accessExpiresAt: .testNow, refreshExpiresAt: .testNow, version: 1), by: "test",
            at: .testNow)
        try books.quickBooks.expect([5], of: SessionID(1), expiresAt: Instant.testNow.advanced(bySeconds: 60), at: .testNow)
        try books.quickBooksChart.replace(
            realm, accounts: [.init(id: "35", number: "", name: "Checking", type: "Bank", isActive: true, currency: "USD")],
            parties: [.init(.vendor, id: "56", name: "Bob")])
        try books.quickBooksChart.map(.init(account: account(.checking), target: "35"), realm, by: "test", at: .testNow)
        let run = try books.quickBooksRuns.add(realm, total: 1, claimedUntil: .testNow, by: "test", at: .testNow)
        let entry = try books.entries.page(after: nil, limit: 1)[0].id
        try books.quickBooksExports(realm).begin(
            .init(entry: entry, docNumber: "AB-1", generation: 1, content: "", contentHash: [6], requestID: "r"),
            .init(name: [7], run: run, until: .testNow))
        #expect(try books.quickBooks.current()?.realm == realm)
        #expect(try books.quickBooksExports(realm).counts() == [.sending: 1])
    }

    fileprivate func expectNothingOfQuickBooks(_ books: Books, _ entry: EntryID) throws {
        let realm = try #require(Self.realm)
        #expect(try books.quickBooks.current() == nil)
        #expect(try books.quickBooks.connection(realm) == nil)
        #expect(try !books.quickBooks.isExpected([5], of: SessionID(1), at: .testNow))
        #expect(try books.quickBooksChart.accounts(realm).isEmpty)
        #expect(try books.quickBooksChart.parties(realm).isEmpty)
        #expect(try books.quickBooksChart.mappings(realm).isEmpty)
        #expect(try books.quickBooksRuns.latest(limit: 10).isEmpty)
        #expect(try books.quickBooksExports(realm).record(entry) == nil)
        #expect(try books.quickBooksExports(realm).counts().isEmpty)
    }

    private func fillPeople(_ books: Books) throws {
        let later = Instant.testNow.advanced(bySeconds: 60)
        let user = try books.people.users.add(email: "dana@example.com", name: "Dana", passwordHash: nil, at: .testNow)
        try books.members.add(user.id, as: .owner, at: .testNow)
        _ = try books.invitations.add(
            email: "sam@example.com", role: .staff, tokenHash: [1], expiresAt: later, by: "test", at: .testNow)
        _ = try books.apiTokens.add(name: "Script", scope: .read, tokenHash: [2], for: user.id, expiresAt: later, at: .testNow)
        _ = try books.keptAside.keep(
            fingerprint: [4], date: CalendarDate(dayNumber: 20_000), narration: "Off by one", postings: "[]",
            difference: Money(minorUnits: 1, .usd), by: "test",
            at: .testNow)
        let webhook = try books.webhooks.reserveID()
        try books.webhooks.add(
            webhook, url: "https://example.org/", sealedSecret: [3], events: [.exportFinished], by: "test", at: .testNow)
        try books.webhooks.enqueue(.exportFinished, ["{}"], to: [webhook], at: .testNow)
        #expect(try books.members.all().map(\.user) == [user])
        #expect(try books.webhooks.hasDue(at: .testNow))
    }
}

extension Optional {
    fileprivate func orThrow() throws -> Wrapped { try #require(self) }
}
