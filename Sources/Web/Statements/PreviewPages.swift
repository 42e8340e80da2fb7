import Bookkeeping
import HTTPTypes
import Hummingbird
import Ingestion
import Operations
import Storage

/// A bank's file before it is booked: how it is read, and the columns to change where that is wrong.
struct PreviewPages: Sendable {
    let site: Site

    /// Larger files are imported without a look.
    private static let largestFile = 32 << 20

    var all: [RouteDeclaration] {
        [
            .member(
                .post, "/import/preview", may: .importStatements, .upload(limit: Self.largestFile), page: StatementPages(site: site).page,
                use: upload),
            .member(.post, "/import/preview/{id}", may: .importStatements, .form(limit: 64 << 10), page: again, use: answer),
        ]
    }

    private func held(_ call: Call<Seat>) -> HeldFiles { HeldFiles(in: site.settings.spoolFolder, of: call.tenant, .held) }

    private func upload(_ call: Call<Seat>) async throws -> Response {
        guard case .upload(let upload) = call.arrival.payload else {
            throw Refusal.invalid("There is no file. Choose one and send it again.", field: "file")
        }
        let source = try await about("file") { try await upload.file(in: site.settings.spoolFolder, named: "statement") }
        if let account = call.form.text("account") { _ = try await about("account") { try await call.account(account) } }
        let token = SecretToken(random: site.front.random)
        let look = Look(token: token, source: source, account: call.form.text("account"), changes: .init(call.form.text("columns")))
        try held(call).hold(source, as: token.text)
        do {
            return try await page(call, look, try await preview(call, look))
        } catch let error where Self.isAboutColumns(error) {
            // The person chooses columns on the preview, so that is where it is said.
            let fault = error.about(PreviewChanges.field(of: error))
            guard let refused = RefusedForm(fault, of: call.arrival, sentTo: Self.address(of: token), typed: Values.none) else {
                throw error
            }
            return try await page(call.refused(refused), look)
        } catch {
            held(call).remove(token.text)
            guard let refusal = Refusal(error) else { throw error }
            throw Refusal.invalid("\(source.name): \(refusal.message)", field: "file")
        }
    }

    /// Whether the person may know better how the file is to be read.
    private static func isAboutColumns(_ error: any Error) -> Bool {
        switch error {
        case IngestionError.columnsUnknown, IngestionError.notAStatement, is MappingError: true
        default: false
        }
    }

    /// Looks again with other columns, or books.
    private func answer(_ call: Call<Seat>) async throws -> Response {
        guard let look = try self.look(call) else {
            throw Refusal.invalid("A preview is kept for an hour, and this one is gone. Choose the file again.")
        }
        do {
            if let account = look.account { _ = try await about("account") { try await call.account(account) } }
            guard call.form["do"] == "book" else { return try await page(call, look, try await preview(call, look)) }
            let answer = try await site.importFile(call, look.source, account: look.account, columns: look.changes.texts)
            held(call).remove(look.token.text)
            return .seeOther(StatementPages.after(answer))
        } catch {
            throw error.about(PreviewChanges.field(of: error))
        }
    }

    /// The preview as it was answered, or the page of imports where its file is gone.
    private func again(_ call: Call<Seat>) async throws -> Response {
        guard let look = try self.look(call) else { return try await StatementPages(site: site).page(call) }
        return try await page(call, look)
    }

    /// What is looked at; nil where the file is held no more.
    private func look(_ call: Call<Seat>) throws -> Look? {
        let name = String((call.form.text("file") ?? "statement").prefix(200))
        guard let token = SecretToken(text: call.parameter("id")) else { throw Refusal.notFound("preview") }
        guard let source = held(call).source(token.text, name: name) else { return nil }
        return Look(token: token, source: source, account: call.form.text("account"), changes: PreviewChanges(form: call.form))
    }

    private static func address(of token: SecretToken) -> String { "/import/preview/\(token.text)" }

    private struct Look: Sendable {
        let token: SecretToken
        let source: ByteSource
        let account: String?
        let changes: PreviewChanges
    }

    private func preview(_ call: Call<Seat>, _ look: Look) async throws -> PreviewStatement.Preview {
        var account: AccountID?
        if let text = look.account { account = try await call.account(text).id }
        return try await PreviewStatement(call.office)(
            for: call.tenant, look.source, into: account, columns: MappingChanges(look.changes.texts), by: call.actor)
    }

    private func page(_ call: Call<Seat>, _ look: Look, _ preview: PreviewStatement.Preview? = nil) async throws -> Response {
        let accounts = try await call.accounts().filter(\.kind.takesStatements)
        let content = PreviewContent(
            address: Self.address(of: look.token), file: look.source.name, preview: preview, changes: look.changes,
            accounts: accounts.map { Choice("\($0.id)", $0.label, isSelected: "\($0.id)" == look.account) })
        let into = preview.map(\.summary.accounts).flatMap { $0.isEmpty ? nil : ", to " + $0.joined(separator: " and ") } ?? ""
        return try await site.page(
            call, "preview", title: "Preview", facts: "\(look.source.name)\(into). Nothing is booked yet.",
            head: PageHead(crumbs: [.init("Import", "/import"), .init("Preview")]), content)
    }
}
