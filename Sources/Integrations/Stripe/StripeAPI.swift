import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Operations
import Storage

/// Speaks to the payment provider: one request at a time with a time limit, a size limit, and repeats that carry the same idempotency key.
struct StripeAPI: Sendable {
    let key: StripeKey
    let base: String
    let timeout: Duration
    let pause: @Sendable (Duration) async throws -> Void

    /// The shape that answers are asked for in; webhooks come in the shape of their endpoint.
    static let version = "2025-03-31.basil"
    private static let answerLimit = 2 << 20
    private static let mostAttempts = 3
    /// A list of a customer's subscriptions has no end that a reader could trust.
    private static let mostPages = 10

    /// For as long as the process runs: connections are kept between requests. Redirects would carry the key elsewhere.
    private static let client = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: .init(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5))))

    func get(_ path: String, _ query: FormBody = FormBody()) async throws -> [UInt8] {
        try await send(.GET, query.pairs.isEmpty ? path : "\(path)?\(query.text)", body: nil, key: nil)
    }

    func post(_ path: String, _ form: FormBody, _ key: IdempotencyKey) async throws -> [UInt8] {
        try await send(.POST, path, body: form.text, key: key)
    }

    func subscriptions(of customer: String) async throws -> [StripeSubscription] {
        var all: [StripeSubscription] = []
        for _ in 0..<Self.mostPages {
            var query = FormBody()
            query.add("customer", customer)
            query.add("status", "all")
            query.add("limit", "100")
            query.add("starting_after", all.last?.id)
            let (page, hasMore) = try StripeSubscription.page(json: try await get("/v1/subscriptions", query))
            all += page
            guard hasMore, !page.isEmpty else { break }
        }
        return all
    }

    /// The oldest first, each as JSON of its own.
    func undeliveredEvents(since: Instant) async throws -> [[UInt8]] {
        var all: [StripeAPI.Event] = []
        for _ in 0..<Self.mostPages {
            var query = FormBody()
            query.add("delivery_success", "false")
            query.add("created[gte]", "\(since.milliseconds / 1_000)")
            for (index, type) in StripeEvent.heededTypes.enumerated() { query.add("types[\(index)]", type) }
            query.add("limit", "100")
            query.add("starting_after", all.last?.id)
            let (page, hasMore) = try Self.events(in: try await get("/v1/events", query))
            all += page
            guard hasMore, !page.isEmpty else { break }
        }
        return all.reversed().map(\.bytes)
    }

    private struct Event {
        let id: String
        let bytes: [UInt8]
    }

    /// An event is kept as it came, so it is cut out of the list and not understood here.
    private static func events(in bytes: [UInt8]) throws -> (page: [Event], hasMore: Bool) {
        guard let list = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any], let data = list["data"] as? [[String: Any]]
        else { throw StripeError.unreadableAnswer("no list of events") }
        let page = try data.map { event in
            guard let id = event["id"] as? String, let bytes = try? JSONSerialization.data(withJSONObject: event) else {
                throw StripeError.unreadableAnswer("an event without an id")
            }
            return Event(id: id, bytes: Array(bytes))
        }
        return (page, list["has_more"] as? Bool ?? false)
    }

    // MARK: One request

    /// Repeats what may work the second time; the provider's own word on that counts first.
    private func send(_ method: HTTPMethod, _ path: String, body: String?, key: IdempotencyKey?) async throws -> [UInt8] {
        var attempt = 1
        while true {
            let fault: Fault
            do {
                let (status, headers, bytes) = try await exchange(method, path, body: body, key: key)
                if (200..<300).contains(status) { return bytes }
                fault = Fault(status: status, headers: headers, body: bytes)
            } catch let error as CancellationError {
                throw error
            } catch {
                fault = Fault(error: .unreachable("\(type(of: error))"), isWorthARepeat: true, wait: nil)
            }
            guard fault.isWorthARepeat, attempt < Self.mostAttempts else { throw fault.error }
            try await pause(fault.wait ?? Self.delay(after: attempt))
            attempt += 1
        }
    }

    /// Half a second, then twice as long each time, in part by chance, so that many who wait do not come back together.
    private static func delay(after attempt: Int) -> Duration {
        .milliseconds(Int64.random(in: 250...500) << Int64(attempt - 1))
    }

    private func exchange(
        _ method: HTTPMethod, _ path: String, body: String?, key idempotencyKey: IdempotencyKey?
    ) async throws -> (Int, HTTPHeaders, [UInt8]) {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        request.headers = ["Authorization": "Bearer \(key.text)", "Stripe-Version": Self.version, "User-Agent": "AI Bookkeeper"]
        if let idempotencyKey { request.headers.add(name: "Idempotency-Key", value: String(idempotencyKey.rawValue.prefix(255))) }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response = try await Self.client.execute(request, timeout: TimeAmount(timeout))
        let buffer = try await response.body.collect(upTo: Self.answerLimit)
        return (Int(response.status.code), response.headers, Array(buffer.readableBytesView))
    }

    // MARK: Answers

    /// An id as part of a path: what does not look like one goes nowhere.
    static func segment(_ id: String) throws -> String {
        guard !id.isEmpty, id.utf8.count <= 255, id.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
            throw StripeError.missing(parameter: "id")
        }
        return id
    }

    private struct Answer: Decodable {
        var id: String?
        var url: String?
    }

    static func id(in bytes: [UInt8]) throws -> String {
        guard let id = try? JSONDecoder().decode(Answer.self, from: Data(bytes)).id else { throw StripeError.unreadableAnswer("no id") }
        return id
    }

    /// Only https, or a double on this machine: a browser is sent there.
    static func url(in bytes: [UInt8]) throws -> String {
        guard let url = try? JSONDecoder().decode(Answer.self, from: Data(bytes)).url,
            url.hasPrefix("https://") || url.hasPrefix("http://127.0.0.1:")
        else { throw StripeError.unreadableAnswer("no address") }
        return url
    }
}

/// Why a request did not work, and whether it is worth sending again.
private struct Fault {
    let error: StripeError
    let isWorthARepeat: Bool
    /// As long as the provider asks for.
    let wait: Duration?

    /// Longer than this nobody waits for a page.
    private static let longestWaitSeconds = 5

    init(error: StripeError, isWorthARepeat: Bool, wait: Duration?) {
        (self.error, self.isWorthARepeat, self.wait) = (error, isWorthARepeat, wait)
    }

    init(status: Int, headers: HTTPHeaders, body: [UInt8]) {
        let detail = (try? JSONDecoder().decode(Envelope.self, from: Data(body)))?.error ?? Detail()
        error = Self.error(status, detail)
        let seconds = headers.first(name: "Retry-After").flatMap { Int($0) }
        wait = seconds.map { .seconds(min(max($0, 0), Self.longestWaitSeconds)) }
        switch headers.first(name: "Stripe-Should-Retry") {
        case "true": isWorthARepeat = true
        case "false": isWorthARepeat = false
        default: isWorthARepeat = status == 409 || status == 429 || status >= 500
        }
    }

    private struct Envelope: Decodable { let error: Detail }

    private struct Detail: Decodable {
        var type: String?
        var code: String?
        var param: String?
        var message: String?
    }

    private static func error(_ status: Int, _ detail: Detail) -> StripeError {
        let message = detail.message ?? ""
        switch status {
        case 401: return .wrongKey
        case 403: return .keyLacksPermission
        case 409, 429: return .busy
        case 500...: return .serverFault(status: status)
        case 300..<400: return .unreadableAnswer("a redirect")
        default: break
        }
        let code = detail.code ?? detail.type ?? "\(status)"
        let isAboutDiscount = detail.param?.hasPrefix("discounts") ?? false
        if isAboutDiscount || code.hasPrefix("coupon_") || code.hasPrefix("promotion_code") { return .couponRefused(reason(code)) }
        if code == "resource_missing" { return .missing(parameter: detail.param) }
        // The provider has no code for this one (mode by mode, the portal's settings have to be saved once).
        if message.lowercased().contains("portal") && message.lowercased().contains("settings") { return .portalNotConfigured }
        return .refused(code: code, message: message)
    }

    /// The provider's messages are for programmers; these are the ones that a customer meets.
    private static func reason(_ code: String) -> String {
        switch code {
        case "resource_missing": "There is none of that name."
        case "coupon_expired": "It has expired."
        default: "It does not fit this plan."
        }
    }
}
