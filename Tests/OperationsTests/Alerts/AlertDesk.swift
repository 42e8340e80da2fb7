import Bookkeeping
import Storage
import Synchronization
import TestSupport

@testable import Operations

/// A company whose Owner wants to hear of everything, with a mail server and a Slack that do as they are told.
struct AlertDesk: Sendable {
    let reception: Reception
    let owner: NewSession
    let letters = Carrier<Mailer.Letter>()
    let posts = Carrier<String>()
    let messenger: Messenger

    static let webhook = "https://hooks.slack.com/services/T01234567/B01234567/abcdefghijklmnopqrstx7Qf"

    enum Channels { case both, emailAlone, slackAlone, none }

    init(on engine: Engine, _ channels: Channels = .both) async throws { try await self.init(in: engine.emptyDatabase(), channels) }

    init(in database: any Database, _ channels: Channels = .both) async throws {
        reception = try Reception(in: database)
        owner = try await reception.signUp()
        let (letters, posts) = (letters, posts)
        messenger = Messenger(
            mailer: [.both, .emailAlone].contains(channels) ? Mailer { letter in try letters.take(letter) } : nil,
            missingMailVariables: ["SMTP_HOST", "SMTP_USER", "SMTP_PASS"], sender: "noreply@ai-bookkeeper.com",
            slack: SlackSender { _, json in
                do {
                    try posts.take(json)
                    return .init(status: 200, body: "ok")
                } catch let failure as SendFailure {
                    let status = failure.kind == .permanent ? 404 : failure.reason == .rateLimited ? 429 : 500
                    return .init(status: status, body: "", retryAfterSeconds: failure.retryAfterSeconds)
                }
            })
        try await change(slack: [.both, .slackAlone].contains(channels) ? .set(Self.webhook) : .keep)
    }

    var tenant: TenantID { owner.tenant }
    var clock: HandClock { reception.clock }

    func change(
        email: String = "dana@example.com", slack: ChangeNotificationSettings.Change.Slack = .keep,
        alerts: Set<AlertType> = Set(AlertType.allCases)
    ) async throws {
        try await ChangeNotificationSettings(reception.front, messenger)(
            for: tenant, .init(email: email, slack: slack, alerts: alerts), by: owner.member)
    }

    func raise(_ alerts: Alert...) async throws { try await raise(alerts) }

    func raise(_ alerts: [Alert]) async throws {
        let now = clock.now
        try await reception.database.write(for: tenant) { books in try books.raise(alerts, at: now) }
    }

    @discardableResult
    func tell() async throws -> TellAlerts.Summary { try await TellAlerts(reception.front, messenger)() }

    func log() async throws -> [NotificationLogStore.Record] {
        try await reception.database.read(for: tenant) { books in try books.notificationLog.page(limit: 500).reversed() }
    }

    func states(_ channel: AlertChannel = .email) async throws -> [NotificationLogStore.State] {
        try await log().filter { $0.channel == channel }.map(\.state)
    }

    func count(_ state: NotificationLogStore.State) async throws -> Int {
        try await reception.database.read(for: tenant) { books in try books.notificationLog.count(state) }
    }
}

/// Takes messages, or fails as it was told to, once for each failure.
final class Carrier<Message: Sendable>: Sendable {
    private struct State {
        var taken: [Message] = []
        var failures: [SendFailure] = []
    }

    private let state = Mutex(State())

    var all: [Message] { state.withLock { $0.taken } }
    func fail(_ failures: SendFailure...) { state.withLock { $0.failures += failures } }

    func take(_ message: Message) throws {
        try state.withLock { state in
            guard state.failures.isEmpty else { throw state.failures.removeFirst() }
            state.taken.append(message)
        }
    }
}

extension SendFailure {
    static let busy = SendFailure(.temporary, .serverError, "The mail server is busy (450).")
    static let refused = SendFailure(.permanent, .clientError, "The mail server refuses the address (550).")
}
