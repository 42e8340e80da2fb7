import Bookkeeping
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Operations
import Storage
import Synchronization
import TestSupport

@testable import Web

/// The whole service without a socket: a database, a clock that is set by hand, a log that is kept, browsers.
struct House: Sendable {
    let site: Site
    let database: any Database
    let clock = HandClock()
    let log = LogBook()
    let mailbox = Mailbox()

    static let password = "correct horse battery"

    init(
        on engine: Engine = .sqlite, at url: String = "http://localhost:8080", in given: (any Database)? = nil,
        sells billing: (@Sendable (Office) -> Billing)? = nil, sends quickBooks: QuickBooks? = nil
    ) async throws {
        let database = if let given { given } else { try await engine.emptyDatabase() }
        self.database = database
        let (clock, mailbox) = (clock, mailbox)
        let front = FrontOffice(
            office: Office(database: database) { clock.now },
            passwords: PasswordHasher(cost: .init(logRounds: 2, blockSize: 1, parallelism: 1)),
            secrets: try SecretBox(secretKey: [UInt8](repeating: 7, count: 32)), mailer: Mailer { mailbox.add($0) }, publicURL: url)
        guard let origin = Origin(url) else { preconditionFailure("\(url) is an origin") }
        let folder = TemporaryFolder.shared.path("web-\(UUID())")
        site = try await Site(
            front: front, settings: SiteSettings(publicOrigin: origin, dataFolder: folder, version: "test"),
            billing: billing.map { $0(front.office) }, quickBooks: quickBooks)
    }

    /// Runs `body` with a way to open browsers.
    func open<Value: Sendable>(_ body: @escaping @Sendable (Street) async throws -> Value) async throws -> Value {
        let log = log
        var logger = Logger(label: "test") { _ in LogBook.Handler(book: log) }
        logger.logLevel = .trace
        let street = self
        let application = Application(router: site.router(), logger: logger)
        return try await application.test(.router) { client in try await body(Street(house: street, client: client)) }
    }
}

/// Where browsers and programs stand.
struct Street: Sendable {
    let house: House
    let client: any TestClientProtocol

    func browser() -> Browser { Browser(client: client) }

    /// Somebody with a company of their own.
    func owner(_ email: String = "dana@example.com", company: String = "Acme") async throws -> Browser {
        let browser = browser()
        let answer = try await browser.post(
            "/api/auth/signup", json: #"{"email":"\#(email)","password":"\#(House.password)","company":"\#(company)"}"#)
        guard answer.status == .created else { throw Unexpected(answer) }
        try browser.remember(answer)
        return browser
    }

    /// Somebody who joined `owner`'s company.
    func member(_ role: Role, of owner: Browser, email: String) async throws -> Browser {
        let answer = try await owner.post("/api/team/invitations", json: #"{"email":"\#(email)","role":"\#(role.rawValue)"}"#)
        guard answer.status == .created else { throw Unexpected(answer) }
        let token = try await house.mailbox.linkToken(to: email)
        let browser = browser()
        let page = try await browser.get("/invitation?token=\(token)")
        _ = try await browser.post(
            "/invitation", form: [("csrf_token", page.formToken), ("token", token), ("password", House.password), ("name", "M")])
        try browser.remember(try await browser.get("/api/auth/me"))
        return browser
    }

    struct Unexpected: Error, CustomStringConvertible {
        let description: String

        init(_ answer: Answer) { description = "\(answer.status) \(answer.text)" }
    }
}

/// Keeps cookies and the newest CSRF token as a browser with our script does.
final class Browser: Sendable {
    private struct State {
        var cookies: [String: String] = [:]
        var token: String?
        var tenant: String?
    }

    private let client: any TestClientProtocol
    private let state = Mutex(State())

    init(client: any TestClientProtocol) { self.client = client }

    var token: String? { state.withLock { $0.token } }
    var tenant: String { state.withLock { $0.tenant } ?? "" }
    var session: String? { cookie("session") }

    func cookie(_ name: String) -> String? { state.withLock { $0.cookies[name] } }
    func set(_ name: String, to value: String?) { state.withLock { $0.cookies[name] = value } }
    func setToken(_ token: String?) { state.withLock { $0.token = token } }

    /// The same cookies in another window.
    func copy() -> Browser {
        let other = Browser(client: client)
        let own = state.withLock { $0 }
        other.state.withLock { $0 = own }
        return other
    }

    func remember(_ answer: Answer) throws {
        let json = try answer.json()
        state.withLock { state in
            if case .text(let token)? = json["csrf_token"] { state.token = token }
            if case .list(let tenants)? = json["tenants"], case .number(let id)? = tenants.first?["id"] { state.tenant = "\(id)" }
        }
    }

    func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Answer { try await send(.get, path, headers) }

    func post(_ path: String, json: String, _ headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.post, path, proven(headers), type: "application/json", body: json)
    }

    func send(_ method: HTTPRequest.Method, _ path: String, json: String, _ headers: HTTPFields = [:]) async throws -> Answer {
        try await send(method, path, proven(headers), type: "application/json", body: json)
    }

    func delete(_ path: String) async throws -> Answer { try await send(.delete, path, proven([:])) }

    /// With the fields as they are: a page's form holds its own token.
    func post(_ path: String, form: [(String, String)], _ headers: HTTPFields = [:]) async throws -> Answer {
        let text = form.map { "\(OwnPath.encoded($0.0))=\(OwnPath.encoded($0.1))" }.joined(separator: "&")
        return try await send(.post, path, headers, type: "application/x-www-form-urlencoded", body: text)
    }

    private func proven(_ headers: HTTPFields) -> HTTPFields {
        var headers = headers
        if headers[.csrfToken] == nil, let token { headers[.csrfToken] = token }
        return headers
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:], type: String? = nil, body: String? = nil
    ) async throws -> Answer {
        var headers = headers
        if let type { headers[.contentType] = type }
        let cookies = state.withLock { $0.cookies }
        if !cookies.isEmpty { headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        let response = try await client.executeRequest(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        for line in response.headers[values: .setCookie] {
            guard let pair = line.split(separator: ";").first?.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false) else {
                continue
            }
            set(String(pair[0]), to: line.contains("Max-Age=0") ? nil : String(pair[1]))
        }
        return Answer(response)
    }
}

struct Answer: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let text: String

    init(_ response: TestResponse) {
        (status, headers) = (response.status, response.headers)
        text = String(buffer: response.body)
    }

    /// A page in small letters; nothing where the answer is no page.
    /// A page in lower case, without the files of our own that it names: any other script on it is somebody else's.
    var html: String {
        guard headers[.contentType]?.hasPrefix("text/html") == true else { return "" }
        return text.lowercased().replacing(
            /<script src="\/assets\/[a-z-]+\.[0-9a-f]{12}\.js"( type="module")?( defer)?><\/script>/, with: "")
    }

    func json() throws -> JSONValue { try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) }

    var errorCode: String? { field("code") }
    var reason: String? { field("reason") }
    var message: String? { field("message") }

    private func field(_ name: String) -> String? {
        guard let json = try? json(), case .text(let text)? = json["error"]?[name] else { return nil }
        return text
    }

    /// The token in the page's first form.
    var formToken: String {
        guard let start = text.firstRange(of: "name=\"csrf_token\" value=\"") else { return "" }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }
}

extension JSONValue: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .number(value)
        } else if let value = try? container.decode(Double.self) {
            self = .text("\(value)")
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    var number: Int? { if case .number(let value) = self { value } else { nil } }
    var string: String? { if case .text(let value) = self { value } else { nil } }
    /// Of a thing, as addresses spell it.
    var id: String { self["id"]?.number.map { "\($0)" } ?? "" }
    var items: [JSONValue] {
        if case .list(let values) = self { return values }
        if case .list(let values)? = self["items"] { return values }
        return []
    }
}

/// Letters that were sent.
final class Mailbox: Sendable {
    private let letters = Mutex<[Mailer.Letter]>([])

    struct NoLetter: Error { let to: String }

    func add(_ letter: Mailer.Letter) { letters.withLock { $0.append(letter) } }

    /// The token in the newest letter to `address`; some letters go out beside the answer, so it waits for one.
    func linkToken(to address: String) async throws -> String {
        for _ in 0..<1_000 {
            let found = letters.withLock { $0 }.last { $0.to == address }
            if let found, let start = found.body.firstRange(of: "?token=") {
                return String(found.body[start.upperBound...].prefix { !$0.isWhitespace })
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw NoLetter(to: address)
    }
}

/// Shows the time that was set.
final class HandClock: Sendable {
    private let milliseconds = Mutex(Instant.testNow.milliseconds)

    var now: Instant { Instant(milliseconds: milliseconds.withLock { $0 }) }
    func advance(hours: Int64) { milliseconds.withLock { $0 += hours * 3_600_000 } }
}

/// What was logged.
final class LogBook: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    struct Handler: LogHandler {
        let book: LogBook
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        init(book: LogBook) { self.book = book }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
            book.lines.withLock {
                $0.append("\(event.level) \(event.message) \(all.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " "))")
            }
        }
    }
}
