import Crypto
import Foundation
package import Storage

/// Sign-in by a code from an app, besides the password, and the recovery codes for a lost telephone.
package struct SecondFactor: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    package struct Enrollment: Sendable {
        /// In base 32, to be typed into an app.
        package let secret: String
        /// `otpauth://totp/…`, to be shown as a QR code.
        package let uri: String
    }

    package func isOn(for user: UserID) async throws -> Bool {
        try await front.database.readPeople { people in try people.secondFactors.record(of: user)?.confirmedAt != nil }
    }

    package func unusedRecoveryCodes(of user: UserID) async throws -> Int {
        try await front.database.readPeople { people in try people.secondFactors.unusedRecoveryCodes(of: user) }
    }

    /// A new secret, which counts once `confirm` has seen a code made with it.
    /// - Throws: `.secondFactorOn` where one counts already.
    package func enroll(_ user: UserID) async throws -> Enrollment {
        let secret = front.random.make(20)
        let sealed = try front.secrets.seal(secret, for: .secondFactor, in: "user \(user)")
        let now = front.now()
        let email = try await front.database.writePeople { people in
            guard let user = try people.users.user(user) else { throw PeopleError.noSuchMember }
            guard try people.secondFactors.enroll(user.id, sealedSecret: sealed, at: now) else { throw PeopleError.secondFactorOn }
            return user.email
        }
        let label = email.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let text = Base32.encode(secret)
        return Enrollment(
            secret: text,
            uri: "otpauth://totp/AI%20Bookkeeper:\(label)?secret=\(text)&issuer=AI%20Bookkeeper&algorithm=SHA1&digits=6&period=30")
    }

    /// Turns it on.
    /// - Returns: ten recovery codes, shown this once.
    package func confirm(_ user: UserID, code: String) async throws -> [String] {
        try await front.charge(Allowance.codesOfDevice.charge("confirm \(user)"))
        let (front, now, codes) = (front, front.now(), RecoveryCode.make(front.random))
        try await front.database.writePeople { people in
            guard let record = try people.secondFactors.record(of: user) else { throw PeopleError.secondFactorOff }
            guard record.confirmedAt == nil else { throw PeopleError.secondFactorOn }
            guard try Self.takeStep(code, record, of: user, in: people, front, at: now) else { throw PeopleError.wrongCode }
            try people.secondFactors.confirm(user, at: now)
            try people.secondFactors.replaceRecoveryCodes(of: user, hashes: codes.map(RecoveryCode.hash))
        }
        return codes
    }

    /// Turns it off, for someone who knows the password.
    package func disable(_ user: UserID, password: String) async throws {
        try await front.require(password, of: user)
        try await front.database.writePeople { people in try people.secondFactors.remove(user) }
    }

    /// Ten new recovery codes; the old ones are void.
    package func renewRecoveryCodes(_ user: UserID, password: String) async throws -> [String] {
        try await front.require(password, of: user)
        let codes = RecoveryCode.make(front.random)
        try await front.database.writePeople { people in
            guard try people.secondFactors.record(of: user)?.confirmedAt != nil else { throw PeopleError.secondFactorOff }
            try people.secondFactors.replaceRecoveryCodes(of: user, hashes: codes.map(RecoveryCode.hash))
        }
        return codes
    }

    /// Takes a code from the app or a recovery code; each counts once.
    static func take(_ code: String, of user: UserID, in people: People, _ front: FrontOffice, at now: Instant) throws -> Bool {
        let typed = code.filter { !$0.isWhitespace && $0 != "-" }
        guard typed.utf8.count <= 32, let record = try people.secondFactors.record(of: user), record.confirmedAt != nil else {
            return false
        }
        if try takeStep(typed, record, of: user, in: people, front, at: now) { return true }
        return try people.secondFactors.takeRecoveryCode(hash: RecoveryCode.hash(typed), of: user, at: now)
    }

    private static func takeStep(
        _ code: String, _ record: SecondFactorStore.Record, of user: UserID, in people: People, _ front: FrontOffice, at now: Instant
    ) throws -> Bool {
        let typed = code.filter { !$0.isWhitespace }
        guard typed.utf8.count == 6, let secret = front.secrets.open(record.sealedSecret, for: .secondFactor, in: "user \(user)"),
            let step = TOTP.step(of: typed, secret: secret, atMilliseconds: now.milliseconds)
        else { return false }
        return try people.secondFactors.take(step: step, of: user)
    }
}

/// Ways in for someone whose telephone is lost: 80 bits each, so that a hash of one is nothing to guess from.
enum RecoveryCode {
    static let count = 10

    /// `abcd-efgh-ijkl-mnop`
    static func make(_ random: RandomBytes) -> [String] {
        (0..<count).map { _ in
            let text = Array(Base32.encode(random.make(10)).lowercased())
            return stride(from: 0, to: 16, by: 4).map { String(text[$0..<($0 + 4)]) }.joined(separator: "-")
        }
    }

    /// However it is typed.
    static func hash(_ code: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(code.lowercased().filter { !$0.isWhitespace && $0 != "-" }.utf8)))
    }
}

extension FrontOffice {
    /// Asks a person who is signed in for the password once more.
    /// - Returns: the stored hash that it fits.
    @discardableResult
    func require(_ password: String, of user: UserID) async throws -> String {
        let charge = Allowance.passwordsOfUser.charge("\(user)")
        try await self.charge(charge)
        let found = try await database.readPeople { people in try people.users.credentials(of: user) }
        guard try await passwords.check(password, against: found?.passwordHash) != .wrong, let hash = found?.passwordHash else {
            throw PeopleError.wrongPassword
        }
        try await database.writePeople { people in try people.rateLimits.clear(charge) }
        return hash
    }
}
