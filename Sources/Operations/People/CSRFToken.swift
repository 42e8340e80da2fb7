import Crypto
package import Storage

/// Proves that a form or request was made from a page of ours in this very session.
///
/// The secret of a day is HMAC-SHA256 over the day, under a key derived from the session's own token: another session has another one, a
/// new session token ends the old ones, and nothing is stored. What goes out is the secret XORed with a pad that is new each time, behind that
/// pad, so that compressing the page around it tells nothing (the BREACH attack). Days change at midnight UTC; yesterday's token still
/// counts, for forms that were open then.
package struct CSRFToken: Sendable {
    private let key: SymmetricKey

    package enum Verdict: Hashable, Sendable {
        case valid
        /// No token of ours: its length or alphabet is wrong.
        case malformed
        /// This session's, of a day before yesterday.
        case expired
        /// Another session's, or made up.
        case mismatch
    }

    /// - Parameter session: the token of a session, or of the cookie that a visitor who is not signed in carries
    package init(session: SecretToken) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: session.bytes), info: Array("bookkeeper csrf.v1".utf8), outputByteCount: 32)
    }

    /// 86 characters of URL-safe base64, different each time.
    package func make(at now: Instant, random: RandomBytes) -> String {
        let pad = random.make(Self.size)
        return Base64URL.encode(pad + zip(pad, secret(ofDay: Self.day(now))).map { $0 ^ $1 })
    }

    /// Takes the same time for both days whose token counts. What is refused takes longer, to be called by its right name.
    package func verify(_ text: String, at now: Instant) -> Verdict {
        guard text.utf8.count == 86, let bytes = Base64URL.decode(text), bytes.count == 2 * Self.size else { return .malformed }
        let shown = zip(bytes.prefix(Self.size), bytes.suffix(Self.size)).map { $0 ^ $1 }
        let today = Self.day(now)
        func matches(_ ages: ClosedRange<Int64>) -> Bool {
            ages.map { age in PasswordHasher.areEqual(shown, secret(ofDay: today - age)) }.contains(true)
        }
        if matches(0...1) { return .valid }
        return matches(2...Self.rememberedDays) ? .expired : .mismatch
    }

    private static let size = 32
    /// How far back an expired token is told from a wrong one, so that a form left open gets the right words.
    private static let rememberedDays: Int64 = 14

    private static func day(_ now: Instant) -> Int64 { now.milliseconds / 86_400_000 }

    private func secret(ofDay day: Int64) -> [UInt8] { Array(HMAC<SHA256>.authenticationCode(for: Array("day \(day)".utf8), using: key)) }
}
