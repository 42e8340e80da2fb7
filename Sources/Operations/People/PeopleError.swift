import Bookkeeping
import Storage

/// What a verb about people refuses.
package enum PeopleError: ExplainedError, Equatable {
    case unfitEmail(String)
    case unfitPassword(PasswordRules.Fault)
    case emailTaken
    case wrongCredentials
    case wrongCode
    case wrongPassword
    case signInExpired
    case tooManyAttempts(retryAfterSeconds: Int)
    case busy
    case linkExpired
    case invitedSomeoneElse(String)
    case accountExists(String)
    case forbidden(Permission)
    case noSuchMember
    case noSuchUser(String)
    case alreadyMember(String)
    case lastOwner
    case noSuchInvitation
    case noSuchToken
    case unfitTokenLifetime(days: Int)
    case secondFactorOn
    case secondFactorOff
    case requestUnderWay
    case unfitKey
    case letterNotSent(String)

    /// The kind of fault, which Web turns into a status.
    package enum Kind: Hashable, Sendable {
        case invalid, unauthorized, forbidden, notFound, conflict, busy
        case tooMany(retryAfterSeconds: Int)
    }

    package var kind: Kind {
        switch self {
        case .unfitEmail, .unfitPassword, .unfitTokenLifetime, .unfitKey: .invalid
        case .wrongCredentials, .wrongCode, .wrongPassword, .signInExpired: .unauthorized
        case .invitedSomeoneElse, .forbidden: .forbidden
        case .linkExpired, .noSuchMember, .noSuchUser, .noSuchInvitation, .noSuchToken: .notFound
        case .emailTaken, .accountExists, .alreadyMember, .lastOwner, .secondFactorOn, .secondFactorOff, .requestUnderWay: .conflict
        case .tooManyAttempts(let seconds): .tooMany(retryAfterSeconds: seconds)
        case .busy, .letterNotSent: .busy
        }
    }

    /// For programs.
    package var code: String {
        switch self {
        case .unfitEmail: "unfit_email"
        case .unfitPassword: "unfit_password"
        case .emailTaken: "email_taken"
        case .wrongCredentials: "wrong_credentials"
        case .wrongCode: "wrong_code"
        case .wrongPassword: "wrong_password"
        case .signInExpired: "sign_in_expired"
        case .tooManyAttempts: "too_many_attempts"
        case .busy: "busy"
        case .linkExpired: "link_expired"
        case .invitedSomeoneElse: "invited_someone_else"
        case .accountExists: "account_exists"
        case .forbidden: "forbidden"
        case .noSuchMember: "no_such_member"
        case .noSuchUser: "no_such_user"
        case .alreadyMember: "already_member"
        case .lastOwner: "last_owner"
        case .noSuchInvitation: "no_such_invitation"
        case .noSuchToken: "no_such_token"
        case .unfitTokenLifetime: "unfit_token_lifetime"
        case .secondFactorOn: "second_factor_on"
        case .secondFactorOff: "second_factor_off"
        case .requestUnderWay: "request_under_way"
        case .unfitKey: "unfit_idempotency_key"
        case .letterNotSent: "letter_not_sent"
        }
    }

    package var userText: String {
        switch self {
        case .unfitEmail(let text): "“\(text)” is no e-mail address. Write one like dana@example.com."
        case .unfitPassword(let fault): fault.userText
        case .emailTaken: "Someone has an account with this address. Sign in, or have a new password sent."
        case .wrongCredentials: "The address or the password is wrong. Try again, or have a new password sent."
        case .wrongCode: "The code is wrong or was used before. Enter the one that the app shows now, or an unused recovery code."
        case .wrongPassword: "The current password is wrong. Enter it again."
        case .signInExpired: "The sign-in took too long. Begin it again."
        case .tooManyAttempts(let seconds): "There were too many attempts. Try again in \(Self.span(seconds))."
        case .busy: "The service is busy. Try again in a moment."
        case .linkExpired: "The link has expired or was used before. Ask for a new one."
        case .invitedSomeoneElse(let email): "The invitation is for \(email). Sign in with that address."
        case .accountExists(let email): "There is an account for \(email). Sign in to accept the invitation."
        case .forbidden(let permission): "Your role does not allow you to \(permission.words). Ask an Owner."
        case .noSuchMember: "This person does not belong to the company. Look at the team again."
        case .noSuchUser(let email): "There is no user \(email). Add one with: bookkeeper user add"
        case .alreadyMember(let email): "\(email) belongs to the company already. Change the role instead."
        case .lastOwner: "A company needs an Owner. Make someone else Owner first."
        case .noSuchInvitation: "There is no such open invitation. Look at the team again."
        case .noSuchToken: "There is no such token. Look at the list again."
        case .unfitTokenLifetime(let days): "A token cannot count for \(days) days. Choose from 1 to \(CreateAPIToken.longestDays)."
        case .secondFactorOn: "Sign-in by code is on already. Turn it off first."
        case .secondFactorOff: "Sign-in by code has not been set up. Begin with the secret for the app."
        case .requestUnderWay: "The same request is being worked on. Send it again in a moment."
        case .unfitKey: "An idempotency key has 1 to 255 plain characters. Send another one."
        case .letterNotSent(let email):
            "The letter to \(email) could not be sent, so nothing was done. Look at the mail settings and try again."
        }
    }

    private static func span(_ seconds: Int) -> String {
        seconds < 120 ? "\(seconds) seconds" : "\((seconds + 59) / 60) minutes"
    }
}
