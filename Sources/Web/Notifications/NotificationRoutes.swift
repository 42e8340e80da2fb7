import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Who is told of what, for programs.
struct NotificationRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/notifications/settings", may: .readBooks, .none,
                .reads("Who is told of what; of the Slack webhook its end alone", NotificationItem.schema), use: show),
            .member(
                .post, "/api/notifications/settings", may: .manageNotifications, .json(limit: 8 << 10),
                .changes(
                    "Change who is told of what; what is left out stays, null or an empty text takes it away", NotificationBody.schema,
                    .object(["success": .boolean])), use: change),
            .member(
                .post, "/api/notifications/test", may: .manageNotifications, .json(limit: 4 << 10),
                .changes(
                    "Send a test by one channel, at most five in an hour", TestBody.schema,
                    .object(["success": .boolean, "message": .text])), use: test),
        ] + NotificationPages(site: site).all
    }

    private func show(_ call: Call<Seat>) async throws -> Response {
        try .json(
            NotificationItem(try await ReadNotificationSettings(site.front, site.messenger)(for: call.tenant, latest: 0), call.tenant))
    }

    private struct Success: Encodable {
        let success = true
    }

    private func change(_ call: Call<Seat>) async throws -> Response {
        let body = try call.json(NotificationBody.self)
        let current = try await ReadNotificationSettings(site.front, site.messenger)(for: call.tenant, latest: 0)
        try await ChangeNotificationSettings(site.front, site.messenger)(for: call.tenant, body.change(from: current), by: call.member)
        return try .json(Success())
    }

    private struct TestBody: Decodable {
        let channel: String

        static let schema = Schema.object(["channel": .choice(AlertChannel.allCases.map(\.rawValue))], optional: ["tenant_id": .id])
    }

    private struct TestAnswer: Encodable {
        let success: Bool
        let message: String
    }

    private func test(_ call: Call<Seat>) async throws -> Response {
        guard let channel = AlertChannel(rawValue: try call.json(TestBody.self).channel) else {
            throw Refusal.invalid("The channel is email or slack.")
        }
        let result = try await SendTestMessage(site.front, site.messenger)(channel, for: call.tenant, by: call.member)
        return try .json(TestAnswer(success: result.isSent, message: result.message))
    }
}

struct NotificationItem: Encodable {
    let tenant_id: Int64
    let email: String?
    /// `https://hooks.slack.com/…x7Qf`
    let slack_webhook_url: String?
    let psi_alert: Bool
    let budget_fallback: Bool
    let je_imbalance: Bool
    let export_completed: Bool
    let coldstart_graduated: Bool

    static let schema = Schema.object([
        "tenant_id": .id, "email": Schema.text.orNull, "slack_webhook_url": Schema.text.orNull, "psi_alert": .boolean,
        "budget_fallback": .boolean, "je_imbalance": .boolean, "export_completed": .boolean, "coldstart_graduated": .boolean,
    ])

    init(_ view: ReadNotificationSettings.View, _ tenant: TenantID) {
        (tenant_id, email, slack_webhook_url) = (tenant.rawValue, view.email, view.maskedSlack)
        (psi_alert, budget_fallback) = (view.alerts.contains(.drift), view.alerts.contains(.budgetFallback))
        (je_imbalance, export_completed) = (view.alerts.contains(.imbalance), view.alerts.contains(.exportCompleted))
        coldstart_graduated = view.alerts.contains(.vendorGraduated)
    }

    enum CodingKeys: String, CodingKey {
        case tenant_id, email, slack_webhook_url, psi_alert, budget_fallback, je_imbalance, export_completed, coldstart_graduated
    }

    /// Keys without a value are there, as null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(tenant_id, forKey: .tenant_id)
        try container.encode(email, forKey: .email)
        try container.encode(slack_webhook_url, forKey: .slack_webhook_url)
        try container.encode(psi_alert, forKey: .psi_alert)
        try container.encode(budget_fallback, forKey: .budget_fallback)
        try container.encode(je_imbalance, forKey: .je_imbalance)
        try container.encode(export_completed, forKey: .export_completed)
        try container.encode(coldstart_graduated, forKey: .coldstart_graduated)
    }
}

extension ReadNotificationSettings.View {
    /// Enough to know it by.
    var maskedSlack: String? {
        switch slack {
        case .none: nil
        case .stored(let host, let ending): "https://\(host)/…\(ending)"
        case .unreadable: "…"
        }
    }
}

/// What is to be another. A field that is missing stays as it is.
private struct NotificationBody: Decodable {
    private let email: String??
    private let slack: String??
    private let alerts: [AlertType: Bool]

    static let schema = Schema.object(
        [:],
        optional: [
            "tenant_id": .id, "email": Schema.text.orNull, "slack_webhook_url": Schema.text.orNull, "psi_alert": .boolean,
            "budget_fallback": .boolean, "je_imbalance": .boolean, "export_completed": .boolean, "coldstart_graduated": .boolean,
        ])

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func text(_ name: String) throws -> String?? {
            container.contains(Key(name)) ? .some(try container.decodeIfPresent(String.self, forKey: Key(name))) : nil
        }
        (email, slack) = (try text("email"), try text("slack_webhook_url"))
        var alerts: [AlertType: Bool] = [:]
        for type in AlertType.allCases { alerts[type] = try container.decodeIfPresent(Bool.self, forKey: Key(type.rawValue)) }
        self.alerts = alerts
    }

    func change(from current: ReadNotificationSettings.View) -> ChangeNotificationSettings.Change {
        let slackChange: ChangeNotificationSettings.Change.Slack =
            switch slack {
            case .none: .keep
            // Whoever sends back what was read means the one that is stored.
            case .some(.some(let text)) where text == current.maskedSlack: .keep
            case .some(.some(let text)) where !text.isEmpty: .set(text)
            case .some: .remove
            }
        return .init(
            email: (email ?? current.email) ?? "", slack: slackChange,
            alerts: Set(AlertType.allCases.filter { alerts[$0] ?? current.alerts.contains($0) }))
    }
}
