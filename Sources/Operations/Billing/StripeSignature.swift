import Crypto
import Foundation
package import Storage

/// Proves that a webhook comes from the provider: `Stripe-Signature: t=<seconds>,v1=<hex HMAC-SHA256>[,v1=…]` over `t.body`, with the whole
/// secret as the key (Stripe, “Webhook signatures”, 2025). Of several secrets any may fit, while one takes the place of another.
package struct StripeSignature: Sendable {
    let secrets: [String]

    package init(secrets: [String]) { self.secrets = secrets }

    /// How far the sender's clock may be off, in either direction.
    package static let toleranceSeconds: Int64 = 300
    /// A header with more signatures than this is nobody's.
    private static let mostSignatures = 16

    package enum Fault: Error, Equatable {
        case missing, malformed, mismatch, tooOld, tooNew
    }

    /// Over the bytes as they came: nothing may read them before.
    package func verify(_ body: [UInt8], header: String?, at now: Instant) throws(Fault) {
        guard let header, !header.isEmpty else { throw .missing }
        let (seconds, signatures) = try Self.parts(of: header)
        let message = Array("\(seconds).".utf8) + body
        guard secrets.contains(where: { secret in signatures.contains { Self.fits($0, message, secret) } }) else { throw .mismatch }
        // Only now, so that a stranger learns nothing about the clock.
        let age = now.milliseconds / 1_000 - seconds
        guard age <= Self.toleranceSeconds else { throw .tooOld }
        guard age >= -Self.toleranceSeconds else { throw .tooNew }
    }

    /// As the provider signs: what tests and the sample use.
    package static func header(for body: [UInt8], secret: String, at now: Instant) -> String {
        let seconds = now.milliseconds / 1_000
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(seconds).".utf8) + body, using: SymmetricKey(data: Array(secret.utf8)))
        return "t=\(seconds),v1=\(hex(code))"
    }

    private static func parts(of header: String) throws(Fault) -> (seconds: Int64, signatures: [[UInt8]]) {
        var times: [Substring] = []
        var signatures: [[UInt8]] = []
        for piece in header.split(separator: ",") {
            let parts = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw .malformed }
            switch parts[0].trimmingPrefix(while: { $0 == " " }) {
            case "t": times.append(parts[1])
            case "v1": if let bytes = bytes(ofHex: parts[1]) { signatures.append(bytes) }
            default: break
            }
        }
        // Twelve digits reach beyond the year 30000, and the age stays far from overflow.
        guard times.count == 1, (1...12).contains(times[0].count), times[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int64(times[0]), !signatures.isEmpty, signatures.count <= mostSignatures
        else { throw .malformed }
        return (seconds, signatures)
    }

    /// In constant time.
    private static func fits(_ signature: [UInt8], _ message: [UInt8], _ secret: String) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: message, using: SymmetricKey(data: Array(secret.utf8)))
    }

    private static func bytes(ofHex text: Substring) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 64, text.utf8.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
