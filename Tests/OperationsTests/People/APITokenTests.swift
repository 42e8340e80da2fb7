import Operations
import Storage
import TestSupport
import Testing

struct APITokenTests {
    @Test(arguments: Engine.available)
    func `a token speaks for its maker in one company, within its scope and the maker's role`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let owner = try await reception.signUp()
        let find = FindAPIToken(reception.front)
        let (id, text) = try await CreateAPIToken(reception.front)(
            for: owner.tenant, name: "Reports", scope: .read, days: 30, by: owner.member)
        let write = try await CreateAPIToken(reception.front)(
            for: owner.tenant, name: "Upload", scope: .write, days: 30, by: owner.member
        ).text

        let access = try #require(try await find(text))
        #expect(access.tenant == owner.tenant)
        #expect(access.token == id)
        #expect(Permission.allCases.filter(access.may) == [.readBooks, .readAudit, .exportFiles])
        let writing = try #require(try await find(write))
        #expect(Permission.allCases.filter { !writing.may($0) } == [.makeTokens, .manageTeam, .deleteBooks])

        _ = try await reception.join("sam@example.com", as: .owner, to: owner.tenant, by: owner.member)
        try await ChangeRole(reception.front)(of: owner.user.id, to: .accountant, in: owner.tenant, by: owner.member)
        #expect(Permission.allCases.filter(try #require(try await find(write)).may) == [.readBooks, .readAudit, .exportFiles])
    }

    @Test(arguments: Engine.available)
    func `it ends with its time and with its being revoked, and is told when it was used`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let owner = try await reception.signUp()
        let find = FindAPIToken(reception.front)
        let create = { (name: String, days: Int) in
            try await CreateAPIToken(reception.front)(for: owner.tenant, name: name, scope: .write, days: days, by: owner.member)
        }
        let (first, second) = (try await create("One", 1), try await create("Two", 2))
        let list = { try await reception.database.read(for: owner.tenant) { books in try books.apiTokens.all() } }
        #expect(try await list().map(\.usedAt) == [nil, nil])
        _ = try await find(first.text)
        #expect(try await list().map(\.usedAt) == [nil, reception.clock.now])

        reception.clock.advance(seconds: 86_400)
        #expect(try await find(first.text) == nil)
        #expect(try await find(second.text) != nil)
        try await RevokeAPIToken(reception.front)(second.id, for: owner.tenant, by: owner.member)
        #expect(try await find(second.text) == nil)
        #expect(try await list().map(\.name) == ["One"])
        await #expect(throws: PeopleError.noSuchToken) {
            try await RevokeAPIToken(reception.front)(second.id, for: owner.tenant, by: owner.member)
        }
        for days in [0, -1, 367] {
            await #expect(throws: PeopleError.unfitTokenLifetime(days: days)) { _ = try await create("Three", days) }
        }
    }

    @Test(arguments: Engine.available)
    func `a token of one company opens nothing in another, nor does anything like a token`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let owner = try await reception.signUp()
        let eve = try await reception.signUp("eve@example.com", company: "Eve")
        let (id, text) = try await CreateAPIToken(reception.front)(
            for: owner.tenant, name: "Reports", scope: .read, days: 30, by: owner.member)
        let secret = text.split(separator: "_", maxSplits: 2)[2]

        for wrong in [
            "bk_\(eve.tenant)_\(secret)", "\(secret)", "bk_\(owner.tenant)_", "bk_\(owner.tenant)_\(secret)A", "bk__\(secret)",
            "bk_-1_\(secret)", "",
            "bk_999999_\(secret)", owner.token.text,
        ] { #expect(try await FindAPIToken(reception.front)(wrong) == nil, "\(wrong)") }
        await #expect(throws: PeopleError.noSuchToken) {
            try await RevokeAPIToken(reception.front)(id, for: eve.tenant, by: eve.member)
        }
        await #expect(throws: PeopleError.noSuchMember) {
            try await RevokeAPIToken(reception.front)(id, for: owner.tenant, by: eve.member)
        }
    }

    @Test(arguments: Engine.available)
    func `an accountant makes tokens that read, staff revoke their own, an Owner anyone's`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let owner = try await reception.signUp()
        let sam = try await reception.join("sam@example.com", as: .accountant, to: owner.tenant, by: owner.member)
        let kim = try await reception.join("kim@example.com", as: .staff, to: owner.tenant, by: owner.member)
        let create = CreateAPIToken(reception.front)

        await #expect(throws: PeopleError.forbidden(.makeTokens)) {
            try await create(for: owner.tenant, name: "Write", scope: .write, days: 1, by: sam.member)
        }
        let id = try await create(for: owner.tenant, name: "Read", scope: .read, days: 1, by: sam.member).id
        await #expect(throws: PeopleError.forbidden(.manageTeam)) {
            try await RevokeAPIToken(reception.front)(id, for: owner.tenant, by: kim.member)
        }
        try await RevokeAPIToken(reception.front)(id, for: owner.tenant, by: owner.member)
    }
}
