import Bookkeeping
import Storage

/// What the verbs about people work with: the office, and beside it what proves who someone is.
package struct FrontOffice: Sendable {
    package let office: Office
    package let passwords: PasswordHasher
    package let secrets: SecretBox
    package let mailer: Mailer
    /// Where the service is reached, without a slash at the end: links in letters begin with it.
    package let publicURL: String
    package let random: RandomBytes
    /// For the operator: a letter that could not be sent, say. Never with a secret in it.
    package let log: @Sendable (String) -> Void

    package init(
        office: Office, passwords: PasswordHasher, secrets: SecretBox, mailer: Mailer, publicURL: String, random: RandomBytes = .system,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        (self.office, self.passwords, self.secrets, self.mailer) = (office, passwords, secrets, mailer)
        (self.publicURL, self.random, self.log) = (publicURL, random, log)
    }

    var database: any Database { office.database }
    func now() -> Instant { office.now() }
}

/// Bytes that nobody can foresee; tests know theirs.
package struct RandomBytes: Sendable {
    package let make: @Sendable (_ count: Int) -> [UInt8]

    package init(make: @escaping @Sendable (_ count: Int) -> [UInt8]) { self.make = make }

    /// From the operating system.
    package static let system = RandomBytes { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
