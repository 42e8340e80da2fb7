import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Another program's journal into the books.
struct JournalRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .post, "/api/journals", may: .postEntries, .upload(limit: 64 << 20),
                .changes(
                    "Import a journal of beancount, hledger, ledger or QuickBooks: accounts, entries, and what they teach",
                    Schema(json: ["type": "string", "format": "binary"]), Self.answer, status: .created,
                    query: [
                        .init("filename", .text, "what to call the file"), .init("dry_run", .boolean, "true says what would happen"),
                    ]), use: create),
            .member(.get, "/journals", may: .postEntries, use: page),
            .member(.post, "/journals", may: .postEntries, .upload(limit: 64 << 20), page: page, use: upload),
        ]
    }

    private static let answer = Schema.object(
        [
            "file": .text, "format": .text, "entries": .integer, "posted": .integer, "known": .integer, "kept_aside": .integer,
            "labels": .integer, "accounts": .list(.text), "rejected": .list(.object(["line": .integer, "reason": .text])),
        ], optional: ["id": .id])

    private func importJournal(_ call: Call<Seat>, _ mode: ImportJournal.Mode) async throws -> ImportJournal.Summary {
        guard case .upload(let upload) = call.arrival.payload else {
            throw Refusal.invalid("There is no file. Choose one and send it again.")
        }
        let name = String((call.query.text("filename") ?? "journal").prefix(200))
        let source = try await upload.file(in: site.settings.spoolFolder, named: name)
        if mode == .book, let refusal = try await ReadBilling(site.billing).allowance(for: call.tenant).refusal { throw refusal }
        return try await ImportJournal(call.office)(for: call.tenant, source, mode: mode, by: call.actor)
    }

    private func create(_ call: Call<Seat>) async throws -> Response {
        let summary = try await importJournal(call, call.query["dry_run"] == "true" ? .dryRun : .book)
        return try .json(JournalAnswer(summary), status: summary.id == nil ? .ok : .created)
    }

    private struct Content: Sendable {
        let result: Result?

        struct Result: Sendable {
            let facts: [Fact]
            let rejected: Table
            let imported: String?
            let accounts: String?
        }

        struct Fact: Sendable {
            let name: String
            let value: String
        }
    }

    private func page(_ call: Call<Seat>) async throws -> Response { try await page(call, nil) }

    private func upload(_ call: Call<Seat>) async throws -> Response {
        let todo: Todo = try call.form.choice("do")
        let summary = try await about("file") { try await importJournal(call, todo == .look ? .dryRun : .book) }
        return try await page(call, summary)
    }

    private enum Todo: String {
        case look = "try"
        case book
    }

    private func page(_ call: Call<Seat>, _ summary: ImportJournal.Summary?) async throws -> Response {
        let result = summary.map { summary in
            Content.Result(
                facts: [
                    .init(name: "Entries in the file", value: "\(summary.entries)"), .init(name: "Posted", value: "\(summary.posted)"),
                    .init(name: "Known already", value: "\(summary.known)"), .init(name: "Kept aside", value: "\(summary.keptAside)"),
                    .init(name: "Bank lines learned", value: "\(summary.labels)"),
                ],
                rejected: Table(
                    "Rows that were left out", [.number("Row"), .init("Text"), .init("Why")],
                    summary.rejected.prefix(500).map { Table.Row([.number("\($0.row)"), .text($0.text), .text($0.reason)]) },
                    empty: "Every row could be read."),
                imported: call.form["do"] == "try" ? nil : summary.id.map { "/import/\($0)" },
                accounts: summary.accounts.isEmpty ? nil : summary.accounts.joined(separator: ", "))
        }
        return try await site.page(
            call, "journals", title: "Bring a journal",
            facts: "Of beancount, hledger or ledger, or QuickBooks journal entries as CSV: accounts, entries, and what they teach.",
            Content(result: result))
    }
}
