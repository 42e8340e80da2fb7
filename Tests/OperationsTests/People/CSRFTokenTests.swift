import Operations
import Storage
import TestSupport
import Testing

struct CSRFTokenTests {
    private static let day: Int64 = 86_400
    /// Half past eleven at night, UTC: `testNow` is noon.
    private static let evening = Instant.testNow.advanced(bySeconds: 11 * 3_600 + 1_800)

    private let session = SecretToken(random: RandomBytes { count in (0..<count).map { UInt8($0) } })

    @Test func `a token is the day's HMAC under the session's key, XORed with its pad`() {
        // Made with Python's hmac module from RFC 5869 and RFC 2104.
        let token = CSRFToken(session: session).make(at: .testNow, random: RandomBytes { [UInt8](repeating: 0xA5, count: $0) })
        #expect(session.text == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
        #expect(token == "paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWRUwQDy-LBExK7y8zPoreR-222engCnirjXPpzA9yudQ")
    }

    @Test func `each one is different, and all are valid`() {
        let csrf = CSRFToken(session: session)
        let tokens = Set((0..<100).map { _ in csrf.make(at: .testNow, random: .system) })
        #expect(tokens.count == 100)
        #expect(tokens.allSatisfy { $0.utf8.count == 86 && csrf.verify($0, at: .testNow) == .valid })
    }

    @Test func `the secret in it is another one each day, and yesterday's counts until midnight`() {
        let csrf = CSRFToken(session: session)
        let zero = RandomBytes { [UInt8](repeating: 0, count: $0) }
        let token = csrf.make(at: Self.evening, random: zero)

        #expect(csrf.make(at: Self.evening.advanced(bySeconds: 1_799), random: zero) == token)
        #expect(csrf.make(at: Self.evening.advanced(bySeconds: 1_800), random: zero) != token)
        #expect(csrf.verify(token, at: Self.evening.advanced(bySeconds: 3_600)) == .valid)
        #expect(csrf.verify(token, at: Self.evening.advanced(bySeconds: Self.day + 1_799)) == .valid)
        #expect(csrf.verify(token, at: Self.evening.advanced(bySeconds: Self.day + 1_800)) == .expired)
        #expect(csrf.verify(token, at: Self.evening.advanced(bySeconds: 14 * Self.day)) == .expired)
        #expect(csrf.verify(token, at: Self.evening.advanced(bySeconds: 16 * Self.day)) == .mismatch)
        #expect(csrf.verify(token, at: Self.evening.advanced(bySeconds: -Self.day)) == .mismatch)
    }

    @Test func `another session's token is none`() {
        let other = CSRFToken(session: SecretToken(random: .system))
        let token = CSRFToken(session: session).make(at: .testNow, random: .system)
        #expect(other.verify(token, at: .testNow) == .mismatch)
    }

    @Test func `one bit changed anywhere makes it wrong`() throws {
        let csrf = CSRFToken(session: session)
        let token = Array(csrf.make(at: .testNow, random: .system))
        for index in token.indices {
            var changed = token
            changed[index] = changed[index] == "A" ? "B" : "A"
            #expect(csrf.verify(String(changed), at: .testNow) != .valid, "\(index)")
        }
    }

    @Test(arguments: [
        "", "x", "null", String(repeating: "A", count: 85), String(repeating: "A", count: 87), String(repeating: "A", count: 64_000),
    ])
    func `a wrong length is malformed`(text: String) {
        #expect(CSRFToken(session: session).verify(text, at: .testNow) == .malformed)
    }

    @Test(arguments: ["+", "/", "=", " ", "\u{0}", "é", "%"])
    func `a character that is not in the alphabet is malformed`(character: String) {
        let token = CSRFToken(session: session).make(at: .testNow, random: .system)
        let changed = character + token.dropFirst(character.utf8.count)
        #expect(CSRFToken(session: session).verify(changed, at: .testNow) == .malformed)
    }

    @Test func `a token from before signing in is none afterwards`() async throws {
        let reception = try await Reception(on: .sqlite)
        let before = try await reception.signUp().token
        let token = CSRFToken(session: before).make(at: .testNow, random: .system)
        let after = try #require(try await reception.signIn().session).token
        #expect(CSRFToken(session: after).verify(token, at: .testNow) == .mismatch)
    }
}
