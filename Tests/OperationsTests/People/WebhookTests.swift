import Bookkeeping
import Foundation
import Operations
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Operations

struct WebhookTests {
    private static let url = "https://hooks.example.org/in?key=hush"

    @Test(arguments: Engine.available)
    func `an entry, an import and an export are told to who asked for them, signed, once`(on engine: Engine) async throws {
        let desk = try await WebhookDesk(on: engine)
        let hook = try await desk.add(Self.url, [.entryPosted, .importFinished, .exportFinished])
        _ = try await desk.add("https://other.example.org/", [.exportFinished])
        let sample = try await desk.sample()

        _ = try await sample.importText(csv("2025-06-01,Coffee,-3.50"))
        let posted = try await RecordEntry(sample.office)(for: sample.tenant, sample.entry("2025-06-30", 12_34), by: "dana")
        try await AnnounceExport(sample.office)(for: sample.tenant, target: "qbo", posted: 3, skipped: 1, by: "dana")
        #expect(try await desk.deliver() == .init(delivered: 4, putOff: 0, givenUp: 0))
        #expect(try await desk.deliver() == .init())

        let sent = desk.http.requests.filter { $0.url == Self.url }
        let bodies = try sent.map { try #require(JSONSerialization.jsonObject(with: Data($0.body)) as? [String: Any]) }
        #expect(Set(bodies.compactMap { $0["type"] as? String }) == ["entry.posted", "import.finished", "export.finished"])
        #expect(
            bodies.allSatisfy {
                $0["tenant_id"] as? Int64 == sample.tenant.rawValue && $0["timestamp"] as? String == "2025-12-07T12:00:00Z"
            })
        let entry = try #require(bodies.first { $0["type"] as? String == "entry.posted" })
        let told = try #require((entry["data"] as? [String: Any])?["entries"] as? [[String: Any]])
        #expect(told.map { $0["number"] as? String } == ["\(posted.number)"])
        #expect(told.map { $0["id"] as? Int64 } == [posted.id.rawValue])
        let statement = try #require(bodies.first { $0["type"] as? String == "import.finished" })
        #expect((statement["data"] as? [String: Any])?["lines"] as? Int == 1)
        for request in sent { #expect(WebhookDesk.isSigned(request, with: hook.secret)) }
    }

    @Test func `the signature is that of the standard's own example`() {
        // standardwebhooks.com, the specification's test vector.
        let secret = Array(Data(base64Encoded: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") ?? Data())
        let headers = WebhookSignature.headers(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", atSeconds: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8), secret: secret)
        #expect(headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        #expect(headers["webhook-timestamp"] == "1614265330")
    }

    @Test(arguments: Engine.available)
    func `what was taken back was never told: an import that fails, and a rehearsal`(on engine: Engine) async throws {
        let desk = try await WebhookDesk(on: engine)
        _ = try await desk.add(Self.url, [.importFinished, .entryPosted])
        let sample = try await desk.sample()
        _ = try await sample.importText(csv("2025-06-01,Coffee,-3.50"), mode: .dryRun)
        await #expect(throws: (any Error).self) {
            try await sample.database.write(for: sample.tenant) { books in
                _ = try books.entries.post([.init(sample.entry("2025-06-30", 12_34), source: .manual)], by: "dana", at: .testNow)
                throw PeopleError.busy
            }
        }
        #expect(try await desk.deliver() == .init())
        #expect(try await desk.deliveries().isEmpty)
    }

    @Test(arguments: Engine.available)
    func `a receiver that fails is tried nine times with growing pauses, and then given up where everyone sees it`(
        on engine: Engine
    ) async throws {
        let desk = try await WebhookDesk(on: engine)
        let hook = try await desk.add(Self.url, [.exportFinished])
        desk.http.answer(.status(500))
        try await AnnounceExport(desk.reception.front.office)(for: desk.owner.tenant, target: "qbo", posted: 1, by: "dana")

        var pauses: [Int64] = []
        var last = desk.reception.clock.now
        for attempt in 1...9 {
            let summary = try await desk.deliver()
            #expect(summary == (attempt < 9 ? .init(putOff: 1) : .init(givenUp: 1)), "attempt \(attempt)")
            let delivery = try #require(try await desk.deliveries().first)
            #expect(delivery.attempts == attempt)
            #expect(delivery.lastStatus == 500)
            guard delivery.state == .waiting else { break }
            #expect(try await desk.deliver() == .init())
            pauses.append((delivery.dueAt.milliseconds - last.milliseconds) / 1_000)
            desk.reception.clock.advance(seconds: pauses[attempt - 1])
            last = desk.reception.clock.now
        }
        #expect(pauses == [60, 300, 1_800, 7_200, 21_600, 43_200, 64_800, 86_400])
        #expect(try await desk.deliveries().first?.state == .givenUp)
        let row = try #require(try await desk.reception.audit(desk.owner.tenant).first)
        #expect(row.event.action == "webhook.given_up")
        #expect(row.event.detail == "webhook \(hook.id), export.finished, 9 attempts: the receiver answered 500")
        #expect(!row.event.detail.contains("hush"))
        let ids = Set(desk.http.requests.map { $0.headers["webhook-id"] })
        #expect(ids.count == 1)
        #expect(Set(desk.http.requests.map(\.body)).count == 1)
    }

    @Test(arguments: Engine.available)
    func `410 ends it at once, a redirect is a failure, and no answer says nothing of the URL`(on engine: Engine) async throws {
        let desk = try await WebhookDesk(on: engine)
        _ = try await desk.add(Self.url, [.exportFinished])
        for (answer, state, error) in [
            (FakeHTTP.Answer.status(302), WebhookStore.State.waiting, "the receiver answered 302"),
            (.status(410), .givenUp, "the receiver answered 410: it is gone for good"), (.failure, .waiting, "the receiver did not answer"),
            (.status(204), .delivered, nil),
        ] as [(FakeHTTP.Answer, WebhookStore.State, String?)] {
            desk.http.answer(answer)
            try await AnnounceExport(desk.reception.front.office)(for: desk.owner.tenant, target: "qbo", posted: 1, by: "dana")
            _ = try await desk.deliver()
            let delivery = try #require(try await desk.deliveries().first)
            #expect(delivery.state == state)
            #expect(delivery.lastError == error)
        }
    }

    @Test(arguments: Engine.available)
    func `a name that leads inside is not called, even when it led outside before`(on engine: Engine) async throws {
        let desk = try await WebhookDesk(on: engine)
        _ = try await desk.add(Self.url, [.exportFinished])
        for inside in [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], [], ["::ffff:169.254.169.254"]] {
            desk.http.resolveTo(inside)
            try await AnnounceExport(desk.reception.front.office)(for: desk.owner.tenant, target: "qbo", posted: 1, by: "dana")
            #expect(try await desk.deliver().putOff == 1)
            #expect(try await desk.deliveries().first?.lastError == "the host is not on the public Internet")
        }
        #expect(desk.http.requests.isEmpty)
        desk.http.resolveTo(["93.184.216.34"])
        desk.reception.clock.advance(seconds: 60)
        #expect(try await desk.deliver().delivered == 4)
        #expect(desk.http.requests.allSatisfy { $0.addresses.map(\.description) == ["93.184.216.34"] })
    }

    @Test(arguments: Engine.available)
    func `two workers at once tell a thing once, and one that died is made up for`(on engine: Engine) async throws {
        let desk = try await WebhookDesk(on: engine)
        _ = try await desk.add(Self.url, [.exportFinished])
        for _ in 0..<10 {
            try await AnnounceExport(desk.reception.front.office)(for: desk.owner.tenant, target: "qbo", posted: 1, by: "dana")
        }
        async let first = desk.deliver()
        async let second = desk.deliver()
        #expect(try await first.delivered + second.delivered == 10)
        #expect(desk.http.requests.count == 10)

        try await AnnounceExport(desk.reception.front.office)(for: desk.owner.tenant, target: "qbo", posted: 1, by: "dana")
        let now = desk.reception.clock.now
        _ = try await desk.reception.database.write(for: desk.owner.tenant) { books in
            try books.webhooks.claimDue(limit: 1, at: now, retryAt: now.advanced(bySeconds: 60))
        }
        #expect(try await desk.deliver() == .init())
        desk.reception.clock.advance(seconds: 60)
        #expect(try await desk.deliver().delivered == 1)
    }

    @Test(arguments: Engine.available)
    func `only an Owner adds and removes webhooks; removed ones hear nothing more`(on engine: Engine) async throws {
        let desk = try await WebhookDesk(on: engine)
        let hook = try await desk.add(Self.url, [.exportFinished])
        let sam = try await desk.reception.join("sam@example.com", as: .staff, to: desk.owner.tenant, by: desk.owner.member)
        await #expect(throws: PeopleError.forbidden(.manageWebhooks)) {
            try await RemoveWebhook(desk.reception.front)(hook.id, for: desk.owner.tenant, by: sam.member)
        }
        await #expect(throws: WebhookError.noEvents) { _ = try await desk.add(Self.url, []) }
        try await AnnounceExport(desk.reception.front.office)(for: desk.owner.tenant, target: "qbo", posted: 1, by: "dana")
        try await RemoveWebhook(desk.reception.front)(hook.id, for: desk.owner.tenant, by: desk.owner.member)
        try await AnnounceExport(desk.reception.front.office)(for: desk.owner.tenant, target: "qbo", posted: 1, by: "dana")
        #expect(try await desk.deliver() == .init())
        #expect(try await desk.deliveries().map(\.state) == [.givenUp])
        await #expect(throws: WebhookError.noSuchWebhook) {
            try await RemoveWebhook(desk.reception.front)(hook.id, for: desk.owner.tenant, by: desk.owner.member)
        }
        let added = try await desk.reception.audit(desk.owner.tenant).first { $0.event.action == "webhook.added" }
        #expect(added?.event.detail == "hooks.example.org: export.finished")
    }

    @Test(arguments: [
        "http://hooks.example.org/", "ftp://hooks.example.org/", "https://", "https:///x", "hooks.example.org", "", "javascript:alert(1)",
        "https://user:pass@hooks.example.org/", "https://hooks.example.org/#part", "https://localhost/", "https://printer.local/",
        "https://metadata.google.internal/", "https://intranet/", "https://127.0.0.1/", "https://127.1/", "https://2130706433/",
        "https://0x7f000001/", "https://0177.0.0.1/", "https://[v1.a]/",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fd00:ec2::254]/",
        "https://169.254.169.254/latest/meta-data", "https://hooks.example.org:22/", "https://hooks.example.org:99999/",
        "https://hooks.example.org./",
        "https://hooks.example.org\r\nX: y", "https://exa mple.org/", "https://b\u{FC}cher.example/", "https://10.0.0.1:8443/",
    ])
    func `a URL that may lead inside is refused when it is written`(url: String) {
        #expect(throws: WebhookError.self) { try WebhookTarget(url) }
    }

    @Test(arguments: [
        "https://hooks.example.org/a?b=c", "https://hooks.example.org:8443", "https://93.184.216.34/", "https://[2606:2800:220:1::1]/",
    ])
    func `a URL on the public Internet is taken`(url: String) throws {
        #expect(try WebhookTarget(url).url == url)
    }
}

struct IPAddressTests {
    @Test(arguments: [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16",
        "::", "::1", "::ffff:10.0.0.1", "::ffff:93.184.216.34", "::93.184.216.34", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1", "2001::1",
        "2001:20::1",
        "2001:db8::1", "2002:7f00:1::", "2002:5db8:d822::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1",
        "ff02::1",
    ])
    func `not public`(text: String) throws {
        #expect(try #require(IPAddress(text: text)).isPublic == false)
    }

    @Test(arguments: [
        "1.1.1.1", "9.255.255.255", "11.0.0.0", "93.184.216.34", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
        "168.63.129.17", "2001:200::1", "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450:4001:81b::200e", "64:ff9b::93.184.216.34",
    ])
    func `public`(text: String) throws {
        #expect(try #require(IPAddress(text: text)).isPublic)
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "0x7f.0.0.1", "1.2.3.", "+1.2.3.4", "1..2.3", ":", ":::", "1:2", "::1::",
        "12345::", "g::1",
        "1:2:3:4:5:6:7:8:9", "::1.2.3", "::1.2.3.4:5", "1:2:3:4:5:6:7::8:9", "fe80::1%eth0", " 1.2.3.4", "+1::",
    ])
    func `no address`(text: String) { #expect(IPAddress(text: text) == nil) }
}

/// A company, its Owner, and a receiver that keeps what it gets.
struct WebhookDesk: Sendable {
    let reception: Reception
    let owner: NewSession
    let http = FakeHTTP()

    init(on engine: Engine) async throws {
        reception = try await Reception(on: engine)
        owner = try await reception.signUp()
    }

    func add(_ url: String, _ events: Set<WebhookStore.Event>) async throws -> (id: WebhookID, secret: String) {
        try await AddWebhook(reception.front)(for: owner.tenant, url: url, events: events, by: owner.member)
    }

    func deliver() async throws -> DeliverWebhooks.Summary { try await DeliverWebhooks(reception.front, http: http.sender)() }

    func deliveries() async throws -> [WebhookStore.Delivery] {
        try await reception.database.read(for: owner.tenant) { books in try books.webhooks.deliveries(limit: 100) }
    }

    func sample() async throws -> SampleBooks {
        let accounts = try await reception.database.read(for: owner.tenant) { books in try books.accounts.all() }
        return SampleBooks(
            database: reception.database, tenant: owner.tenant,
            accounts: Dictionary(accounts.map { ($0.code, $0) }) { first, _ in first })
    }

    static func isSigned(_ request: HTTPSender.Request, with secret: String) -> Bool {
        guard let id = request.headers["webhook-id"], let time = request.headers["webhook-timestamp"].flatMap({ Int64($0) }),
            let key = Data(base64Encoded: String(secret.dropFirst("whsec_".count)))
        else { return false }
        let again = WebhookSignature.headers(id: id, atSeconds: time, body: request.body, secret: Array(key))
        return again["webhook-signature"] == request.headers["webhook-signature"]
    }
}

/// Stands in for the Internet.
final class FakeHTTP: Sendable {
    enum Answer: Sendable { case status(Int), failure }

    private struct State {
        var requests: [HTTPSender.Request] = []
        var answer = Answer.status(200)
        var addresses = ["93.184.216.34"]
    }

    private struct Broken: Error {}

    private let state = Mutex(State())

    var requests: [HTTPSender.Request] { state.withLock { $0.requests } }
    func answer(_ answer: Answer) { state.withLock { $0.answer = answer } }
    func resolveTo(_ addresses: [String]) { state.withLock { $0.addresses = addresses } }

    var sender: HTTPSender {
        HTTPSender(resolve: { _ in self.state.withLock { $0.addresses.compactMap { IPAddress(text: $0) } } }) { request in
            let answer = self.state.withLock { state in
                state.requests.append(request)
                return state.answer
            }
            switch answer {
            case .status(let status): return status
            case .failure: throw Broken()
            }
        }
    }
}
