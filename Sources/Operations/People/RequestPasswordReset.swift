import Bookkeeping
import Storage

/// Mails a link to someone who forgot the password. Whether the address is anyone's shows neither in the answer nor in the work.
package struct RequestPasswordReset: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    static let lifeSeconds: Int64 = 3_600

    package func callAsFunction(email: String, from caller: Caller) async throws {
        let email = EmailAddress.folded(email)
        try await front.charge(Allowance.resetsOfAddress.charge(caller.network), Allowance.resetsOfAccount.charge(email))
        let (token, now) = (SecretToken(random: front.random), front.now())
        let user = try await front.database.writePeople { people -> User? in
            guard let user = try people.users.credentials(ofEmail: email)?.user else { return nil }
            try people.resets.replace(
                for: user.id, tokenHash: token.hash, expiresAt: now.advanced(bySeconds: Self.lifeSeconds), at: now)
            return user
        }
        guard let user else { return }
        front.sendBeside(
            Mailer.Letter(
                to: user.email, subject: "Choose a new password",
                body: """
                    Someone, probably you, asked for a new password for \(user.email).

                    Choose it here within an hour:
                    \(front.publicURL)/reset?token=\(token.text)

                    If that was not you, there is nothing to do: the old password stays.

                    """))
    }
}
