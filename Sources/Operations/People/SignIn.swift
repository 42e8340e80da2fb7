import Bookkeeping
import Crypto
import Storage

/// Lets a person in who knows the password and, where that is on, has the code.
///
/// Someone unknown, and someone without a password, costs the same work and gets the same words as someone who mistyped it.
package struct SignIn: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    package enum Outcome: Sendable {
        case signedIn(NewSession)
        /// The password is right and a code is wanted: `finish` takes it together with this text, within ten minutes.
        case needsCode(pending: String)
    }

    /// - Parameters:
    ///   - code: from the authenticator app, or a recovery code, where the caller has it already
    ///   - device: what `NewSession.device` gave this browser once
    ///   - old: the session that the browser still has; it ends
    package func callAsFunction(
        email: String, password: String, code: String? = nil, device: String? = nil, replacing old: SecretToken? = nil,
        from caller: Caller
    ) async throws -> Outcome {
        let email = EmailAddress.folded(email)
        let found = try await front.database.readPeople { people in try people.users.credentials(ofEmail: email) }
        let known = DeviceToken.open(device, of: found?.user.id, front)
        let ofAddress = Allowance.signInsOfAddress.charge(caller.network)
        let ofAccount = known.map { Allowance.signInsOfDevice.charge($0.name) } ?? Allowance.signInsOfStrangers.charge(email)
        try await front.charge(ofAddress, ofAccount)

        let verdict = try await front.passwords.check(password, against: found?.passwordHash)
        guard let found, let stored = found.passwordHash, verdict != .wrong else { throw PeopleError.wrongCredentials }
        let hash = verdict == .rightAtOldCost ? try await renewedHash(of: found.user, password, instead: stored) : stored
        try await front.database.writePeople { people in
            try people.rateLimits.giveBack(ofAddress)
            try people.rateLimits.clear(ofAccount)
        }
        let visit = Visit(user: found.user, hash: hash, device: known, old: old, caller: caller)
        guard try await isSecondFactorOn(for: found.user.id) else { return .signedIn(try await open(visit)) }
        guard let code else { return .needsCode(pending: try pending(found.user.id, hash)) }
        return .signedIn(try await open(visit, code: code))
    }

    /// The second step, with the code.
    /// - Throws: `PeopleError.signInExpired` when the first was too long ago, or the password has been changed since.
    package func finish(
        pending: String, code: String, device: String? = nil, replacing old: SecretToken? = nil, from caller: Caller
    ) async throws -> NewSession {
        guard let (user, proof) = openPending(pending),
            let found = try await front.database.readPeople({ people in try people.users.credentials(of: user) }),
            let hash = found.passwordHash, PasswordHasher.areEqual(proof, Self.proof(of: hash))
        else { throw PeopleError.signInExpired }
        let known = DeviceToken.open(device, of: user, front)
        return try await open(Visit(user: found.user, hash: hash, device: known, old: old, caller: caller), code: code)
    }

    /// Someone whose password was right.
    private struct Visit: Sendable {
        let user: User
        /// The stored hash that the password was compared with.
        let hash: String
        let device: DeviceToken?
        let old: SecretToken?
        let caller: Caller
    }

    private func open(_ visit: Visit, code: String? = nil) async throws -> NewSession {
        let (front, now) = (front, front.now())
        if let code {
            let charge =
                visit.device.map { Allowance.codesOfDevice.charge($0.name) }
                ?? Allowance.codesOfStrangers.charge("\(visit.user.id)")
            try await front.charge(charge)
            let isRight = try await front.database.writePeople { people in
                guard try SecondFactor.take(code, of: visit.user.id, in: people, front, at: now) else { return false }
                try people.rateLimits.clear(charge)
                return true
            }
            guard isRight else { throw PeopleError.wrongCode }
        }
        return try await front.database.writePeople { people in
            // Whoever changed the password meanwhile wanted everyone out.
            guard try people.users.credentials(of: visit.user.id)?.passwordHash == visit.hash else { throw PeopleError.signInExpired }
            return try front.openSession(
                for: visit.user, device: visit.device, replacing: visit.old, from: visit.caller, in: people, at: now)
        }
    }

    private func isSecondFactorOn(for user: UserID) async throws -> Bool {
        try await front.database.readPeople { people in try people.secondFactors.record(of: user)?.confirmedAt != nil }
    }

    /// - Returns: what is stored from now on.
    private func renewedHash(of user: User, _ password: String, instead old: String) async throws -> String {
        let hash = try await front.passwords.hash(password)
        let stored = try await front.database.writePeople { people in
            try people.users.renewPasswordHash(hash, of: user.id, instead: old)
            return try people.users.credentials(of: user.id)?.passwordHash
        }
        // Someone was quicker: another sign-in, with the same password, or a change of it.
        if let stored, stored == hash { return stored }
        guard let stored, try await front.passwords.check(password, against: stored) != .wrong else { throw PeopleError.wrongCredentials }
        return stored
    }

    // The half-done sign-in travels with the visitor, sealed, and is kept nowhere.

    private static let pendingSeconds: Int64 = 600

    private func pending(_ user: UserID, _ hash: String) throws -> String {
        let until = front.now().advanced(bySeconds: Self.pendingSeconds).milliseconds
        let text = "\(user) \(until) \(Base64URL.encode(Self.proof(of: hash)))"
        return Base64URL.encode(try front.secrets.seal(Array(text.utf8), for: .pendingSignIn, in: "visitor"))
    }

    private func openPending(_ text: String) -> (UserID, proof: [UInt8])? {
        guard text.utf8.count <= 400, let sealed = Base64URL.decode(text),
            let bytes = front.secrets.open(sealed, for: .pendingSignIn, in: "visitor")
        else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        guard parts.count == 3, let user = UserID(text: parts[0]), let until = Int64(parts[1]), front.now().milliseconds < until,
            let proof = Base64URL.decode(parts[2])
        else { return nil }
        return (user, proof)
    }

    /// Of the password at that moment, so that changing it ends what is half done.
    private static func proof(of hash: String) -> [UInt8] { Array(SHA256.hash(data: Array(hash.utf8))) }
}
