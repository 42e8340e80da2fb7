import Crypto

/// Codes that change every 30 seconds (RFC 6238, with HMAC-SHA1, which is what authenticator apps understand).
enum TOTP {
    static let stepSeconds: Int64 = 30

    static func step(atMilliseconds milliseconds: Int64) -> Int64 { milliseconds / (stepSeconds * 1_000) }

    /// RFC 4226, 5.3: the last four bits of the MAC say where in it the number lies.
    static func code(at step: Int64, secret: [UInt8], digits: Int = 6) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * Int64($0))) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(mac[19] & 15)
        let number = mac[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let modulus = (0..<digits).reduce(UInt32(1)) { product, _ in product * 10 }
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step whose code this is: now's, or one before or after, since clocks differ.
    static func step(of code: String, secret: [UInt8], atMilliseconds milliseconds: Int64) -> Int64? {
        let now = step(atMilliseconds: milliseconds)
        let matches = [now, now - 1, now + 1].filter { step in
            PasswordHasher.areEqual(Array(code.utf8), Array(self.code(at: step, secret: secret).utf8))
        }
        return matches.first
    }
}

/// RFC 4648, section 6, without padding: how authenticator apps take a secret.
enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var (buffer, bits): (UInt32, Int) = (0, 0)
        for byte in bytes {
            (buffer, bits) = (buffer << 8 | UInt32(byte), bits + 8)
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(buffer >> UInt32(bits) & 31)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(buffer << UInt32(5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
