import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// `/exports/quickbooks/…`: connect, map, check, send, and see what became of each entry.
struct QuickBooksPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.post, "/exports/quickbooks/connect", may: .changeSettings, .form(limit: 4 << 10), use: connect),
            .member(.get, "/exports/quickbooks/callback", may: .changeSettings, use: comeBack),
            .member(.post, "/exports/quickbooks/disconnect", may: .changeSettings, .form(limit: 4 << 10), use: disconnect),
            .member(.get, "/exports/quickbooks/accounts", may: .sendToOtherBooks, use: accounts),
            .member(.post, "/exports/quickbooks/accounts", may: .sendToOtherBooks, .form(), page: accounts, use: map),
            .member(.post, "/exports/quickbooks/chart", may: .sendToOtherBooks, .form(limit: 4 << 10), use: readChart),
            .member(.get, "/exports/quickbooks/check", may: .sendToOtherBooks, use: check),
            .member(.post, "/exports/quickbooks/read-back", may: .sendToOtherBooks, .form(limit: 4 << 10), use: readBack),
            .member(.post, "/exports/quickbooks/runs", may: .sendToOtherBooks, .form(limit: 4 << 10), use: start),
            .member(.get, "/exports/quickbooks/runs/{id}", may: .exportFiles, use: run),
            .member(.post, "/exports/quickbooks/entries/{id}/sending", may: .sendToOtherBooks, .form(limit: 4 << 10), use: sendAnew),
        ]
    }

    // MARK: Connection

    private struct LeavingContent: Sendable {
        let address: String
    }

    /// By a page that leads on: a form of ours may not be redirected to another site (Content-Security-Policy, form-action).
    private func connect(_ call: Call<Seat>) async throws -> Response {
        try await orPanel(call) {
            guard let signedIn = call.party.signedIn else { throw Refusal.forbidden("Connect in a browser, signed in as a person.") }
            let address = try await ConnectQuickBooks(call.quickBooks(site)).begin(
                for: call.tenant, session: signedIn.session, by: call.member)
            var response = try await site.page(call, "leaving-intuit", title: "To Intuit", LeavingContent(address: address))
            response.headers[.refresh] = "0;url=\(address)"
            return response
        }
    }

    private func comeBack(_ call: Call<Seat>) async throws -> Response {
        try await orPanel(call) {
            guard let signedIn = call.party.signedIn else { throw QuickBooksExportError.unexpectedReturn }
            let desk = call.quickBooks(site)
            let back = ConnectQuickBooks.Return(
                state: call.query["state"] ?? "", code: call.query.text("code"), realm: call.query.text("realmId"),
                error: call.query.text("error"))
            try await ConnectQuickBooks(desk).finish(back, for: call.tenant, session: signedIn.session, by: call.member)
            try? await ReadQuickBooksChart(desk)(for: call.tenant)
            return .seeOther("/exports?said=connected")
        }
    }

    private func disconnect(_ call: Call<Seat>) async throws -> Response {
        try await orPanel(call) {
            let isRevoked = try await DisconnectQuickBooks(call.quickBooks(site))(for: call.tenant, by: call.member)
            return .seeOther(isRevoked ? "/exports?said=disconnected" : "/exports?said=disconnected-here")
        }
    }

    /// What is refused is said on the page of exports.
    private func orPanel(_ call: Call<Seat>, _ body: () async throws -> Response) async throws -> Response {
        do {
            return try await body()
        } catch let error as any ExplainedError where error is QuickBooksError || error is QuickBooksExportError {
            let panel = try await QuickBooksPanel.read(call, site, refusal: error.userText)
            // A page that says what is wrong with Intuit is itself in order.
            let status = Refusal(error)?.status ?? .ok
            return try await site.page(
                call, "quickbooks", title: "QuickBooks Online", PanelContent(quickBooks: panel),
                status: status == .serviceUnavailable ? .conflict : status)
        }
    }

    private static func head(_ title: String) -> PageHead { PageHead(crumbs: [.init("Exports", "/exports"), .init(title)]) }

    private struct PanelContent: Sendable {
        let quickBooks: QuickBooksPanel
    }

    // MARK: Accounts

    private func accounts(_ call: Call<Seat>) async throws -> Response {
        try await orPanel(call) {
            let chart = try await ReadQuickBooks(call.quickBooks(site)).chart(for: call.tenant)
            let content = QuickBooksAccountsContent(chart, said: call.query["said"] == "saved")
            return try await site.page(
                call, "quickbooks-accounts", title: "Accounts in QuickBooks",
                facts: "\(content.mapped) of \(content.rows.count) accounts have a place in \(chart.connection.company.name).",
                head: Self.head("Accounts"), content)
        }
    }

    private func map(_ call: Call<Seat>) async throws -> Response {
        try await orPanel(call) {
            let choices = try call.form.all("account").map { text -> MapQuickBooksAccounts.Choice in
                guard let account = AccountID(text: text) else { throw OperationError.noSuchAccount(text) }
                return .init(
                    account: account, target: call.form.text(QuickBooksAccountsContent.field(.target, of: text)),
                    party: call.form.text(QuickBooksAccountsContent.field(.party, of: text)))
            }
            do {
                try await MapQuickBooksAccounts(call.quickBooks(site))(choices, for: call.tenant, by: call.actor)
            } catch let error as QuickBooksMappingFaults {
                throw Refusal.invalid(
                    error.faults.map { FieldFault(QuickBooksAccountsContent.field($0.choice, of: "\($0.account)"), $0.text) })
            }
            return .seeOther("/exports/quickbooks/accounts?said=saved")
        }
    }

    private func readChart(_ call: Call<Seat>) async throws -> Response {
        try await orPanel(call) {
            try await ReadQuickBooksChart(call.quickBooks(site))(for: call.tenant)
            return .seeOther("/exports/quickbooks/accounts")
        }
    }

    // MARK: Sending

    private func check(_ call: Call<Seat>) async throws -> Response {
        try await orPanel(call) {
            let report = try await CheckQuickBooksExport(call.quickBooks(site))(for: call.tenant)
            let table = Table(
                "What stands in the way", [.init("What"), .number("Entries")],
                report.obstacles.prefix(200).map { Table.Row([.text($0.obstacle.sentence), .number("\($0.entries)")]) },
                empty: "Nothing stands in the way.")
            let time = report.ready == 0 ? "" : " It takes about \(report.minutes) min at the pace that QuickBooks allows."
            return try await site.page(
                call, "quickbooks-check", title: "Before the export",
                facts: "\(report.ready) entries would be sent, \(report.blocked) would fail, \(report.there) are there.\(time)",
                head: Self.head("Check"), CheckContent(table: table, ready: report.ready))
        }
    }

    private struct CheckContent: Sendable {
        let table: Table
        let ready: Int
    }

    private func readBack(_ call: Call<Seat>) async throws -> Response {
        try await orPanel(call) {
            _ = try await CheckQuickBooksEntries(call.quickBooks(site))(for: call.tenant)
            return .seeOther("/exports?said=checked")
        }
    }

    /// Begins it beside the answer; should this process end, the job of the next one goes on.
    private func start(_ call: Call<Seat>) async throws -> Response {
        try await orPanel(call) {
            let (desk, tenant, log) = (call.quickBooks(site), call.tenant, site.front.log)
            let run = try await ExportToQuickBooks(desk).begin(for: tenant, by: call.actor)
            Task {
                do {
                    _ = try await ExportToQuickBooks(desk).perform(run, for: tenant)
                } catch {
                    log("Export \(run) to QuickBooks was interrupted: \(type(of: error)).")
                }
            }
            return .seeOther("/exports/quickbooks/runs/\(run)")
        }
    }

    private func sendAnew(_ call: Call<Seat>) async throws -> Response {
        let entry: EntryID = try call.id("entry")
        let known = try await call.office.database.read(for: call.tenant) { books in try books.entries.entry(entry) }
        guard known != nil else { throw Refusal.notFound("entry") }
        return try await orPanel(call) {
            try await SendAnewToQuickBooks(call.quickBooks(site))(entry, for: call.tenant, by: call.actor)
            return .seeOther("/exports?said=anew")
        }
    }

    private func run(_ call: Call<Seat>) async throws -> Response {
        let id: QuickBooksRunID = try call.id("export")
        let now = call.office.now()
        let content = try await call.office.database.read(for: call.tenant) { books -> QuickBooksRunContent? in
            guard let run = try books.quickBooksRuns.record(id) else { return nil }
            return try QuickBooksRunContent(run, books, after: call.query.text("after").flatMap { EntryID(text: $0) }, now: now)
        }
        guard let content else { throw Refusal.notFound("export") }
        var response = try await site.page(
            call, "quickbooks-run", title: "Export to QuickBooks", facts: content.facts, head: Self.head("Export"), content)
        if content.isUnderWay { response.headers[.refresh] = "3" }
        return response
    }
}
