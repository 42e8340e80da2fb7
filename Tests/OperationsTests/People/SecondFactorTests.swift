import Bookkeeping
import Operations
import Storage
import TestSupport
import Testing

@testable import Operations

struct SecondFactorTests {
    /// RFC 6238, appendix B, SHA-1.
    @Test(
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)])
    func `codes are those of the standard`(seconds: Int64, code: String) {
        let secret = Array("12345678901234567890".utf8)
        #expect(TOTP.code(at: TOTP.step(atMilliseconds: seconds * 1_000), secret: secret, digits: 8) == code)
        #expect(TOTP.code(at: TOTP.step(atMilliseconds: seconds * 1_000), secret: secret) == code.suffix(6))
    }

    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
    ])
    func `base 32 is that of the standard`(plain: String, text: String) {
        #expect(Base32.encode(Array(plain.utf8)) == text)
    }

    @Test(arguments: [(-2, false), (-1, true), (0, true), (1, true), (2, false)])
    func `a clock may be one step off`(steps: Int64, isTaken: Bool) {
        let secret = Array("12345678901234567890".utf8)
        let now = Instant.testNow.milliseconds
        let code = TOTP.code(at: TOTP.step(atMilliseconds: now) + steps, secret: secret)
        #expect((TOTP.step(of: code, secret: secret, atMilliseconds: now) != nil) == isTaken)
    }

    @Test(arguments: Engine.available)
    func `with a second factor the password alone opens nothing, and a code counts once`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let app = try await reception.signUpWithApp()
        reception.clock.advance(seconds: 60)
        let pending = try #require(try await reception.signIn().pending)
        let finish = { (code: String) in try await SignIn(reception.front).finish(pending: pending, code: code, from: Reception.caller) }
        let code = app.code(at: reception.clock.now)

        let wrong = String(code.reversed()) == code ? "000000" : String(code.reversed())
        await #expect(throws: PeopleError.wrongCode) { try await finish(wrong) }
        #expect(try await reception.find(finish(code).token) != nil)
        await #expect(throws: PeopleError.wrongCode) { try await finish(code) }
        // Nor does the code of the step before, though clocks may differ.
        let earlier = app.code(at: reception.clock.now.advanced(bySeconds: -30))
        await #expect(throws: PeopleError.wrongCode) { try await finish(earlier) }
        reception.clock.advance(seconds: 30)
        #expect(try await reception.signIn(code: app.code(at: reception.clock.now)).session != nil)
    }

    @Test(arguments: Engine.available)
    func `the same code from two places at once opens one session`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let app = try await reception.signUpWithApp()
        reception.clock.advance(seconds: 60)
        let code = app.code(at: reception.clock.now)
        let opened = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 { group.addTask { (try? await reception.signIn(code: code).session) != nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(opened == 1)
    }

    @Test(arguments: Engine.available)
    func `each of ten recovery codes counts once, however it is typed`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let app = try await reception.signUpWithApp()
        #expect(Set(app.recoveryCodes).count == 10)

        let typed = app.recoveryCodes[0].uppercased().replacing("-", with: " ")
        #expect(try await reception.signIn(code: typed).session != nil)
        await #expect(throws: PeopleError.wrongCode) { try await reception.signIn(code: app.recoveryCodes[0]) }
        #expect(try await reception.signIn(code: app.recoveryCodes[1]).session != nil)
        #expect(try await SecondFactor(reception.front).unusedRecoveryCodes(of: app.session.user.id) == 8)

        let renewed = try await SecondFactor(reception.front).renewRecoveryCodes(app.session.user.id, password: Reception.password)
        await #expect(throws: PeopleError.wrongCode) { try await reception.signIn(code: app.recoveryCodes[2]) }
        #expect(try await reception.signIn(code: renewed[0]).session != nil)
    }

    @Test(arguments: Engine.available)
    func `it counts from its first code on, and the password turns it off`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let user = try await reception.signUp().user.id
        let factor = SecondFactor(reception.front)

        let first = try await factor.enroll(user)
        #expect(first.uri.hasPrefix("otpauth://totp/AI%20Bookkeeper:dana%40example%2Ecom?secret=\(first.secret)&issuer=AI%20Bookkeeper"))
        #expect(try await reception.signIn().session != nil)
        let app = App(secret: try await factor.enroll(user).secret)
        await #expect(throws: PeopleError.wrongCode) {
            try await factor.confirm(user, code: App(secret: first.secret).code(at: reception.clock.now))
        }
        _ = try await factor.confirm(user, code: app.code(at: reception.clock.now))
        #expect(try await factor.isOn(for: user))
        await #expect(throws: PeopleError.secondFactorOn) { try await factor.enroll(user) }
        // The code that turned it on is used.
        await #expect(throws: PeopleError.wrongCode) { try await reception.signIn(code: app.code(at: reception.clock.now)) }

        await #expect(throws: PeopleError.wrongPassword) { try await factor.disable(user, password: "wrong password") }
        try await factor.disable(user, password: Reception.password)
        #expect(try await reception.signIn().session != nil)
        await #expect(throws: PeopleError.secondFactorOff) { try await factor.renewRecoveryCodes(user, password: Reception.password) }
    }

    @Test(arguments: Engine.available)
    func `guessing codes is slow, and does not keep out who has a known browser`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let app = try await reception.signUpWithApp()
        reception.clock.advance(seconds: 60)
        let pending = try #require(try await reception.signIn().pending)
        var tried = 0
        for number in 0..<1_000 {
            do {
                let guess = String("\(1_000_000 + number)".suffix(6))
                _ = try await SignIn(reception.front).finish(pending: pending, code: guess, from: Caller(address: "198.51.100.7"))
            } catch PeopleError.tooManyAttempts(let seconds) {
                #expect(seconds == 600)
            } catch PeopleError.wrongCode { tried += 1 }
        }
        #expect(tried == 5)
        let code = app.code(at: reception.clock.now)
        #expect(try await reception.signIn(code: code, device: app.session.device).session != nil)
    }

    @Test(arguments: Engine.available)
    func `a half-done sign-in ends after ten minutes, with a new password, and when it was made up`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let app = try await reception.signUpWithApp()
        reception.clock.advance(seconds: 60)
        let pending = try #require(try await reception.signIn().pending)
        let finish = { (text: String) in
            try await SignIn(reception.front).finish(
                pending: text, code: app.code(at: reception.clock.now), from: Reception.caller)
        }
        for text in ["", "x", pending + "A", String(pending.dropLast(4)), app.session.device] {
            await #expect(throws: PeopleError.signInExpired) { try await finish(text) }
        }
        _ = try await ChangePassword(reception.front)(
            user: app.session.user.id, current: Reception.password, new: "another long one", from: Reception.caller)
        await #expect(throws: PeopleError.signInExpired) { try await finish(pending) }
        let next = try #require(try await reception.signIn("dana@example.com", "another long one").pending)
        reception.clock.advance(seconds: 600)
        await #expect(throws: PeopleError.signInExpired) { try await finish(next) }
    }

    @Test(arguments: Engine.available)
    func `the secret is sealed in the database, for its person alone`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let app = try await reception.signUpWithApp()
        let user = app.session.user.id
        let sealed = try #require(try await reception.database.readPeople { people in try people.secondFactors.record(of: user) })
            .sealedSecret
        let secret = try #require(reception.front.secrets.open(sealed, for: .secondFactor, in: "user \(user)"))
        #expect(Base32.encode(secret) == app.secret)
        #expect(!sealed.contains(secret))
        #expect(reception.front.secrets.open(sealed, for: .secondFactor, in: "user \(user.rawValue + 1)") == nil)
        #expect(reception.front.secrets.open(sealed, for: .webhook, in: "user \(user)") == nil)
        let other = try SecretBox(secretKey: [UInt8](repeating: 8, count: 32))
        #expect(other.open(sealed, for: .secondFactor, in: "user \(user)") == nil)
    }
}

struct SecretBoxTests {
    @Test func `a box is AES-256-GCM under a key of HKDF, so that what is sealed today opens tomorrow`() throws {
        let box = try SecretBox(secretKey: [UInt8](repeating: 7, count: 32), random: RandomBytes { [UInt8](repeating: 9, count: $0) })
        // Made with Python's cryptography package.
        let sealed = try box.seal(Array("seed".utf8), for: .secondFactor, in: "user 12")
        let text = sealed.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(text == "01090909090909090909090909dd0480360837fb40537c880432358f7f18eb32be")
        #expect(box.open(sealed, for: .secondFactor, in: "user 12") == Array("seed".utf8))
    }

    @Test func `whatever is changed, it does not open`() throws {
        let box = try SecretBox(secretKey: [UInt8](repeating: 7, count: 32))
        let sealed = try box.seal(Array("seed".utf8), for: .webhook, in: "here")
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(box.open(changed, for: .webhook, in: "here") == nil, "\(index)")
        }
        for length in 0..<sealed.count { #expect(box.open(Array(sealed.prefix(length)), for: .webhook, in: "here") == nil) }
    }

    @Test func `a short key is refused`() {
        #expect(throws: SecretBoxError.keyTooShort(31)) { try SecretBox(secretKey: [UInt8](repeating: 7, count: 31)) }
    }
}

/// An authenticator app.
struct App {
    let secret: String

    func code(at now: Instant) -> String {
        TOTP.code(at: TOTP.step(atMilliseconds: now.milliseconds), secret: Self.decode(secret))
    }

    private static func decode(_ text: String) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (bytes, buffer, bits): ([UInt8], Int, Int) = ([], 0, 0)
        for character in text {
            (buffer, bits) = (buffer << 5 | (alphabet.firstIndex(of: character) ?? 0), bits + 5)
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(buffer >> bits & 255))
            }
        }
        return bytes
    }
}

struct EnrolledApp {
    let session: NewSession
    let secret: String
    let recoveryCodes: [String]

    func code(at now: Instant) -> String { App(secret: secret).code(at: now) }
}

extension Reception {
    func signUpWithApp() async throws -> EnrolledApp {
        let session = try await signUp()
        let secret = try await SecondFactor(front).enroll(session.user.id).secret
        let codes = try await SecondFactor(front).confirm(session.user.id, code: App(secret: secret).code(at: clock.now))
        return EnrolledApp(session: session, secret: secret, recoveryCodes: codes)
    }
}
