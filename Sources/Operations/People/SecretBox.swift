import Bookkeeping
import Crypto
import Foundation

/// Keeps secrets that must be read again: AES-256-GCM under keys that are derived from the operator's SECRET_KEY, one for each purpose.
package struct SecretBox: Sendable {
    private let root: SymmetricKey
    private let random: RandomBytes

    /// What a key is for. A label never changes, or what it sealed is lost.
    package enum Purpose: String, Sendable {
        case secondFactor = "second-factor.v1"
        case webhook = "webhook.v1"
        case slack = "slack.v1"
        case pendingSignIn = "pending-sign-in.v1"
        case device = "device.v1"
        case answer = "answered-request.v1"
        case quickBooks = "quickbooks.v1"
    }

    /// - Parameter secretKey: 32 bytes or more
    package init(secretKey: [UInt8], random: RandomBytes = .system) throws(SecretBoxError) {
        guard secretKey.count >= 32 else { throw .keyTooShort(secretKey.count) }
        root = SymmetricKey(data: secretKey)
        self.random = random
    }

    /// - Parameter place: where the result belongs, `user 12` say: it opens nowhere else
    func seal(_ secret: [UInt8], for purpose: Purpose, in place: String) throws -> [UInt8] {
        let nonce = random.make(12)
        let box = try AES.GCM.seal(
            secret, using: key(for: purpose), nonce: AES.GCM.Nonce(data: nonce), authenticating: Array(place.utf8))
        return [Self.version] + nonce + box.ciphertext + box.tag
    }

    /// - Returns: nil when it was sealed under another key, for something else, or has been changed.
    func open(_ sealed: [UInt8], for purpose: Purpose, in place: String) -> [UInt8]? {
        guard sealed.first == Self.version, sealed.count >= 29 else { return nil }
        guard
            let box = try? AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: sealed[1..<13]), ciphertext: sealed[13..<(sealed.count - 16)], tag: sealed.suffix(16)),
            let secret = try? AES.GCM.open(box, using: key(for: purpose), authenticating: Array(place.utf8))
        else { return nil }
        return Array(secret)
    }

    /// The first byte of what is sealed, so that another way of sealing can come beside this one.
    private static let version: UInt8 = 1

    private func key(for purpose: Purpose) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: root, info: Array("bookkeeper \(purpose.rawValue)".utf8), outputByteCount: 32)
    }
}

package enum SecretBoxError: ExplainedError, Equatable {
    case keyTooShort(Int)

    package var userText: String {
        switch self {
        case .keyTooShort(let count): "SECRET_KEY has \(count) bytes. It takes at least 32 random ones: openssl rand -hex 32 makes them."
        }
    }
}
