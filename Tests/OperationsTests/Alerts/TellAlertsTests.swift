import Bookkeeping
import Storage
import TestSupport
import Testing

@testable import Operations

/// Invariant 9: an alert that was due is delivered, or its failure is visible with its reason; one delivery per window.
struct TellAlertsTests {
    private static let drift = Alert.drift(vendor: 0.245, amount: 0.189)

    // MARK: The specified ones

    @Test(arguments: Engine.available)
    func `debounce prevents repeat sends within the window`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine)
        try await desk.raise(Self.drift)
        try await desk.tell()
        desk.clock.advance(seconds: 899)
        try await desk.raise(Self.drift)
        try await desk.tell()

        #expect(desk.letters.all.count == 1)
        #expect(desk.posts.all.count == 1)
        #expect(try await desk.states() == [.sent, .held])
        #expect(try await desk.states(.slack) == [.sent, .held])
        #expect(try await desk.log().last?.error == "Held: one went out at 2025-12-07 12:00 UTC, one in 15 minutes")
    }

    @Test(arguments: Engine.available)
    func `debounce allows a send after the window, which tells how many were held`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine)
        try await desk.raise(Self.drift)
        try await desk.tell()
        desk.clock.advance(seconds: 60)
        try await desk.raise(Self.drift)
        try await desk.raise(Self.drift)
        try await desk.tell()
        desk.clock.advance(seconds: 840)
        try await desk.raise(Self.drift)
        try await desk.tell()

        #expect(desk.letters.all.count == 2)
        #expect(desk.letters.all.last?.body.contains("2 similar alerts since 2025-12-07 12:01 UTC were held back.") == true)
        #expect(desk.posts.all.last?.contains("2 similar alerts since 2025-12-07 12:01 UTC were held back.") == true)
    }

    @Test(arguments: Engine.available)
    func `the Slack payload has the contract's form, and an unconfigured channel is a dry run that keeps the message`(
        on engine: Engine
    ) async throws {
        let desk = try await AlertDesk(on: engine, .none)
        try await desk.raise(Self.drift)
        try await desk.tell()

        #expect(desk.posts.all.isEmpty && desk.letters.all.isEmpty)
        let slack = try #require(try await desk.log().first { $0.channel == .slack })
        #expect(slack.state == .dryRun)
        #expect(slack.error == "Dry run: no webhook")
        let payload = try PayloadJSON.value(SlackPayload.self, slack.payload)
        #expect(payload.text.hasPrefix("*⚠️ Data Drift Detected*\n\nPSI vendor: 0.245, amount: 0.189\n"))
        #expect((payload.username, payload.icon_emoji) == ("AI Bookkeeper", ":robot_face:"))
        let email = try #require(try await desk.log().first { $0.channel == .email })
        #expect(email.error == "Dry run: no SMTP_HOST, SMTP_USER, SMTP_PASS")
        #expect(try PayloadJSON.value(EmailPayload.self, email.payload).to == "dana@example.com")
    }

    @Test(arguments: Engine.available)
    func `email sends when SMTP is configured`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine, .emailAlone)
        try await desk.raise(.exportCompleted(posted: 120, skipped: 4))
        #expect(try await desk.tell() == .init(sent: 1, putOff: 0, failed: 0))

        let letter = try #require(desk.letters.all.first)
        #expect(letter.to == "dana@example.com")
        #expect(letter.subject == "✅ Export Complete")
        #expect(letter.body.hasPrefix("Posted: 120, Skipped: 4\n\nAcme\nhttps://books.example/exports\n"))
        #expect(try await desk.states() == [.sent])
        #expect(try await desk.states(.slack) == [.dryRun])
    }

    @Test(arguments: Engine.available)
    func `alerts fire from a metrics snapshot with PSI above 0.20 and from budget fallback`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine)
        try await desk.raise(Self.drift, .budgetFallback(spentMicroDollars: 50_120_000))
        try await desk.tell()

        #expect(Set(desk.letters.all.map(\.subject)) == ["⚠️ Data Drift Detected", "⚠️ LLM Budget Exceeded"])
        #expect(desk.letters.all.contains { $0.body.hasPrefix("Fallback to Rules/ML activated. Spend: $50.12\n") })
        #expect(desk.posts.all.count == 2)
    }

    // MARK: The window

    @Test(arguments: Engine.available)
    func `ten thousand events in one window are one message and 9,999 counted`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine)
        for _ in 0..<10 { try await desk.raise([Alert](repeating: Self.drift, count: 1_000)) }
        try await desk.tell()

        #expect(desk.letters.all.count == 1)
        #expect(desk.posts.all.count == 1)
        #expect(try await desk.count(.held) == 2 * 9_999)
        desk.clock.advance(seconds: 900)
        try await desk.raise(Self.drift)
        try await desk.tell()
        #expect(desk.letters.all.last?.body.contains("9999 similar alerts since") == true)
    }

    @Test(arguments: Engine.available)
    func `sixty-four first events side by side, told by eight workers, are one message`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<64 {
                group.addTask {
                    try await desk.raise(Self.drift)
                    if index % 8 == 0 { try await desk.tell() }
                }
            }
            try await group.waitForAll()
        }
        try await desk.tell()

        #expect(desk.letters.all.count == 1)
        #expect(desk.posts.all.count == 1)
        #expect(try await desk.count(.held) == 2 * 63)
    }

    @Test(arguments: Engine.available)
    func `tenants and types have windows of their own`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine)
        let other = try await desk.reception.signUp("erin@example.com", company: "Other")
        try await ChangeNotificationSettings(desk.reception.front, desk.messenger)(
            for: other.tenant, .init(email: "erin@example.com", slack: .keep, alerts: Set(AlertType.allCases)), by: other.member)
        try await desk.raise(Self.drift, .unbalancedEntries(count: 1))
        try await desk.reception.database.write(for: other.tenant) { books in try books.raise(Self.drift, at: .testNow) }
        try await desk.tell()

        #expect(desk.letters.all.filter { $0.to == "dana@example.com" }.count == 2)
        #expect(desk.letters.all.filter { $0.to == "erin@example.com" }.count == 1)
        #expect(desk.posts.all.count == 2)
    }

    @Test(arguments: Engine.available)
    func `a failure begins no window: the next alert goes out when the first has failed`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine, .emailAlone)
        desk.letters.fail(.refused)
        try await desk.raise(Self.drift)
        try await desk.tell()
        #expect(try await desk.states() == [.failed])
        try await desk.raise(Self.drift)
        try await desk.tell()

        #expect(desk.letters.all.count == 1)
        #expect(try await desk.states() == [.failed, .sent])
    }

    @Test(arguments: Engine.available)
    func `while one is tried again the next ones wait, and are held once it was sent`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine, .emailAlone)
        desk.letters.fail(.busy)
        try await desk.raise(Self.drift)
        #expect(try await desk.tell().putOff == 1)
        try await desk.raise(Self.drift)
        try await desk.tell()
        #expect(desk.letters.all.isEmpty)
        desk.clock.advance(seconds: 59)
        try await desk.tell()
        #expect(desk.letters.all.isEmpty)
        desk.clock.advance(seconds: 1)
        try await desk.tell()

        #expect(desk.letters.all.count == 1)
        #expect(try await desk.states() == [.sent, .held])
        #expect(try await desk.log().first?.attempts == 2)
    }

    @Test(arguments: Engine.available)
    func `a clock that is set back holds alerts for 15 minutes and no longer`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine)
        try await desk.raise(Self.drift)
        try await desk.tell()
        desk.clock.advance(seconds: -86_400 * 365)
        try await desk.raise(Self.drift)
        try await desk.tell()
        #expect(desk.letters.all.count == 1)
        desk.clock.advance(seconds: 900)
        try await desk.raise(Self.drift)
        try await desk.tell()
        #expect(desk.letters.all.count == 2)
    }

    @Test(arguments: Engine.available)
    func `a dry run keeps nothing back once somebody can be told`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine, .none)
        try await desk.raise(Self.drift)
        try await desk.raise(Self.drift)
        try await desk.tell()
        #expect(try await desk.states() == [.dryRun, .held])
        try await desk.change(slack: .set(AlertDesk.webhook))
        desk.clock.advance(seconds: 60)
        try await desk.raise(Self.drift)
        try await desk.tell()
        #expect(desk.posts.all.count == 1)
    }

    // MARK: Channels

    @Test(arguments: Engine.available)
    func `one channel's success neither hides nor repeats the other's failure`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine)
        desk.posts.fail(SendFailure(.temporary, .rateLimited, "Slack wants fewer messages (429).", retryAfterSeconds: 37))
        try await desk.raise(Self.drift)
        #expect(try await desk.tell() == .init(sent: 1, putOff: 1, failed: 0))
        desk.clock.advance(seconds: 36)
        try await desk.tell()
        #expect(desk.posts.all.isEmpty)
        desk.clock.advance(seconds: 1)
        try await desk.tell()

        #expect(desk.letters.all.count == 1)
        #expect(desk.posts.all.count == 1)
    }

    @Test(arguments: Engine.available)
    func `attempts end after growing pauses, and the last reason stays visible`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine, .emailAlone)
        try await desk.raise(Self.drift)
        for pause in [0] + DeliveryAttempt.pausesSeconds(.email) {
            desk.letters.fail(.busy)
            desk.clock.advance(seconds: pause)
            try await desk.tell()
        }

        let record = try #require(try await desk.log().first)
        #expect((record.state, record.attempts) == (.failed, 6))
        #expect((record.error, record.reason) == ("The mail server is busy (450).", "serverError"))
    }

    @Test(arguments: Engine.available)
    func `three refusals switch a channel off and tell the Owner through the other one`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine)
        desk.letters.fail(.refused, .refused, .refused)
        for type in [Self.drift, .unbalancedEntries(count: 1), .vendorGraduated(name: "GITHUB")] {
            try await desk.raise(type)
            try await desk.tell()
        }
        try await desk.tell()

        #expect(desk.posts.all.count == 4)
        #expect(desk.posts.all.last?.contains("Email notifications are switched off") == true)
        try await desk.raise(.exportCompleted(posted: 1, skipped: 0))
        try await desk.tell()
        #expect(try await desk.states().last == .off)
        #expect(desk.posts.all.count == 5)
        #expect(try await desk.reception.audit(desk.tenant).contains { $0.event.action == "channel.disabled" })
        // Saving is the Owner's word that it is in order again.
        try await desk.change()
        desk.clock.advance(seconds: 900)
        try await desk.raise(Self.drift)
        try await desk.tell()
        #expect(desk.letters.all.count == 1)
    }

    @Test(arguments: Engine.available)
    func `what is switched off, or was never set up, is logged as such`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine)
        try await desk.change(alerts: [.drift])
        try await desk.raise(.unbalancedEntries(count: 1))
        try await desk.tell()
        #expect(try await desk.log().map(\.error) == ["Switched off in the settings", "Switched off in the settings"])

        let other = try await desk.reception.signUp("erin@example.com", company: "Other")
        try await desk.reception.database.write(for: other.tenant) { books in try books.raise(Self.drift, at: .testNow) }
        try await desk.tell()
        let log = try await desk.reception.database.read(for: other.tenant) { books in try books.notificationLog.page(limit: 10) }
        #expect(log.map(\.error) == ["Nobody has set up notifications", "Nobody has set up notifications"])
        #expect(desk.letters.all.isEmpty && desk.posts.all.isEmpty)
    }

    @Test(arguments: Engine.available)
    func `a message that a dead process had taken goes out under the same id when its claim runs out`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine, .emailAlone)
        try await desk.raise(Self.drift)
        let now = desk.clock.now
        // As far as a process comes that dies between its claim and the send, or between the send and the note of it.
        let claimed = try await desk.reception.database.write(for: desk.tenant) { [desk] books in
            try AlertDispatch(books: books, messenger: desk.messenger, company: "Acme", publicURL: "https://books.example", now: now)()
            let claimed = try books.notificationLog.claimDue(
                limit: 8, at: now, orAfter: now.advanced(bySeconds: 86_400), retryAt: now.advanced(bySeconds: 120))
            try books.planNextLook(at: now)
            return claimed
        }
        desk.clock.advance(seconds: 119)
        try await desk.tell()
        #expect(desk.letters.all.isEmpty)
        desk.clock.advance(seconds: 1)
        try await desk.tell()

        #expect(desk.letters.all.map(\.messageID) == ["notification-\(try #require(claimed.first).id)@ai-bookkeeper.com"])
        #expect(try await desk.states() == [.sent])
    }

    @Test(arguments: Engine.available)
    func `what cannot be told for one company is logged and holds up no other`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine)
        let other = try await desk.reception.signUp("erin@example.com", company: "Other")
        try await desk.reception.database.write(.tenant(other.tenant)) { [tenant = other.tenant] db in
            // A type that a newer program knows.
            _ = try db.execute(
                "INSERT INTO alert (tenant_id, id, type, message, raised_at) VALUES (\(tenant), \(1), 'new_type', 'x', \(0))")
            _ = try db.execute("INSERT INTO notification_due (tenant_id, due_at) VALUES (\(tenant), \(0))")
        }
        try await desk.raise(Self.drift)
        try await desk.tell()

        #expect(desk.letters.all.count == 1)
        #expect(desk.reception.log.all.count == 1)
        #expect(try await desk.tell() == .init())
    }

    // MARK: Where the things happen

    @Test(arguments: Engine.available)
    func `an unbalanced entry, a third answer and an export are told`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine)
        let office = desk.reception.front.office
        let accounts = try await desk.reception.database.read(for: desk.tenant) { books in try books.accounts.all() }
        let (checking, fees) = (accounts[0].id, accounts[accounts.count - 1].id)
        let entry = UnbalancedEntry(
            date: try #require(CalendarDate(iso: "2025-12-01")), narration: "Off",
            postings: [
                try Posting(.debit, fees, Money(minorUnits: 500, .usd)), try Posting(.credit, checking, Money(minorUnits: 400, .usd)),
            ],
            difference: Money(minorUnits: 100, .usd))
        _ = try await KeepAside(office)(for: desk.tenant, entry, by: "dana@example.com")
        try await AnnounceExport(office)(for: desk.tenant, target: "beancount", posted: 120, skipped: 4, by: "dana@example.com")
        try await desk.tell()

        #expect(Set(desk.letters.all.map(\.subject)) == ["⚠️ Journal Entry Imbalance", "✅ Export Complete"])
        #expect(desk.posts.all.contains { $0.contains("1 unbalanced entries detected") })
    }

    @Test(arguments: Engine.available)
    func `the third answer that agrees is told in the transaction that took it`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(
            csv("2025-06-01,ACME CLOUD,-3.50", "2025-06-02,ACME CLOUD,-4.50", "2025-06-03,ACME CLOUD,-5.50"))
        for line in try await sample.waiting() { try await sample.decide([line], .file(sample.account(.bankFees))) }

        let alerts = try await sample.database.read(for: sample.tenant) { books in try books.alerts.waiting(.vendorGraduated, limit: 10) }
        #expect(alerts.map(\.message) == ["Vendor 'Acme Cloud' graduated cold-start"])
    }
}
