import Storage
import TestSupport
import Testing

@testable import Operations

struct AlertTests {
    @Test(arguments: [
        (Alert.drift(vendor: 0.2449, amount: 0.189), "psi_alert", "⚠️ Data Drift Detected", "PSI vendor: 0.245, amount: 0.189"),
        (
            .budgetFallback(spentMicroDollars: 50_119_999), "budget_fallback", "⚠️ LLM Budget Exceeded",
            "Fallback to Rules/ML activated. Spend: $50.12"
        ),
        (.unbalancedEntries(count: 3), "je_imbalance", "⚠️ Journal Entry Imbalance", "3 unbalanced entries detected"),
        (.exportCompleted(posted: 120, skipped: 4), "export_completed", "✅ Export Complete", "Posted: 120, Skipped: 4"),
        (
            .vendorGraduated(name: "GITHUB"), "coldstart_graduated", "✅ Vendor Ready for Auto-Post",
            "Vendor 'GITHUB' graduated cold-start"
        ),
    ])
    func `each alert says what the contract says`(alert: Alert, type: String, subject: String, message: String) {
        #expect(alert.type.rawValue == type)
        #expect(alert.type.subject == subject)
        #expect(alert.message == message)
    }

    @Test(arguments: Engine.available)
    func `an alert is there with what caused it, or not at all`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        struct Refused: Error {}
        await #expect(throws: Refused.self) {
            try await sample.database.write(for: sample.tenant) { books in
                try books.raise(.unbalancedEntries(count: 1), at: .testNow)
                throw Refused()
            }
        }
        #expect(try await sample.database.read(for: sample.tenant) { books in try books.alerts.waitingTypes() } == [])

        try await sample.database.write(for: sample.tenant) { books in try books.raise(.unbalancedEntries(count: 1), at: .testNow) }
        let waiting = try await sample.database.read(for: sample.tenant) { books in try books.alerts.waiting(.imbalance, limit: 10) }
        #expect(waiting.map(\.message) == ["1 unbalanced entries detected"])
        let tenants = try await sample.database.tenantsWithAlerts(at: .testNow, orAfter: .testNow.advanced(bySeconds: 86_400), limit: 10)
        #expect(tenants == [sample.tenant])
    }
}
