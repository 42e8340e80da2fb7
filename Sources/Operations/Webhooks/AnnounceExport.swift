package import Bookkeeping
import Foundation
import Storage

/// Notes that entries went to another program, and has it told to whoever listens.
package struct AnnounceExport: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Parameter target: `qbo`, `beancount`, …
    package func callAsFunction(
        for tenant: TenantID, target: String, posted: Int, skipped: Int = 0, failed: Int = 0, by actor: String
    ) async throws {
        let now = office.now()
        try await office.database.write(for: tenant) { books in
            try books.announceExport(to: target, posted: posted, skipped: skipped, failed: failed, by: actor, at: now)
        }
    }
}

extension Books {
    private struct Payload: Encodable {
        let target: String
        let posted: Int
        let skipped: Int
        let failed: Int
    }

    /// In the transaction that ends the export.
    func announceExport(to target: String, posted: Int, skipped: Int, failed: Int, by actor: String, at now: Instant) throws {
        let payload = try WebhookPayload.text(Payload(target: target, posted: posted, skipped: skipped, failed: failed))
        try webhooks.enqueue(.exportFinished, [payload], to: webhooks.listeners(to: .exportFinished), at: now)
        try audit.append(
            .init(
                actor: actor, action: "export.finished", subject: target, detail: "posted \(posted), skipped \(skipped), failed \(failed)"),
            at: now)
        try raise(.exportCompleted(posted: posted, skipped: skipped), at: now)
    }
}

enum WebhookPayload {
    /// Keys in snake case, in order.
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
