import Crypto
import Foundation

/// How a receiver knows that a webhook is ours and new: the scheme of standardwebhooks.com, for which libraries exist in most languages.
/// HMAC-SHA256 over `ID.TIMESTAMP.BODY`.
enum WebhookSignature {
    /// `whsec_` and base64 of 32 bytes: what the receiver is shown once.
    static func secretText(_ secret: [UInt8]) -> String { "whsec_" + Data(secret).base64EncodedString() }

    static func headers(id: String, atSeconds seconds: Int64, body: [UInt8], secret: [UInt8]) -> [String: String] {
        let signed = Array("\(id).\(seconds).".utf8) + body
        let mac = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: secret))
        return [
            "content-type": "application/json", "user-agent": "AI-Bookkeeper-Webhook", "webhook-id": id, "webhook-timestamp": "\(seconds)",
            "webhook-signature": "v1," + Data(mac).base64EncodedString(),
        ]
    }
}
