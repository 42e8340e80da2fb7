import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Where a company wants to be told what happened.
struct WebhookRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/webhooks", may: .manageWebhooks, .none,
                .reads("Where events are told", .object(["items": .list(WebhookItem.schema)])), use: list),
            .member(
                .post, "/api/webhooks", may: .manageWebhooks, .json(limit: 4 << 10),
                .changes(
                    "Have events told to a server; the secret that signs them is shown this once",
                    .object(["url": .text, "events": .list(Self.event)]), .object(["id": .id, "secret": .text]), status: .created), use: add
            ),
            .member(
                .delete, "/api/webhooks/{id}", may: .manageWebhooks, .none, .changes("Tell a server nothing more"), use: remove),
            .member(
                .get, "/api/webhooks/deliveries", may: .manageWebhooks, .none,
                .reads("What was told, or waits to be, newest first", .listing(DeliveryItem.schema), query: [.cursor, .limit]),
                use: deliveries),
        ] + WebhookPages(site: site).all
    }

    private static let event = Schema.choice(WebhookStore.Event.allCases.map(\.rawValue))

    private func list(_ call: Call<Seat>) async throws -> Response {
        let records = try await call.office.database.read(for: call.tenant) { books in try books.webhooks.all() }
        return try .json(["items": records.map(WebhookItem.init)])
    }

    private struct Body: Decodable {
        let url: String
        let events: [String]
    }

    private struct Added: Encodable {
        let id: Int64
        let secret: String
    }

    private func add(_ call: Call<Seat>) async throws -> Response {
        let body = try call.json(Body.self)
        let added = try await AddWebhook(site.front)(for: call.tenant, url: body.url, events: Self.events(body.events), by: call.member)
        return try .json(Added(id: added.id.rawValue, secret: added.secret), status: .created)
    }

    static func events(_ names: [String]) throws -> Set<WebhookStore.Event> {
        Set(
            try names.map { name in
                guard let event = WebhookStore.Event(rawValue: name) else {
                    throw Refusal.invalid("An event is one of \(WebhookStore.Event.allCases.map(\.rawValue).joined(separator: ", ")).")
                }
                return event
            })
    }

    private func remove(_ call: Call<Seat>) async throws -> Response {
        try await RemoveWebhook(site.front)(call.id("webhook"), for: call.tenant, by: call.member)
        return .done
    }

    private func deliveries(_ call: Call<Seat>) async throws -> Response {
        let limit = try call.query.limit()
        let last = try Cursor(call.query, count: 1).map { DeliveryID($0.numbers[0]) }
        let records = try await call.office.database.read(for: call.tenant) { books in
            try books.webhooks.deliveries(before: last, limit: limit + 1)
        }
        return try .json(Listing(records, limit: limit, cursor: { Cursor($0.id.rawValue) }, item: DeliveryItem.init))
    }
}

struct WebhookItem: Encodable {
    let id: Int64
    let url: String
    let events: [String]
    let created_at: String
    let created_by: String

    static let schema = Schema.object(["id": .id, "url": .text, "events": .list(.text), "created_at": .instant, "created_by": .text])

    init(_ record: WebhookStore.Record) {
        (id, url, events) = (record.id.rawValue, record.url, record.events.map(\.rawValue).sorted())
        (created_at, created_by) = (record.createdAt.iso, record.createdBy)
    }
}

struct DeliveryItem: Encodable {
    let id: Int64
    let webhook: Int64
    let event: String
    let state: String
    let attempts: Int
    let created_at: String
    /// Of the next attempt, while there is one.
    let due_at: String?
    let last_status: Int?
    let last_error: String?

    static let schema = Schema.object(
        ["id": .id, "webhook": .id, "event": .text, "state": .text, "attempts": .integer, "created_at": .instant],
        optional: ["due_at": .instant, "last_status": .integer, "last_error": .text])

    init(_ delivery: WebhookStore.Delivery) {
        (id, webhook, event) = (delivery.id.rawValue, delivery.webhook.rawValue, delivery.event.rawValue)
        (state, attempts, created_at) = (delivery.state.rawValue, delivery.attempts, delivery.createdAt.iso)
        due_at = delivery.state == .waiting ? delivery.dueAt.iso : nil
        (last_status, last_error) = (delivery.lastStatus, delivery.lastError)
    }
}
