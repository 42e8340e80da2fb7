package import Storage

/// How pages look to a person: theirs alone, in every company.
package struct SetPreferences: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    package func callAsFunction(theme: User.Theme, hasKeys: Bool, of user: UserID) async throws {
        try await front.database.writePeople { people in try people.users.setPreferences(theme: theme, hasKeys: hasKeys, of: user) }
    }
}
