import AsyncHTTPClient
import Bookkeeping
import Foundation
import Integrations
import NIOCore
import NIOHTTP1
import Operations
import Storage
import Synchronization
import TestSupport

/// The double of QuickBooks Online, a process of its own on this machine.
final class QuickBooksDouble: Sendable {
    let address: String
    private let process: Process

    init() async throws {
        let portFile = TemporaryFolder.shared.path("quickbooks-double-\(UUID())")
        process = Process()
        process.executableURL = Python.executable
        process.arguments = [Python.script("quickbooks_double.py"), portFile]
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var port: String?
        while port == nil, process.isRunning {
            try await Task.sleep(for: .milliseconds(20))
            port = try? String(contentsOfFile: portFile, encoding: .utf8)
        }
        guard let port else { throw StripeDouble.Failure(description: "The double did not start.") }
        address = "http://127.0.0.1:\(port)"
    }

    deinit { process.terminate() }

    func edge(timeout: Duration = .seconds(60)) throws -> QuickBooks {
        guard let client = QuickBooksClient(id: "client-id", secret: "client-secret") else {
            throw StripeDouble.Failure(description: "That is no client.")
        }
        return .live(
            client, environment: .sandbox, hosts: .intuit(.sandbox).replacing(api: address, oauth: address), timeout: timeout)
    }

    struct Held: Decodable, Sendable {
        struct Entry: Decodable, Sendable {
            struct Line: Decodable, Sendable {
                struct Detail: Decodable, Sendable { let PostingType: String }

                let Amount: Decimal
                let JournalEntryLineDetail: Detail
            }

            let Id: String
            let DocNumber: String
            let Line: [Line]
        }

        struct Request: Decodable, Sendable {
            let method: String
            let path: String
        }

        let entries: [Entry]
        let creations: Int
        let refreshes: Int
        let requests: [Request]

        /// Of one side, in cents.
        func cents(_ side: String) -> Int {
            let sum = entries.flatMap(\.Line).filter { $0.JournalEntryLineDetail.PostingType == side }.map(\.Amount).reduce(0, +)
            return NSDecimalNumber(decimal: sum * 100).intValue
        }
    }

    func steer(_ json: String) async throws {
        var request = HTTPClientRequest(url: address + "/_double/state")
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: json))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        guard response.status == .ok else { throw StripeDouble.Failure(description: "The double does not take \(json).") }
    }

    func held() async throws -> Held {
        let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: address + "/_double/state"), timeout: .seconds(30))
        let buffer = try await response.body.collect(upTo: 64 << 20)
        return try JSONDecoder().decode(Held.self, from: Data(buffer.readableBytesView))
    }
}

/// Books that are connected to a double and mapped, with a clock that waiting moves.
struct QuickBooksBooks: Sendable {
    let sample: SampleBooks
    let double: QuickBooksDouble
    let owner: Member
    let clock = Clock()

    static let session = SessionID(7)
    static let realm = "9130000000000001"

    final class Clock: Sendable {
        private let milliseconds = Mutex(Instant.testNow.milliseconds)
        private let pauses = Mutex<[Duration]>([])

        var now: Instant { Instant(milliseconds: milliseconds.withLock { $0 }) }
        var waits: [Duration] { pauses.withLock { $0 } }
        func advance(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1_000 } }

        /// Waiting takes no time here, and the clock goes on.
        func pause(_ duration: Duration) {
            pauses.withLock { $0.append(duration) }
            let (seconds, attoseconds) = duration.components
            milliseconds.withLock { $0 += seconds * 1_000 + attoseconds / 1_000_000_000_000_000 }
        }
    }

    static func make(on engine: Engine, entries: Int = 0) async throws -> QuickBooksBooks {
        let sample = try await SampleBooks.make(on: engine)
        let user = try await sample.database.writePeople { people in
            try people.users.add(email: "owner@acme.test", name: "", passwordHash: nil, at: .testNow)
        }
        try await sample.database.write(for: sample.tenant) { books in try books.members.add(user.id, as: .owner, at: .testNow) }
        let books = QuickBooksBooks(
            sample: sample, double: try await QuickBooksDouble(),
            owner: Member(user: user.id, email: user.email, caller: Caller(address: "192.0.2.1", agent: "test")))
        try await books.connect()
        try await ReadQuickBooksChart(books.desk())(for: books.tenant)
        try await books.map([(.checking, "35", nil), (.bankFees, "36", nil)])
        if entries > 0 { try await sample.post((1...entries).map { try sample.entry("2025-06-30", Int64($0), "Entry \($0)") }) }
        return books
    }

    var tenant: TenantID { sample.tenant }

    func desk(_ change: (inout QuickBooks) -> Void = { _ in }, in database: (any Database)? = nil) throws -> QuickBooksDesk {
        var edge = try double.edge()
        change(&edge)
        let clock = clock
        return QuickBooksDesk(
            office: Office(database: database ?? sample.database) { clock.now }, edge: edge,
            secrets: try SecretBox(secretKey: [UInt8](repeating: 7, count: 32)), publicURL: "https://books.example",
            pause: { duration in
                clock.pause(duration)
                await Task.yield()
            })
    }

    func connect(realm: String = realm, code: String = "code-1") async throws {
        let connect = ConnectQuickBooks(try desk())
        let state = try await state(connect)
        try await connect.finish(
            .init(state: state, code: code, realm: realm, error: nil), for: tenant, session: Self.session, by: owner)
    }

    func state(_ connect: ConnectQuickBooks) async throws -> String {
        let url = try await connect.begin(for: tenant, session: Self.session, by: owner)
        return String(url.split(separator: "state=").last ?? "")
    }

    func map(_ pairs: [(ChartTemplate.Role, String, String?)]) async throws {
        try await MapQuickBooksAccounts(desk())(
            pairs.map { .init(account: sample.account($0.0), target: $0.1, party: $0.2) }, for: tenant, by: "dana")
    }

    @discardableResult
    func export() async throws -> ExportToQuickBooks.Summary { try await ExportToQuickBooks(desk())(for: tenant, by: "dana") }

    func counts() async throws -> [QuickBooksExportStore.State: Int] {
        let realm = RealmID(Self.realm)
        return try await sample.database.read(for: tenant) { books in try realm.map { try books.quickBooksExports($0).counts() } ?? [:] }
    }

    func connection() async throws -> QuickBooksConnection? {
        try await sample.database.read(for: tenant) { books in try books.quickBooks.current() }
    }
}

/// A process that dies at a step of its own: from then on nothing of it goes on, as after a kill.
final class Life: Sendable {
    enum Step: CaseIterable, Sendable {
        case beforeSending, afterSending, beforeCommit
    }

    private struct State {
        var left: Int
        var isDead = false
        var hasEnded = false
        var hasAnswer = false
    }

    private let step: Step
    private let state: Mutex<State>

    init(until step: Step, time: Int) {
        self.step = step
        state = Mutex(State(left: time))
    }

    /// Until the work ends or the process dies.
    func live(_ work: @escaping @Sendable () async throws -> Void) async {
        Task {
            try? await work()
            self.state.withLock { $0.hasEnded = true }
        }
        while !state.withLock({ $0.isDead || $0.hasEnded }) { try? await Task.sleep(for: .milliseconds(2)) }
    }

    var isDead: Bool { state.withLock { $0.isDead } }

    func reach(_ reached: Step) async {
        let isDead = state.withLock { state in
            if reached == .afterSending { state.hasAnswer = true }
            if reached == step, reached != .beforeCommit || state.hasAnswer {
                state.left -= 1
                if state.left <= 0 { state.isDead = true }
            }
            return state.isDead
        }
        // Nobody ever goes on from here.
        if isDead { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
    }
}

/// The database as a mortal process sees it.
struct MortalDatabase: Database {
    let base: any Database
    let life: Life

    var engine: Engine { base.engine }

    func read<Value: Sendable>(_ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        try await base.read(scope, body)
    }

    func write<Value: Sendable>(_ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        await life.reach(.beforeCommit)
        return try await base.write(scope, body)
    }

    func copyFile(to path: String) async throws -> Bool { try await base.copyFile(to: path) }
    func close() async { await base.close() }
}
