import Crypto

/// 256 random bits that open something to whoever shows them. Only the SHA-256 is ever stored; printing one shows nothing.
package struct SecretToken: Sendable, CustomStringConvertible, CustomReflectable {
    /// 43 characters of URL-safe base64, for a cookie or a link.
    package let text: String
    let bytes: [UInt8]

    package init(random: RandomBytes) {
        bytes = random.make(32)
        text = Base64URL.encode(bytes)
    }

    /// What a visitor sent; nil when it cannot be a token of ours.
    package init?(text: some StringProtocol) {
        guard text.utf8.count == 43, let bytes = Base64URL.decode(text), bytes.count == 32 else { return nil }
        (self.text, self.bytes) = (String(text), bytes)
    }

    var hash: [UInt8] { Array(SHA256.hash(data: bytes)) }

    package var description: String { "…" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
