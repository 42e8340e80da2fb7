import Operations
import Storage
import TestSupport
import Testing

struct PasswordResetTests {
    @Test(arguments: Engine.available)
    func `the mailed link gives a new password once, ends every session, and signs nobody in`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let session = try await reception.signUp()
        try await RequestPasswordReset(reception.front)(email: "Dana@example.com", from: Reception.caller)
        let link = try await reception.mailbox.linkToken(to: "dana@example.com")
        let reset = { (password: String) in
            try await ResetPassword(reception.front)(token: link, newPassword: password, from: Reception.caller)
        }

        await #expect(throws: PeopleError.unfitPassword(.sameAsEmail)) { try await reset("dana@example.com") }
        _ = try await reset("another long one")

        #expect(try await reception.find(session.token) == nil)
        await #expect(throws: PeopleError.wrongCredentials) { try await reception.signIn() }
        #expect(try await reception.signIn("dana@example.com", "another long one").session != nil)
        await #expect(throws: PeopleError.linkExpired) { try await reset("a third long one") }
    }

    @Test(arguments: Engine.available)
    func `a link ends after an hour, with the next one, and with a change of the password`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let user = try await reception.signUp().user
        var links: [String] = []
        for count in 0..<3 {
            try await RequestPasswordReset(reception.front)(email: user.email, from: Reception.caller)
            links.append(try await reception.mailbox.linkToken(to: user.email, after: count))
            let late = count == 1
            if late {
                reception.clock.advance(seconds: 3_600)
                await expectExpired(links[1], reception)
            }
            if count == 2 {
                _ = try await ChangePassword(reception.front)(
                    user: user.id, current: Reception.password, new: "another long one", from: Reception.caller)
            }
        }
        #expect(Set(links).count == 3)
        for link in links + ["", "x", String(repeating: "A", count: 43)] { await expectExpired(link, reception) }
    }

    private func expectExpired(_ link: String, _ reception: Reception) async {
        await #expect(throws: PeopleError.linkExpired) {
            try await ResetPassword(reception.front)(token: link, newPassword: "a third long one", from: Reception.caller)
        }
    }

    @Test(arguments: Engine.available)
    func `an unknown address gets the same answer and no letter, and no hash is made for either`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        try await reception.signUp()
        let before = reception.hashes.count
        for email in ["nobody@example.com", "no address at all", "dana@example.com"] {
            try await RequestPasswordReset(reception.front)(email: email, from: Reception.caller)
        }
        _ = try await reception.mailbox.linkToken(to: "dana@example.com")
        #expect(reception.mailbox.all.map(\.to) == ["dana@example.com"])
        #expect(reception.hashes.count == before)
    }

    @Test(arguments: Engine.available)
    func `a mail server that fails shows in the log and not in the answer`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine, mail: .fails)
        try await reception.signUp()
        try await RequestPasswordReset(reception.front)(email: "dana@example.com", from: Reception.caller)
        while reception.log.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        #expect(reception.log.all == ["A letter “Choose a new password” could not be sent."])
    }

    @Test(arguments: Engine.available)
    func `an address is written to three times, known or not, and then later`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        try await reception.signUp()
        for email in ["dana@example.com", "nobody@example.com"] {
            for _ in 0..<3 { try await RequestPasswordReset(reception.front)(email: email, from: Reception.caller) }
            await #expect(throws: PeopleError.tooManyAttempts(retryAfterSeconds: 600)) {
                try await RequestPasswordReset(reception.front)(email: email, from: Reception.caller)
            }
        }
    }
}
