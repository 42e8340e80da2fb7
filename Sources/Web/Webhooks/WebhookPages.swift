import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Webhooks among the settings, with what became of the latest deliveries.
struct WebhookPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/settings/webhooks", may: .manageWebhooks, use: page),
            .member(.post, "/settings/webhooks", may: .manageWebhooks, .form(limit: 8 << 10), page: page, use: add),
            .member(.post, "/settings/webhooks/{id}/removal", may: .manageWebhooks, .form(limit: 4 << 10), use: remove),
        ]
    }

    private static let shown = 50

    private struct Content: Sendable {
        let table: Table
        let events: [Choice]
        let deliveries: Table
        /// Shown this once.
        var secret: String?
    }

    private func page(_ call: Call<Seat>) async throws -> Response { try await page(call, secret: nil) }

    private func page(_ call: Call<Seat>, secret: String?) async throws -> Response {
        let (webhooks, deliveries) = try await call.office.database.read(for: call.tenant) { books in
            (try books.webhooks.all(), try books.webhooks.deliveries(limit: Self.shown))
        }
        let rows = webhooks.map { record in
            Table.Row(
                [
                    .text(record.url), .text(record.events.map(\.rawValue).sorted().joined(separator: ", ")),
                    .text(record.createdAt.dayAndTime),
                ], action: Table.Action("/settings/webhooks/\(record.id)/removal", "Remove"))
        }
        let addresses = Dictionary(webhooks.map { ($0.id, $0.url) }) { first, _ in first }
        let told = deliveries.map { delivery in
            Table.Row([
                .text(delivery.createdAt.dayAndTime), .text(delivery.event.rawValue), .text(addresses[delivery.webhook] ?? "removed"),
                .text(delivery.state.rawValue.replacing("_", with: " ")), .number("\(delivery.attempts)"),
                .text(delivery.lastStatus.map { "\($0)" } ?? delivery.lastError ?? ""),
            ])
        }
        let content = Content(
            table: Table("Webhooks", [.init("Address"), .init("Told of"), .init("Added (UTC)")], rows, empty: "Nobody is told yet."),
            events: WebhookStore.Event.allCases.map { Choice($0.rawValue, $0.rawValue) },
            deliveries: Table(
                "Latest deliveries",
                [.init("Since (UTC)"), .init("Event"), .init("To"), .init("State"), .number("Attempts"), .init("Answer")], told,
                empty: "Nothing was told yet."), secret: secret)
        return try await site.page(
            call, "webhooks", title: "Webhooks", facts: "Servers of yours that are told what happens in the books.", content)
    }

    private func add(_ call: Call<Seat>) async throws -> Response {
        let url = try call.form.filled("url", "An address")
        let events = try about("event") { try WebhookRoutes.events(call.form.all("event")) }
        let added = try await about(events.isEmpty ? "event" : "url") {
            try await AddWebhook(site.front)(for: call.tenant, url: url, events: events, by: call.member)
        }
        return try await page(call, secret: added.secret)
    }

    private func remove(_ call: Call<Seat>) async throws -> Response {
        try await RemoveWebhook(site.front)(call.id("webhook"), for: call.tenant, by: call.member)
        return .seeOther("/settings/webhooks")
    }
}
