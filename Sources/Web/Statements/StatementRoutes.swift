import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Bank files coming in, and going out again.
struct StatementRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/statements", may: .readBooks, .none,
                .reads("What was imported, newest first", .listing(StatementItem.schema), query: [.cursor, .limit]), use: list),
            .member(
                .post, "/api/statements", may: .importStatements, .upload(),
                .changes(
                    "Import a bank's file, as a form's file or as the body itself", nil, Self.answer, status: .created,
                    query: [
                        .init("account", .text, "where the lines belong, by id or code; found by the file's account number otherwise"),
                        .init("filename", .text, "what the file is called, where the body is the file"),
                        .init("dry_run", .boolean, "say what would happen and keep nothing"),
                    ]), use: create),
            .member(
                .get, "/api/statements/{id}", may: .readBooks, .none,
                .reads("One import with the rows it could not read", StatementItem.schema),
                use: show),
            .member(
                .delete, "/api/statements/{id}", may: .importStatements, .none,
                .changes("Take an import back", nil, .object(["lines": .integer, "reversed": .integer])), use: undo),
            .member(.get, "/import", may: .readBooks, use: page),
            .member(.post, "/import", may: .importStatements, .upload(), use: upload),
            .member(.post, "/import/{id}/undoing", may: .importStatements, .form(), use: undoFromPage),
        ]
    }

    private static let answer = Schema.object(
        [
            "file": .text, "format": .text, "lines": .integer, "duplicates": .integer,
            "rejected": .list(.object(["line": .integer, "reason": .text])),
            "filed": .object(["rule": .integer, "vendor": .integer, "model": .integer, "llm": .integer, "review": .integer]),
            "posted": .integer, "seconds": Schema(json: ["type": "number"]),
        ], optional: ["id": .id])

    private func list(_ call: Call<Seat>) async throws -> Response {
        let limit = try call.query.limit()
        let last = try Cursor(call.query, count: 1)?.numbers[0]
        let records = try await call.office.database.read(for: call.tenant) { books in
            try books.imports.all().filter { $0.id.rawValue < last ?? .max }
        }
        return try .json(
            Listing(
                Array(records.prefix(limit + 1)), limit: limit, cursor: { Cursor($0.id.rawValue) },
                item: { StatementItem($0, rejected: nil) }))
    }

    private func show(_ call: Call<Seat>) async throws -> Response {
        let id: ImportID = try call.id("import")
        let found = try await call.office.database.read(for: call.tenant) { books in
            try books.imports.record(id).map { ($0, try books.imports.rejectedRows(of: id)) }
        }
        guard let (record, rejected) = found else { throw Refusal.notFound("import") }
        return try .json(StatementItem(record, rejected: rejected))
    }

    private func create(_ call: Call<Seat>) async throws -> Response {
        let answer = try await importFile(call, account: call.query.text("account"))
        let status: HTTPResponse.Status = answer.id == nil ? .ok : .created
        return try .json(answer, status: status)
    }

    private func importFile(_ call: Call<Seat>, account: String?) async throws -> ImportAnswer {
        guard case .upload(let upload) = call.arrival.payload else {
            throw Refusal.invalid("There is no file. Choose one and send it again.")
        }
        var id: AccountID?
        if let account { id = try await call.account(account).id }
        let name = call.query.text("filename") ?? "statement"
        let source = try await upload.file(in: site.settings.spoolFolder, named: String(name.prefix(200)))
        let isRehearsal = call.query["dry_run"] == "true"
        if !isRehearsal, let refusal = try await ReadBilling(site.billing).allowance(for: call.tenant).refusal { throw refusal }
        let start = ContinuousClock.now
        let summary = try await ImportStatement(call.office)(
            for: call.tenant, source, into: id, mode: isRehearsal ? .dryRun : .book, by: call.actor)
        let elapsed = (ContinuousClock.now - start).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        return ImportAnswer(summary, seconds: seconds, isRehearsal ? .hidden : .shown)
    }

    private func undo(_ call: Call<Seat>) async throws -> Response {
        let summary = try await UndoImport(call.office)(for: call.tenant, call.id("import"), by: call.actor)
        return try .json(["lines": summary.lines, "reversed": summary.reversed])
    }

    // MARK: Pages

    private struct ImportContent: Sendable {
        let mayImport: Bool
        /// Why nothing may come in, for now.
        let stopped: String?
        let accounts: [Choice]
        let table: Table
    }

    private func page(_ call: Call<Seat>) async throws -> Response {
        let (records, accounts) = try await call.office.database.read(for: call.tenant) { books in
            (try books.imports.all(), try books.accounts.all().filter(\.kind.takesStatements))
        }
        let mayImport = call.party.may(.importStatements)
        let rows = records.prefix(100).map { record in
            Table.Row(
                [
                    .text(record.fileName), .text(record.format), .number("\(record.newLines)"), .number("\(record.duplicates)"),
                    .text(record.importedAt.dayAndTime), .text(record.importedBy),
                ],
                action: mayImport && record.undoneAt == nil ? Table.Action("/import/\(record.id)/undoing", "Undo") : nil,
                note: record.undoneAt == nil ? nil : "undone")
        }
        let table = Table(
            "Imports before", [.init("File"), .init("Format"), .number("New"), .number("Known"), .init("Imported"), .init("By")], rows,
            empty: "Nothing was imported yet.")
        let stopped = try await ReadBilling(site.billing).allowance(for: call.tenant).refusal?.userText
        return try await site.page(
            call, "import", title: "Import", facts: "CSV of any bank, OFX and QFX, QIF, CAMT, MT940, and zip archives of them.",
            ImportContent(mayImport: mayImport, stopped: stopped, accounts: accounts.map { Choice("\($0.id)", $0.label) }, table: table))
    }

    private func upload(_ call: Call<Seat>) async throws -> Response {
        let answer = try await importFile(call, account: call.form.text("account"))
        return .seeOther(answer.id == nil ? "/import" : "/review")
    }

    private func undoFromPage(_ call: Call<Seat>) async throws -> Response {
        _ = try await UndoImport(call.office)(for: call.tenant, call.id("import"), by: call.actor)
        return .seeOther("/import")
    }
}

struct StatementItem: Encodable {
    let id: Int64
    let file: String
    let format: String
    let lines: Int
    let duplicates: Int
    let imported_at: String
    let imported_by: String
    let undone_at: String?
    let rejected: [Rejected]?

    struct Rejected: Encodable {
        let line: Int
        let text: String
        let reason: String
    }

    static let schema = Schema.object(
        [
            "id": .id, "file": .text, "format": .text, "lines": .integer, "duplicates": .integer, "imported_at": .instant,
            "imported_by": .text,
        ],
        optional: ["undone_at": .instant, "rejected": .list(.object(["line": .integer, "text": .text, "reason": .text]))])

    init(_ record: ImportStore.Record, rejected: [ImportStore.RejectedRow]?) {
        (id, file, format) = (record.id.rawValue, record.fileName, record.format)
        (lines, duplicates) = (record.lines, record.duplicates)
        (imported_at, imported_by, undone_at) = (record.importedAt.iso, record.importedBy, record.undoneAt?.iso)
        self.rejected = rejected?.map { Rejected(line: $0.row, text: $0.text, reason: $0.reason) }
    }
}
