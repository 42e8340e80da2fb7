import Bookkeeping
import Operations
import Storage
import TestSupport
import Testing

@testable import Operations

struct TeamTests {
    private static let matrix: [Permission: Set<Role>] = [
        .readBooks: [.owner, .staff, .accountant], .readAudit: [.owner, .staff, .accountant],
        .exportFiles: [.owner, .staff, .accountant], .importStatements: [.owner, .staff], .fileLines: [.owner, .staff],
        .postEntries: [.owner, .staff], .manageRules: [.owner, .staff], .manageAccounts: [.owner, .staff],
        .sendToOtherBooks: [.owner, .staff], .makeTokens: [.owner, .staff], .closePeriods: [.owner], .changeSettings: [.owner],
        .manageTeam: [.owner], .manageBilling: [.owner], .manageNotifications: [.owner], .manageWebhooks: [.owner], .deleteBooks: [.owner],
    ]

    @Test(arguments: Permission.allCases, Role.allCases)
    func `a role may what the table says`(permission: Permission, role: Role) throws {
        #expect(role.may(permission) == (try #require(Self.matrix[permission])).contains(role))
        // The accountant changes nothing.
        if role == .accountant { #expect(role.may(permission) == permission.isReading) }
    }

    @Test(arguments: Engine.available)
    func `someone invited chooses a password, joins with the role, and the link is used up`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let owner = try await reception.signUp()
        try await InviteMember(reception.front)(for: owner.tenant, email: "Sam@Example.com", role: .staff, by: owner.member)
        let token = try await reception.mailbox.linkToken(to: "sam@example.com")
        let accept = AcceptInvitation(reception.front)

        let preview = try #require(try await accept.preview(token: token, from: Reception.caller))
        #expect(preview == .init(tenant: owner.tenant, tenantName: "Acme", email: "sam@example.com", role: .staff, hasAccount: false))
        let session = try await accept(token: token, password: Reception.password, name: "Sam", from: Reception.caller)

        #expect(session.memberships == [Membership(tenant: owner.tenant, tenantName: "Acme", role: .staff)])
        #expect(try await reception.find(session.token)?.user.name == "Sam")
        #expect(try await accept.preview(token: token, from: Reception.caller) == nil)
        await #expect(throws: PeopleError.linkExpired) {
            try await accept(token: token, password: Reception.password, from: Reception.caller)
        }
        let members = try await reception.database.read(for: owner.tenant) { books in try books.members.all() }
        #expect(members.map(\.user.email) == ["dana@example.com", "sam@example.com"])
        #expect(try await reception.audit(owner.tenant).map(\.event.action) == ["member.joined", "member.invited", "tenant.created"])
    }

    @Test(arguments: Engine.available)
    func `an invitation is for its address: nobody else's account takes it`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let owner = try await reception.signUp()
        let eve = try await reception.signUp("eve@example.com", company: "Eve")
        let sam = try await reception.signUp("sam@example.com", company: "Sam")
        try await InviteMember(reception.front)(for: owner.tenant, email: "sam@example.com", role: .accountant, by: owner.member)
        let token = try await reception.mailbox.linkToken(to: "sam@example.com")
        let accept = AcceptInvitation(reception.front)

        await #expect(throws: PeopleError.invitedSomeoneElse("sam@example.com")) {
            try await accept(token: token, as: eve.user.id, from: Reception.caller)
        }
        await #expect(throws: PeopleError.accountExists("sam@example.com")) {
            try await accept(token: token, password: "a password of Eve's", from: Reception.caller)
        }
        #expect(try await accept(token: token, as: sam.user.id, from: Reception.caller) == owner.tenant)
        await #expect(throws: PeopleError.linkExpired) { try await accept(token: token, as: sam.user.id, from: Reception.caller) }
        // The switcher has both, by name.
        let seen = try #require(try await reception.find(sam.token))
        #expect(seen.memberships.map(\.tenantName) == ["Acme", "Sam"])
        #expect(seen.memberships.map(\.role) == [.accountant, .owner])
        #expect(seen.membership(in: eve.tenant) == nil)
    }

    @Test(arguments: Engine.available)
    func `a link of one company opens nothing in another, and ends with time, a newer one or its being taken back`(
        on engine: Engine
    ) async throws {
        let reception = try await Reception(on: engine)
        let owner = try await reception.signUp()
        let eve = try await reception.signUp("eve@example.com", company: "Eve")
        let invite = InviteMember(reception.front)
        try await invite(for: owner.tenant, email: "sam@example.com", role: .owner, by: owner.member)
        let first = try await reception.mailbox.linkToken(to: "sam@example.com")
        let elsewhere = "\(eve.tenant)." + first.drop { $0 != "." }.dropFirst()
        let isOpen = { (token: String) in try await AcceptInvitation(reception.front).preview(token: token, from: Reception.caller) != nil }

        #expect(try await isOpen(first))
        for text in [elsewhere, "", "1", "x.y", "+" + first, "-" + first, first + "A"] { #expect(try await !isOpen(text), "\(text)") }

        try await invite(for: owner.tenant, email: "sam@example.com", role: .staff, by: owner.member)
        let second = try await reception.mailbox.linkToken(to: "sam@example.com", after: 1)
        #expect(try await !isOpen(first))
        let now = reception.clock.now
        let open = try await reception.database.read(for: owner.tenant) { books in try books.invitations.open(at: now) }
        #expect(open.map(\.role) == [.staff])
        try await invite.revoke(try #require(open.first).id, for: owner.tenant, by: owner.member)
        #expect(try await !isOpen(second))

        try await invite(for: owner.tenant, email: "sam@example.com", role: .staff, by: owner.member)
        let third = try await reception.mailbox.linkToken(to: "sam@example.com", after: 2)
        reception.clock.advance(seconds: 7 * 86_400 - 1)
        #expect(try await isOpen(third))
        reception.clock.advance(seconds: 1)
        #expect(try await !isOpen(third))
    }

    @Test(arguments: Engine.available, [true, false])
    func `whom an Owner invited comes in no more once that Owner is none`(on engine: Engine, leaves: Bool) async throws {
        let reception = try await Reception(on: engine)
        let owner = try await reception.signUp()
        let sam = try await reception.join("sam@example.com", as: .owner, to: owner.tenant, by: owner.member)
        for (email, member) in [("sams.other@example.com", sam.member), ("kim@example.com", owner.member)] {
            try await InviteMember(reception.front)(for: owner.tenant, email: email, role: .owner, by: member)
        }
        if leaves {
            try await RemoveMember(reception.front)(sam.user.id, from: owner.tenant, by: owner.member)
        } else {
            try await ChangeRole(reception.front)(of: sam.user.id, to: .staff, in: owner.tenant, by: owner.member)
        }
        let (token, kims) = (
            try await reception.mailbox.linkToken(to: "sams.other@example.com"),
            try await reception.mailbox.linkToken(to: "kim@example.com")
        )
        let accept = AcceptInvitation(reception.front)
        await #expect(throws: PeopleError.linkExpired) {
            try await accept(token: token, password: Reception.password, from: Reception.caller)
        }
        #expect(try await accept.preview(token: kims, from: Reception.caller) != nil)
        let event = try #require(try await reception.audit(owner.tenant).map(\.event).first { $0.action == "invitation.revoked" })
        #expect(event.subject == "sams.other@example.com" && event.detail == "owner, invited by sam@example.com")
    }

    @Test(arguments: Engine.available)
    func `an invitation whose letter cannot be sent is none, and its Owner is told`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine, mail: .fails)
        let owner = try await reception.signUp()
        await #expect(throws: PeopleError.letterNotSent("sam@example.com")) {
            try await InviteMember(reception.front)(for: owner.tenant, email: "sam@example.com", role: .staff, by: owner.member)
        }
        let now = reception.clock.now
        #expect(try await reception.database.read(for: owner.tenant) { books in try books.invitations.open(at: now) }.isEmpty)
    }

    @Test(arguments: Engine.available, [Role.staff, .accountant])
    func `only an Owner changes the team, whatever they are elsewhere`(on engine: Engine, role: Role) async throws {
        let reception = try await Reception(on: engine)
        let owner = try await reception.signUp()
        let other = try await reception.join("sam@example.com", as: role, to: owner.tenant, by: owner.member)
        let eve = try await reception.signUp("eve@example.com", company: "Eve")

        for (person, error) in [(other.member, PeopleError.forbidden(.manageTeam)), (eve.member, .noSuchMember)] {
            await #expect(throws: error) {
                try await InviteMember(reception.front)(for: owner.tenant, email: "new@example.com", role: .owner, by: person)
            }
            await #expect(throws: error) {
                try await ChangeRole(reception.front)(of: other.user.id, to: .owner, in: owner.tenant, by: person)
            }
            await #expect(throws: error) { try await RemoveMember(reception.front)(owner.user.id, from: owner.tenant, by: person) }
        }
        await #expect(throws: PeopleError.alreadyMember("sam@example.com")) {
            try await InviteMember(reception.front)(for: owner.tenant, email: "sam@example.com", role: .owner, by: owner.member)
        }
        await #expect(throws: PeopleError.noSuchMember) {
            try await ChangeRole(reception.front)(of: eve.user.id, to: .staff, in: owner.tenant, by: owner.member)
        }
    }

    @Test(arguments: Engine.available)
    func `the last Owner stays, also when two Owners leave at once`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let dana = try await reception.signUp()
        await #expect(throws: PeopleError.lastOwner) {
            try await RemoveMember(reception.front)(dana.user.id, from: dana.tenant, by: dana.member)
        }
        await #expect(throws: PeopleError.lastOwner) {
            try await ChangeRole(reception.front)(of: dana.user.id, to: .staff, in: dana.tenant, by: dana.member)
        }
        let sam = try await reception.join("sam@example.com", as: .owner, to: dana.tenant, by: dana.member)

        let left = await withTaskGroup(of: Bool.self) { group in
            for person in [dana, sam] {
                group.addTask {
                    (try? await RemoveMember(reception.front)(person.user.id, from: dana.tenant, by: person.member)) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(left == 1)
        #expect(try await reception.database.read(for: dana.tenant) { books in try books.members.ownerCount() } == 1)
    }

    @Test(arguments: Engine.available)
    func `who was taken off the team has no access from that moment, by session or by token`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let owner = try await reception.signUp()
        let sam = try await reception.join("sam@example.com", as: .staff, to: owner.tenant, by: owner.member)
        let token = try await CreateAPIToken(reception.front)(
            for: owner.tenant, name: "Script", scope: .write, days: 30, by: sam.member)
        #expect(try await FindAPIToken(reception.front)(token.text)?.may(.postEntries) == true)

        try await RemoveMember(reception.front)(sam.user.id, from: owner.tenant, by: owner.member)

        let seen = try #require(try await reception.find(sam.token))
        #expect(seen.membership(in: owner.tenant) == nil)
        #expect(try await FindAPIToken(reception.front)(token.text) == nil)
        await #expect(throws: PeopleError.noSuchMember) {
            try await CreateAPIToken(reception.front)(for: owner.tenant, name: "Again", scope: .read, days: 30, by: sam.member)
        }
        #expect(try await reception.audit(owner.tenant).first?.event.action == "member.removed")
    }
}
