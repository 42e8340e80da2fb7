package import Bookkeeping
import Storage

/// A new person with a company of their own: login, books with a chart of accounts, Owner, and the first session. All of it, or nothing.
package struct SignUp: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    /// - Throws: `PeopleError.emailTaken` for an address that has an account. That tells who has one, as any sign-up without a mail in
    ///   between does; the allowance per address keeps it from being asked in bulk.
    package func callAsFunction(
        email: String, password: String, company: String, name: String = "", chart: ChartTemplate = .usSmallBusiness,
        currency: Currency? = nil, replacing old: SecretToken? = nil, from caller: Caller
    ) async throws -> NewSession {
        let email = try EmailAddress.checked(email)
        try PasswordRules.check(password, email: email)
        try Name.check(company)
        if !name.isEmpty { try Name.check(name) }
        try await front.charge(Allowance.signUpsOfAddress.charge(caller.network))
        let hash = try await front.passwords.hash(password)
        let (front, now) = (front, front.now())
        let session = try await TenantStore(front.database.from(caller.address)).add(
            name: company, baseCurrency: currency ?? chart.baseCurrency, chart: chart.identifier, at: now
        ) { books in
            guard try books.people.users.credentials(ofEmail: email) == nil else { throw PeopleError.emailTaken }
            let user = try books.people.users.add(email: email, name: name, passwordHash: hash, at: now)
            try books.open(name: company, with: chart.accounts, chart: chart.identifier, by: email, at: now)
            try books.members.add(user.id, as: .owner, at: now)
            return try front.openSession(for: user, device: nil, replacing: old, from: caller, in: books.people, at: now)
        }
        guard let session else { throw PeopleError.busy }
        return session
    }
}
