import Crypto
import Storage

/// Tells a browser that a person has signed in with from any other. It opens nothing; it only keeps its owner out of the strangers' line.
struct DeviceToken {
    let text: String
    /// Which device: its own allowance is counted under this name.
    let name: String

    static func make(for user: UserID, _ front: FrontOffice) throws -> DeviceToken {
        let nonce = front.random.make(12)
        let sealed = try front.secrets.seal(nonce, for: .device, in: "user \(user)")
        return DeviceToken(text: Base64URL.encode(sealed), name: "\(user) \(Base64URL.encode(nonce))")
    }

    /// Nil when it is not this user's, or none.
    static func open(_ text: String?, of user: UserID?, _ front: FrontOffice) -> DeviceToken? {
        guard let text, let user, text.utf8.count <= 200, let sealed = Base64URL.decode(text),
            let nonce = front.secrets.open(sealed, for: .device, in: "user \(user)")
        else { return nil }
        return DeviceToken(text: text, name: "\(user) \(Base64URL.encode(nonce))")
    }
}
