import Bookkeeping
package import Storage

/// Who acts in a tenant. The role is not among it: each verb reads that in its own transaction, where it cannot be out of date.
package struct Member: Hashable, Sendable {
    package let user: UserID
    package let email: String
    package let caller: Caller

    package init(user: UserID, email: String, caller: Caller) { (self.user, self.email, self.caller) = (user, email, caller) }

    /// As the audit log names this person.
    package var actor: String { email }
}

extension Books {
    /// - Throws: `.noSuchMember` for someone from elsewhere, `.forbidden` for a role that may not.
    func require(_ permission: Permission, of user: UserID) throws {
        guard let role = try members.role(of: user) else { throw PeopleError.noSuchMember }
        guard role.may(permission) else { throw PeopleError.forbidden(permission) }
    }
}
