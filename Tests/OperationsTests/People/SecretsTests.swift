import Bookkeeping
import Operations
import Storage
import TestSupport
import Testing

/// Invariant 7: a secret is never in a log, an error text or an audit row, nor readable in the database.
struct SecretsTests {
    @Test(arguments: Engine.available)
    func `no secret stands in an audit row, a log line, an error text or, readable, in any table`(on engine: Engine) async throws {
        let desk = try await WebhookDesk(on: engine)
        let (reception, owner) = (desk.reception, desk.owner)
        let app = try await SecondFactor(reception.front).enroll(owner.user.id).secret
        let codes = try await SecondFactor(reception.front).confirm(owner.user.id, code: App(secret: app).code(at: reception.clock.now))
        let token = try await CreateAPIToken(reception.front)(
            for: owner.tenant, name: "Script", scope: .write, days: 9, by: owner.member
        ).text
        let hook = try await desk.add("https://hooks.example.org/path-is-secret", [.exportFinished]).secret
        try await InviteMember(reception.front)(for: owner.tenant, email: "sam@example.com", role: .staff, by: owner.member)
        let invitation = try await reception.mailbox.linkToken(to: "sam@example.com")
        try await RequestPasswordReset(reception.front)(email: owner.user.email, from: Reception.caller)
        let reset = try await reception.mailbox.linkToken(to: owner.user.email)
        let secrets =
            [Reception.password, owner.token.text, owner.device, app, token, hook, invitation, reset] + codes

        let audit = try await reception.audit(owner.tenant).map { "\($0)" } + reception.log.all
        let errors = [PeopleError.wrongCredentials, .wrongCode, .linkExpired, .unfitEmail("x"), .tooManyAttempts(retryAfterSeconds: 9)]
            .map { "\($0) \($0.userText)" }
        let cells = try await everyCell(in: reception.database, of: owner.tenant)
        #expect(cells.count > 100)
        for secret in secrets {
            // A token's own letters may hold the mark that parts it from its prefix; the longest piece is long enough to be no chance.
            let plain = secret.split(separator: "_").map(String.init).max { $0.count < $1.count } ?? secret
            #expect(!(audit + errors).contains { $0.contains(plain) })
            #expect(!cells.contains { $0.contains(plain) }, "\(secret.prefix(6))…")
        }
        #expect(!audit.contains { $0.contains("path-is-secret") })
    }

    /// Whatever a reader of the database sees, texts and bytes as text.
    private func everyCell(in database: any Database, of tenant: TenantID) async throws -> [String] {
        try await database.read(.tenant(tenant)) { db in
            var cells: [String] = []
            for table in BooksCopy.columnsByTable.keys.sorted() + BooksCopy.tablesLeftBehind.sorted() {
                try db.run("SELECT * FROM \(table)", []) { (row) throws(StorageError) in
                    for value in row.values {
                        switch value {
                        case .text(let text): cells.append(text)
                        case .blob(let bytes): cells.append(String(decoding: bytes, as: UTF8.self))
                        case .integer(let number): cells.append("\(number)")
                        case .null: break
                        }
                    }
                }
            }
            return cells
        }
    }
}
