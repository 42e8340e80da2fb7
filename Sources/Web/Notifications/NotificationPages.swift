import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// `/settings/notifications`: who is told what, whether it arrives, what failed.
struct NotificationPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/settings/notifications", may: .readBooks, use: page),
            .member(.post, "/settings/notifications", may: .manageNotifications, .form(limit: 8 << 10), page: page, use: save),
        ]
    }

    private static let shown = 50

    private func page(_ call: Call<Seat>) async throws -> Response {
        let said = call.arrival.refused == nil ? NotificationContent.Said(rawValue: call.query["said"] ?? "") : nil
        let view = try await ReadNotificationSettings(site.front, site.messenger)(for: call.tenant, latest: Self.shown)
        let content = NotificationContent(
            view, messenger: site.messenger, mayChange: call.party.may(.manageNotifications), said: said,
            today: call.office.today)
        return try await site.page(
            call, "notifications", title: "Notifications",
            facts: "Five alerts, each at most once in 15 minutes. Nothing is lost: what fails is tried again and shown below.", content)
    }

    /// A test is of what stands in the form, so that is saved first.
    private func save(_ call: Call<Seat>) async throws -> Response {
        let form = call.form
        let alerts = Set(AlertType.allCases.filter { form[$0.rawValue] == "on" })
        let slack: ChangeNotificationSettings.Change.Slack =
            if form["slack_remove"] == "on" { .remove } else if let url = form.text("slack_webhook_url") { .set(url) } else { .keep }
        do {
            try await ChangeNotificationSettings(site.front, site.messenger)(
                for: call.tenant, .init(email: form["email"] ?? "", slack: slack, alerts: alerts), by: call.member)
        } catch let error as SlackWebhookError {
            throw error.about("slack_webhook_url")
        } catch {
            throw error.about("email")
        }
        guard let channel = form["test"].flatMap({ AlertChannel(rawValue: $0) }) else {
            return .seeOther("/settings/notifications?said=saved")
        }
        _ = try await SendTestMessage(site.front, site.messenger)(channel, for: call.tenant, by: call.member)
        return .seeOther("/settings/notifications?said=\(channel.rawValue)")
    }
}
