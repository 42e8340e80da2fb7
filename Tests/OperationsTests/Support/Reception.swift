import Bookkeeping
import Operations
import Storage
import Synchronization
import TestSupport

/// A front office for tests: cheap hashes that are counted, letters that are kept, a clock that is set by hand.
struct Reception: Sendable {
    let front: FrontOffice
    let database: any Database
    let mailbox = Mailbox()
    let clock = HandClock()
    let hashes = Tally()
    let log = Lines()

    static let caller = Caller(address: "192.0.2.1", agent: "Browser")
    static let password = "correct horse battery"

    enum Mail { case works, fails }

    init(on engine: Engine, mail: Mail = .works) async throws {
        try await self.init(in: engine.emptyDatabase(), mail: mail)
    }

    init(in database: any Database, mail: Mail = .works, cost: Int = 2) throws {
        self.database = database
        let (mailbox, clock, hashes, log) = (mailbox, clock, hashes, log)
        front = FrontOffice(
            office: Office(database: database) { clock.now },
            passwords: PasswordHasher(cost: .init(logRounds: cost, blockSize: 1, parallelism: 1)) { password, salt, cost in
                hashes.add()
                return try PasswordHasher.scrypt(password, salt, cost)
            },
            secrets: try SecretBox(secretKey: [UInt8](repeating: 7, count: 32)),
            mailer: Mailer { letter in
                guard mail == .works else { throw Refused() }
                mailbox.add(letter)
            },
            publicURL: "https://books.example"
        ) { log.add($0) }
    }

    struct Refused: Error {}

    @discardableResult
    func signUp(_ email: String = "dana@example.com", company: String = "Acme") async throws -> NewSession {
        try await SignUp(front)(email: email, password: Self.password, company: company, from: Self.caller)
    }

    func signIn(
        _ email: String = "dana@example.com", _ password: String = Self.password, code: String? = nil, device: String? = nil,
        from caller: Caller = Self.caller
    ) async throws -> SignIn.Outcome {
        try await SignIn(front)(email: email, password: password, code: code, device: device, from: caller)
    }

    func find(_ token: SecretToken) async throws -> SignedIn? { try await FindSession(front)(token: token, from: Self.caller) }

    /// A new person who has joined `tenant`.
    func join(_ email: String, as role: Role, to tenant: TenantID, by owner: Member) async throws -> NewSession {
        try await InviteMember(front)(for: tenant, email: email, role: role, by: owner)
        let token = try await mailbox.linkToken(to: email)
        return try await AcceptInvitation(front)(token: token, password: Self.password, from: Self.caller)
    }

    func audit(_ tenant: TenantID) async throws -> [AuditStore.Record] {
        try await database.read(for: tenant) { books in try books.audit.page(limit: 1_000) }
    }
}

extension NewSession {
    var tenant: TenantID {
        guard let membership = memberships.first else { preconditionFailure("whoever signed up has a tenant") }
        return membership.tenant
    }

    var member: Member { Member(user: user.id, email: user.email, caller: Reception.caller) }
}

extension SignIn.Outcome {
    var session: NewSession? {
        guard case .signedIn(let session) = self else { return nil }
        return session
    }

    var pending: String? {
        guard case .needsCode(let pending) = self else { return nil }
        return pending
    }
}

/// Letters that were sent.
final class Mailbox: Sendable {
    private let letters = Mutex<[Mailer.Letter]>([])

    struct NoLetter: Error { let to: String }

    func add(_ letter: Mailer.Letter) { letters.withLock { $0.append(letter) } }
    var all: [Mailer.Letter] { letters.withLock { $0 } }

    /// The token in the newest letter to `address`; some letters go out beside the answer, so it waits for one.
    func linkToken(to address: String, after count: Int = 0) async throws -> String {
        for _ in 0..<1_000 {
            let found = all.filter { $0.to == address }
            if found.count > count, let letter = found.last, let start = letter.body.firstRange(of: "?token=") {
                return String(letter.body[start.upperBound...].prefix { !$0.isWhitespace })
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
    func advance(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1_000 } }
}

final class Tally: Sendable {
    private let value = Atomic(0)

    func add() { value.add(1, ordering: .relaxed) }
    var count: Int { value.load(ordering: .relaxed) }
}

final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}
