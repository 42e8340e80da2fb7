import Operations
import Storage
import TestSupport
import Testing

struct SignInTests {
    @Test(arguments: Engine.available)
    func `the right password opens a session, in any case of the address`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let first = try await reception.signUp()

        let session = try #require(try await reception.signIn("DANA@EXAMPLE.COM").session)

        #expect(session.user == first.user)
        #expect(session.memberships == first.memberships)
        #expect(session.token.text != first.token.text)
        #expect(try await reception.find(session.token)?.session == session.session)
    }

    @Test(arguments: Engine.available)
    func `a stranger and a typing error get the same words for the same work`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        try await reception.signUp()
        let tries = [("dana@example.com", "wrong password"), ("nobody@example.com", Reception.password), ("no address", "x"), ("", "")]

        for (email, password) in tries {
            let before = reception.hashes.count
            await #expect(throws: PeopleError.wrongCredentials) { try await reception.signIn(email, password) }
            #expect(reception.hashes.count == before + 1, "\(email)")
        }
    }

    @Test(arguments: Engine.available)
    func `someone who has not chosen a password cannot come in without one`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let now = reception.clock.now
        _ = try await reception.database.writePeople { people in
            try people.users.add(email: "new@example.com", name: "", passwordHash: nil, at: now)
        }
        await #expect(throws: PeopleError.wrongCredentials) { try await reception.signIn("new@example.com", "") }
        #expect(reception.hashes.count == 1)
    }

    @Test(arguments: Engine.available)
    func `a sign-in renews a hash of an old cost`(on engine: Engine) async throws {
        let old = try await Reception(on: engine)
        let user = try await old.signUp().user
        let grown = try Reception(in: old.database, cost: 3)
        let hash = { try await old.database.readPeople { people in try people.users.credentials(of: user.id)?.passwordHash } }

        #expect(try await hash()?.contains("ln=2,") == true)
        _ = try await grown.signIn()
        #expect(try await hash()?.contains("ln=3,") == true)
        #expect(try await grown.signIn().session != nil)
        #expect(grown.hashes.count == 3)
    }

    @Test(arguments: Engine.available)
    func `signing in ends the session that the browser had, so nobody can plant one`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let planted = try await reception.signUp("eve@example.com", company: "Eve").token
        try await reception.signUp()

        let outcome = try await SignIn(reception.front)(
            email: "dana@example.com", password: Reception.password, replacing: planted, from: Reception.caller)
        let session = try #require(outcome.session)

        #expect(session.token.text != planted.text)
        #expect(try await reception.find(planted) == nil)
        // A token that someone made up never becomes one.
        let madeUp = SecretToken(random: .system)
        _ = try await SignIn(reception.front)(
            email: "dana@example.com", password: Reception.password, replacing: madeUp, from: Reception.caller)
        #expect(try await reception.find(madeUp) == nil)
    }

    @Test(arguments: Engine.available)
    func `ten thousand attempts on an account get through ten at once and one a minute, and are told when to come back`(
        on engine: Engine
    ) async throws {
        let reception = try await Reception(on: engine)
        try await reception.signUp()
        let before = reception.hashes.count
        let (refusals, wrongWaits) = (Tally(), Tally())

        // Twenty at once, from everywhere: the limit of an address does not help here.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for attacker in 0..<20 {
                group.addTask {
                    for number in 0..<500 {
                        do {
                            let caller = Caller(address: "198.51.100.\((attacker * 500 + number) % 256)")
                            _ = try await reception.signIn("dana@example.com", "guess number \(number)", from: caller)
                        } catch PeopleError.tooManyAttempts(let seconds) {
                            refusals.add()
                            if seconds != 60 { wrongWaits.add() }
                        } catch PeopleError.wrongCredentials {}
                    }
                }
            }
            try await group.waitForAll()
        }

        #expect(reception.hashes.count - before == 10)
        #expect(refusals.count == 9_990)
        #expect(wrongWaits.count == 0)
        reception.clock.advance(seconds: 59)
        await #expect(throws: PeopleError.tooManyAttempts(retryAfterSeconds: 1)) { try await reception.signIn() }
        reception.clock.advance(seconds: 1)
        #expect(try await reception.signIn().session != nil)
    }

    @Test(arguments: Engine.available)
    func `an address of many accounts is limited too, a whole IPv6 network being one`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        var refused = 0
        for number in 0..<60 {
            let caller = Caller(address: "2001:db8:1:2::\(number)")
            do {
                _ = try await reception.signIn("user\(number)@example.com", "guess", from: caller)
            } catch PeopleError.tooManyAttempts {
                refused += 1
            } catch PeopleError.wrongCredentials {}
        }
        #expect(refused == 10)
        await #expect(throws: PeopleError.wrongCredentials) {
            try await reception.signIn("someone@example.com", "guess", from: Caller(address: "2001:db8:1:3::1"))
        }
    }

    @Test(arguments: Engine.available)
    func `who is attacked still comes in from a known browser, and by a mailed link from a new one`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let device = try await reception.signUp().device
        for number in 0..<20 {
            _ = try? await reception.signIn("dana@example.com", "guess \(number)", from: Caller(address: "198.51.100.\(number)"))
        }
        await #expect(throws: PeopleError.self) { try await reception.signIn() }

        let session = try #require(try await reception.signIn(device: device).session)
        #expect(session.device == device)

        try await RequestPasswordReset(reception.front)(email: "dana@example.com", from: Reception.caller)
        let link = try await reception.mailbox.linkToken(to: "dana@example.com")
        let fresh = try await ResetPassword(reception.front)(token: link, newPassword: "another long one", from: Reception.caller)
        #expect(try await reception.signIn("dana@example.com", "another long one", device: fresh).session != nil)
    }

    @Test(arguments: Engine.available)
    func `another person's device token, or a made-up one, is worth nothing`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let eve = try await reception.signUp("eve@example.com", company: "Eve")
        try await reception.signUp()
        for _ in 0..<10 { _ = try? await reception.signIn("dana@example.com", "guess") }

        for device in [eve.device, "x", String(repeating: "A", count: 120)] {
            await #expect(throws: PeopleError.tooManyAttempts(retryAfterSeconds: 60)) { try await reception.signIn(device: device) }
        }
    }
}
