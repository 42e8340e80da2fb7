import Bookkeeping
import Operations
import Storage
import TestSupport
import Testing

struct OnceOnlyTests {
    private static let answer = OnceOnly.Answer(status: 201, contentType: "application/json", body: Array(#"{"id":12}"#.utf8))

    @Test(arguments: Engine.available)
    func `a repeat gets the first answer and does nothing; another request under the key is refused`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let tenant = try await reception.signUp().tenant
        let work = Tally()
        let ask = { (key: IdempotencyKey, fingerprint: UInt8, principal: String) in
            try await OnceOnly(reception.front)(for: tenant, principal: principal, key: key, fingerprint: [fingerprint]) {
                work.add()
                return Self.answer
            }
        }

        #expect(try await ask("k1", 1, "dana") == Self.answer)
        #expect(try await ask("k1", 1, "dana") == Self.answer)
        #expect(work.count == 1)
        await #expect(throws: StorageError.keyReused("k1")) { try await ask("k1", 2, "dana") }
        #expect(work.count == 1)
        _ = try await ask("k2", 1, "dana")
        _ = try await ask("k1", 2, "sam")
        #expect(work.count == 3)
        reception.clock.advance(seconds: 86_400)
        _ = try await ask("k1", 2, "dana")
        #expect(work.count == 4)
        for key in ["", "with space", "é", "\n", String(repeating: "k", count: 256)] {
            await #expect(throws: PeopleError.unfitKey) { try await ask(IdempotencyKey(rawValue: key), 1, "dana") }
        }
    }

    @Test(arguments: Engine.available)
    func `of twenty equal requests at once one acts, and the others are told to wait or get its answer`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let tenant = try await reception.signUp().tenant
        let work = Tally()
        let told = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        let answer = try await OnceOnly(reception.front)(for: tenant, principal: "dana", key: "k", fingerprint: [1]) {
                            work.add()
                            return Self.answer
                        }
                        return answer == Self.answer
                    } catch PeopleError.requestUnderWay { return true }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(told == 20)
        #expect(work.count == 1)
    }

    @Test(arguments: Engine.available)
    func `what failed on our side may be tried again; a process that died lets go after two minutes`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let tenant = try await reception.signUp().tenant
        let ask = { (work: @escaping @Sendable () async throws -> OnceOnly.Answer) in
            try await OnceOnly(reception.front)(for: tenant, principal: "dana", key: "k", fingerprint: [1], work)
        }
        await #expect(throws: PeopleError.busy) { try await ask { throw PeopleError.busy } }
        #expect(try await ask { .init(status: 503, contentType: "text/plain", body: []) }.status == 503)

        // A claim that nobody came back for.
        let now = reception.clock.now
        let dead = AnsweredRequestStore.Request(principal: "dana", key: "k", fingerprint: [1], claim: [9])
        _ = try await reception.database.write(for: tenant) { books in
            try books.answeredRequests.claim(
                dead, until: now.advanced(bySeconds: 120), expiresAt: now.advanced(bySeconds: 86_400), at: now)
        }
        await #expect(throws: PeopleError.requestUnderWay) { try await ask { Self.answer } }
        reception.clock.advance(seconds: 120)
        #expect(try await ask { Self.answer } == Self.answer)
        // Should the first one wake up again, its answer is not taken.
        try await reception.database.write(for: tenant) { books in
            try books.answeredRequests.finish(dead, with: .init(status: 200, contentType: "", sealedBody: []))
        }
        #expect(try await ask { throw PeopleError.busy } == Self.answer)
    }

    @Test(arguments: Engine.available)
    func `another company's key is another key, and the answer is sealed`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let (acme, eve) = (try await reception.signUp().tenant, try await reception.signUp("eve@example.com", company: "Eve").tenant)
        let work = Tally()
        for tenant in [acme, eve] {
            _ = try await OnceOnly(reception.front)(for: tenant, principal: "dana", key: "k", fingerprint: [1]) {
                work.add()
                return Self.answer
            }
        }
        #expect(work.count == 2)
        let sealed = try await reception.database.read(.tenant(acme)) { db -> [UInt8]? in
            try db.first("SELECT sealed_body FROM answered_request WHERE tenant_id = \(acme)")
        }
        #expect(try #require(sealed).contains(Self.answer.body) == false)
    }
}
