package import Bookkeeping
import Foundation
import Storage

/// Notes that entries went to another program, and has it told to whoever listens.
package struct AnnounceExport: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    private struct Payload: Encodable {
        let target: String
        let posted: Int
        let skipped: Int
        let failed: Int
    }

    /// - Parameter target: `qbo`, `beancount`, …
    package func callAsFunction(
        for tenant: TenantID, target: String, posted: Int, skipped: Int = 0, failed: Int = 0, by actor: String
    ) async throws {
        let now = office.now()
        let payload = try WebhookPayload.text(Payload(target: target, posted: posted, skipped: skipped, failed: failed))
        try await office.database.write(for: tenant) { books in
            try books.webhooks.enqueue(.exportFinished, [payload], to: books.webhooks.listeners(to: .exportFinished), at: now)
            try books.audit.append(
                .init(
                    actor: actor, action: "export.finished", subject: target,
                    detail: "posted \(posted), skipped \(skipped), failed \(failed)"), at: now)
            try books.raise(.exportCompleted(posted: posted, skipped: skipped), at: now)
        }
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
