import Bookkeeping
import Foundation

/// Whom a tenant wants told of what; no other file names `tenant_notifications`.
package struct NotificationSettingsStore {
    let db: any Connection
    let tenant: TenantID

    /// - Returns: nil when nobody has set anything yet.
    package func current() throws(StorageError) -> NotificationSettings? {
        try db.first("SELECT email, slack_webhook_url, alerts_json FROM tenant_notifications WHERE tenant_id = \(tenant)") {
            (row) throws(StorageError) in
            NotificationSettings(email: try row[0], sealedSlackURL: try row[1], alerts: Self.alerts(json: try row[2]))
        }
    }

    package func save(_ settings: NotificationSettings, by actor: String, at now: Instant) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO tenant_notifications (tenant_id, email, slack_webhook_url, alerts_json, updated_at, updated_by)
            VALUES (\(tenant), \(settings.email), \(settings.sealedSlackURL), \(Self.json(settings.alerts)), \(now), \(actor))
            ON CONFLICT (tenant_id) DO UPDATE SET email = excluded.email, slack_webhook_url = excluded.slack_webhook_url,
                alerts_json = excluded.alerts_json, updated_at = excluded.updated_at, updated_by = excluded.updated_by
            """)
    }

    /// `{"budget_fallback":true,…}`: every type, in order.
    static func json(_ alerts: Set<AlertType>) -> String {
        let pairs = AlertType.allCases.sorted { $0.rawValue < $1.rawValue }.map { "\"\($0.rawValue)\":\(alerts.contains($0))" }
        return "{\(pairs.joined(separator: ","))}"
    }

    /// A type that is not named is off; so is every one in a text that is none of ours.
    private static func alerts(json: String) -> Set<AlertType> {
        let flags = (try? JSONDecoder().decode([String: Bool].self, from: Data(json.utf8))) ?? [:]
        return Set(AlertType.allCases.filter { flags[$0.rawValue] == true })
    }
}

package struct NotificationSettings: Hashable, Sendable {
    package var email: String?
    /// The address is the secret, so it is sealed.
    package var sealedSlackURL: String?
    /// Those that are told.
    package var alerts: Set<AlertType>

    package init(email: String? = nil, sealedSlackURL: String? = nil, alerts: Set<AlertType>) {
        (self.email, self.sealedSlackURL, self.alerts) = (email, sealedSlackURL, alerts)
    }
}
