package import Bookkeeping
import Foundation
import Storage

/// Tells servers what waits to be told. Run it again and again: it takes what is due, and whatever it does not finish comes again.
///
/// Each delivery arrives at least once and may arrive twice, under the same `webhook-id`; order is not promised.
package struct DeliverWebhooks: Sendable {
    let front: FrontOffice
    let http: HTTPSender

    package init(_ front: FrontOffice, http: HTTPSender) { (self.front, self.http) = (front, http) }

    /// Seconds until the next attempt, after the first, the second, …; when they are used up, some two and a half days later, it is given up.
    static let pausesSeconds: [Int64] = [60, 300, 1_800, 7_200, 21_600, 43_200, 64_800, 86_400]
    private static let timeoutSeconds = 10
    /// Others leave a delivery alone while this process sends it.
    private static let claimSeconds: Int64 = 60

    package struct Summary: Hashable, Sendable {
        package internal(set) var delivered = 0
        package internal(set) var putOff = 0
        package internal(set) var givenUp = 0
    }

    /// For every tenant.
    package func callAsFunction() async throws -> Summary {
        var summary = Summary()
        for tenant in try await TenantStore(front.database).all() {
            let part = try await callAsFunction(for: tenant.id)
            summary.delivered += part.delivered
            summary.putOff += part.putOff
            summary.givenUp += part.givenUp
        }
        return summary
    }

    package func callAsFunction(for tenant: TenantID, limit: Int = 20) async throws -> Summary {
        let isIdle = try await front.database.read(for: tenant) { [now = front.now()] books in try !books.webhooks.hasDue(at: now) }
        var summary = Summary()
        guard !isIdle else { return summary }
        let claimedAt = front.now()
        let due = try await front.database.write(for: tenant) { books in
            try books.webhooks.claimDue(limit: limit, at: claimedAt, retryAt: claimedAt.advanced(bySeconds: Self.claimSeconds))
        }
        try await withThrowingTaskGroup(of: WebhookStore.State.self) { group in
            for delivery in due { group.addTask { try await finish(delivery, for: tenant) } }
            for try await state in group {
                switch state {
                case .delivered: summary.delivered += 1
                case .waiting: summary.putOff += 1
                case .givenUp: summary.givenUp += 1
                }
            }
        }
        return summary
    }

    private enum Outcome {
        case answered(Int)
        case failed(String)
    }

    private func finish(_ delivery: WebhookStore.Delivery, for tenant: TenantID) async throws -> WebhookStore.State {
        let outcome = try await attempt(delivery, for: tenant)
        let now = front.now()
        let (state, status, error) = judge(outcome, attempts: delivery.attempts + 1)
        let pause = Self.pausesSeconds[min(delivery.attempts, Self.pausesSeconds.count - 1)]
        try await front.database.write(for: tenant) { books in
            let isNoted = try books.webhooks.note(
                delivery.id, state, status: status, error: error, dueAt: now.advanced(bySeconds: pause), at: now)
            guard isNoted, state == .givenUp else { return }
            try books.audit.append(
                .init(
                    actor: "machine:webhooks", action: "webhook.given_up", subject: "delivery \(delivery.id)",
                    detail: "webhook \(delivery.webhook), \(delivery.event.rawValue), \(delivery.attempts + 1) attempts: \(error ?? "")"),
                at: now)
        }
        return state
    }

    /// 2xx is delivered; 410 says that nobody listens any more; all else may be better next time.
    private func judge(_ outcome: Outcome, attempts: Int) -> (WebhookStore.State, status: Int?, error: String?) {
        let isLast = attempts > Self.pausesSeconds.count
        switch outcome {
        case .answered(let status) where (200...299).contains(status): return (.delivered, status, nil)
        case .answered(410): return (.givenUp, 410, "the receiver answered 410: it is gone for good")
        case .answered(let status): return (isLast ? .givenUp : .waiting, status, "the receiver answered \(status)")
        case .failed(let reason): return (isLast ? .givenUp : .waiting, nil, reason)
        }
    }

    private func attempt(_ delivery: WebhookStore.Delivery, for tenant: TenantID) async throws -> Outcome {
        guard let webhook = try await front.database.read(for: tenant, { books in try books.webhooks.record(delivery.webhook) }) else {
            return .answered(410)
        }
        guard let secret = front.secrets.open(webhook.sealedSecret, for: .webhook, in: AddWebhook.place(tenant, webhook.id)) else {
            return .failed("SECRET_KEY does not open the webhook's secret; remove it and add it again")
        }
        do {
            let target = try WebhookTarget(webhook.url)
            let addresses = try await http.resolve(target.host)
            guard !addresses.isEmpty, addresses.allSatisfy(\.isPublic) else {
                return .failed("the host is not on the public Internet")
            }
            let body = Array(try Self.body(delivery, for: tenant).utf8)
            let headers = WebhookSignature.headers(
                id: "\(delivery.id)", atSeconds: front.now().milliseconds / 1_000, body: body, secret: secret)
            return .answered(
                try await http.send(
                    .init(url: target.url, addresses: addresses, headers: headers, body: body, timeoutSeconds: Self.timeoutSeconds)))
        } catch let error as WebhookError {
            return .failed(error.userText)
        } catch {
            // The library's own words may hold the URL, and people put keys into URLs.
            return .failed("the receiver did not answer")
        }
    }

    /// The same bytes at each attempt.
    static func body(_ delivery: WebhookStore.Delivery, for tenant: TenantID) throws -> String {
        let created = Date(timeIntervalSince1970: TimeInterval(delivery.createdAt.milliseconds / 1_000)).formatted(.iso8601)
        return """
            {"type":"\(delivery.event.rawValue)","timestamp":"\(created)","tenant_id":\(tenant),"data":\(delivery.payload)}
            """
    }
}
