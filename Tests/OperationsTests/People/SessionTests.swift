import Operations
import Storage
import TestSupport
import Testing

struct SessionTests {
    @Test(arguments: Engine.available)
    func `a session ends three days after its last use, and thirty after it began`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let token = try await reception.signUp().token
        let (day, almost): (Int64, Int64) = (86_400, 3 * 86_400 - 1)

        for _ in 0..<9 {
            reception.clock.advance(seconds: almost)
            #expect(try await reception.find(token) != nil)
        }
        reception.clock.advance(seconds: almost)
        #expect(try await reception.find(token) != nil)
        reception.clock.advance(seconds: 30)
        #expect(try await reception.find(token) == nil)

        let next = try #require(try await reception.signIn().session)
        reception.clock.advance(seconds: 3 * day)
        #expect(try await reception.find(next.token) == nil)
    }

    @Test(arguments: Engine.available)
    func `the list says where someone is signed in; one is ended, or all others, or all`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let here = try await reception.signUp()
        reception.clock.advance(seconds: 60)
        let there = try #require(
            try await reception.signIn(from: Caller(address: "203.0.113.9", agent: "Telephone")).session)
        let third = try #require(try await reception.signIn().session)
        let user = here.user.id

        let list = try await ListSessions(reception.front)(of: user)
        #expect(Set(list.map(\.id)) == [here.session, there.session, third.session])
        let telephone = try #require(list.first { $0.id == there.session })
        #expect(telephone.address == "203.0.113.9")
        #expect(telephone.agent == "Telephone")
        #expect(telephone.createdAt == reception.clock.now)

        #expect(try await SignOut(reception.front).one(there.session, of: user))
        #expect(try await reception.find(there.token) == nil)
        #expect(try await !SignOut(reception.front).one(there.session, of: user))

        let eve = try await reception.signUp("eve@example.com", company: "Eve")
        #expect(try await !SignOut(reception.front).one(here.session, of: eve.user.id))

        try await SignOut(reception.front).everywhere(user: user, except: here.session)
        #expect(try await reception.find(third.token) == nil)
        #expect(try await reception.find(here.token) != nil)
        try await SignOut(reception.front).everywhere(user: user)
        #expect(try await reception.find(here.token) == nil)
        #expect(try await reception.find(eve.token) != nil)
    }

    @Test(arguments: Engine.available)
    func `after signing out the token opens nothing`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let session = try await reception.signUp()
        try await SignOut(reception.front)(token: session.token)
        #expect(try await reception.find(session.token) == nil)
        #expect(try await ListSessions(reception.front)(of: session.user.id).isEmpty)
    }

    @Test(arguments: Engine.available)
    func `a change of role gives every session a new token; the one before it counts a minute more`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let owner = try await reception.signUp()
        let staff = try await reception.join("sam@example.com", as: .staff, to: owner.tenant, by: owner.member)

        try await ChangeRole(reception.front)(of: staff.user.id, to: .accountant, in: owner.tenant, by: owner.member)
        let seen = try #require(try await reception.find(staff.token))

        #expect(seen.isRotated)
        #expect(seen.token.text != staff.token.text)
        #expect(seen.membership(in: owner.tenant)?.role == .accountant)
        let next = try #require(try await reception.find(seen.token))
        #expect(!next.isRotated)
        let late = try #require(try await reception.find(staff.token))
        #expect(!late.isRotated)
        reception.clock.advance(seconds: 61)
        #expect(try await reception.find(staff.token) == nil)
        #expect(try await reception.find(seen.token) != nil)
        // Signing out by either token ends the session.
        try await SignOut(reception.front)(token: staff.token)
        #expect(try await reception.find(seen.token) == nil)
    }

    @Test(arguments: Engine.available)
    func `requests that come at once rotate a token once`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let owner = try await reception.signUp()
        let staff = try await reception.join("sam@example.com", as: .staff, to: owner.tenant, by: owner.member)
        try await ChangeRole(reception.front)(of: staff.user.id, to: .accountant, in: owner.tenant, by: owner.member)

        let rotations = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 { group.addTask { try #require(try await reception.find(staff.token)).isRotated } }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(rotations == 1)
    }

    @Test(arguments: Engine.available)
    func `the database holds no token, and its row is written at most every five minutes`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let session = try await reception.signUp()
        let seenAt = { try await ListSessions(reception.front)(of: session.user.id).map(\.seenAt) }
        let start = reception.clock.now

        reception.clock.advance(seconds: 299)
        _ = try await reception.find(session.token)
        #expect(try await seenAt() == [start])
        reception.clock.advance(seconds: 1)
        _ = try await reception.find(session.token)
        #expect(try await seenAt() == [reception.clock.now])
        #expect(String(describing: session.token) == "…")
        #expect(!"\(session)".contains(session.token.text))
    }

    @Test(arguments: Engine.available)
    func `changing the password ends every session but the new one, and wants the old password`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let first = try await reception.signUp()
        let second = try #require(try await reception.signIn().session)
        let change = { (current: String, new: String) in
            try await ChangePassword(reception.front)(user: first.user.id, current: current, new: new, from: Reception.caller)
        }

        await #expect(throws: PeopleError.wrongPassword) { try await change("wrong", "another long one") }
        await #expect(throws: PeopleError.unfitPassword(.tooShort)) { try await change(Reception.password, "short") }
        #expect(try await reception.find(second.token) != nil)

        let renewed = try await change(Reception.password, "another long one")
        #expect(try await reception.find(first.token) == nil)
        #expect(try await reception.find(second.token) == nil)
        #expect(try await reception.find(renewed.token) != nil)
        await #expect(throws: PeopleError.wrongCredentials) { try await reception.signIn() }
        #expect(try await reception.signIn("dana@example.com", "another long one").session != nil)
    }
}
