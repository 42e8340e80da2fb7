import Bookkeeping
import Operations
import Storage
import TestSupport
import Testing

struct SignUpTests {
    @Test(arguments: Engine.available)
    func `signing up makes a person, a company with its chart, its Owner and a session, and the audit log says from where`(
        on engine: Engine
    ) async throws {
        let reception = try await Reception(on: engine)

        let session = try await SignUp(reception.front)(
            email: " Dana@Example.COM ", password: Reception.password, company: "Acme Ltd", name: "Dana", chart: .ukSmallBusiness,
            from: Reception.caller)

        #expect(session.user.email == "dana@example.com")
        #expect(session.memberships.map(\.role) == [.owner])
        #expect(session.memberships.map(\.tenantName) == ["Acme Ltd"])
        let accounts = try await reception.database.read(for: session.tenant) { books in try books.accounts.all() }
        #expect(accounts.count == ChartTemplate.ukSmallBusiness.accounts.count)
        let record = try #require(try await TenantStore(reception.database).record(session.tenant))
        #expect(record.baseCurrency == .gbp)
        let audit = try await reception.audit(session.tenant)
        #expect(
            audit.map(\.event) == [.init(actor: "dana@example.com", action: "tenant.created", subject: "Acme Ltd", detail: record.chart)])
        #expect(audit.map(\.origin) == ["192.0.2.1"])
        #expect(try await reception.find(session.token)?.user == session.user)
    }

    @Test(arguments: Engine.available)
    func `an address has one account, however it is written and whoever is first`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        try await reception.signUp()

        await #expect(throws: PeopleError.emailTaken) { try await reception.signUp("DANA@example.com", company: "Second") }
        #expect(try await TenantStore(reception.database).all().map(\.name) == ["Acme"])

        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask { (try? await reception.signUp("eve@example.com", company: "Race \(number)")) != nil }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 }.count == 1)
        #expect(try await TenantStore(reception.database).all().count == 2)
    }

    @Test(arguments: [
        "", "dana", "@example.com", "dana@", "dana@@example.com", "dana@example..com", "dana@.com", "dana@example.com\nBcc: x@example.com",
        "dana doe@example.com", "dänä@example.com", "\"dana\"@example.com", "a,b@example.com",
        String(repeating: "a", count: 65) + "@example.com", "a@" + String(repeating: "b", count: 254),
    ])
    func `what no letter can go to is no address`(text: String) async throws {
        let reception = try await Reception(on: .sqlite)
        let error = try await #require(throws: PeopleError.self) { try await reception.signUp(text) }
        guard case .unfitEmail(let shown) = error else { throw error }
        #expect(!shown.contains("\n"))
        #expect(reception.hashes.count == 0)
    }

    @Test func `a company's name is checked like any other name`() async throws {
        let reception = try await Reception(on: .sqlite)
        await #expect(throws: OperationError.unfitName("")) { try await reception.signUp(company: "") }
        await #expect(throws: OperationError.self) { try await reception.signUp(company: "A\nB") }
    }
}
