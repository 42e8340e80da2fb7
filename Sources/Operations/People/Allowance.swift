import Crypto
import Storage

/// How often something may be tried: `burst` times at once, and once more each `everySeconds`.
///
/// Nobody is locked out for good. The allowance of an account is shared by strangers alone: a browser that its owner has signed in with
/// before carries a device token, and has an allowance of its own that an attacker elsewhere does not use up. Whoever sits at a new
/// device while the account is under attack has a new password mailed, and the link makes that browser a known one.
struct Allowance: Sendable {
    let name: String
    let burst: Int
    let everySeconds: Int

    /// An office of many people may sit behind one address.
    static let signInsOfAddress = Allowance(name: "sign-in of address", burst: 50, everySeconds: 10)
    static let signInsOfStrangers = Allowance(name: "sign-in to account", burst: 10, everySeconds: 60)
    static let signInsOfDevice = Allowance(name: "sign-in of device", burst: 10, everySeconds: 30)
    /// Six digits are guessed by trying: at this pace half of them take ten years.
    static let codesOfStrangers = Allowance(name: "code to account", burst: 5, everySeconds: 600)
    static let codesOfDevice = Allowance(name: "code of device", burst: 5, everySeconds: 60)
    static let signUpsOfAddress = Allowance(name: "sign-up of address", burst: 100, everySeconds: 30)
    static let resetsOfAddress = Allowance(name: "reset of address", burst: 20, everySeconds: 60)
    static let resetsOfAccount = Allowance(name: "reset of account", burst: 3, everySeconds: 600)
    static let linksOfAddress = Allowance(name: "link of address", burst: 50, everySeconds: 10)
    static let invitationsOfTenant = Allowance(name: "invitation of tenant", burst: 50, everySeconds: 60)
    static let testMessages = Allowance(name: "test message of tenant", burst: 5, everySeconds: 720)
    static let passwordsOfUser = Allowance(name: "password of user", burst: 10, everySeconds: 30)
    /// Four hundred entries a minute to one company of QuickBooks, twenty at a time: it takes five hundred requests.
    static let quickBooksBlocks = Allowance(name: "block to QuickBooks", burst: 5, everySeconds: 3)

    /// Only a hash is stored: the table names nobody.
    func charge(_ key: String) -> RateLimitStore.Charge {
        RateLimitStore.Charge(keyHash: Array(SHA256.hash(data: Array("\(name)\n\(key)".utf8))), burst: burst, everySeconds: everySeconds)
    }
}

extension FrontOffice {
    /// - Throws: `.tooManyAttempts` when one of the allowances is used up; none is charged then.
    func charge(_ charges: RateLimitStore.Charge...) async throws {
        let now = now()
        if let seconds = try await database.readPeople({ people in try people.rateLimits.wait(for: charges, at: now) }) {
            throw PeopleError.tooManyAttempts(retryAfterSeconds: seconds)
        }
        if let seconds = try await database.writePeople({ people in try people.rateLimits.take(charges, at: now) }) {
            throw PeopleError.tooManyAttempts(retryAfterSeconds: seconds)
        }
    }
}
