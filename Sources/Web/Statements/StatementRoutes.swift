import Bookkeeping
import Foundation
import HTTPTypes
import Hummingbird
import Ingestion
import Operations
import Storage

/// Bank files coming in, and going out again, for programs.
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
                        .init(
                            "columns", .list(.text),
                            "what the columns of a table are, like amount=Betrag; kept for the account's next files"),
                        .init("dry_run", .boolean, "say what would happen and keep nothing"),
                    ]), use: create),
            .member(
                .get, "/api/statements/{id}", may: .readBooks, .none,
                .reads("One import with its statements, its columns and the rows it could not read", StatementItem.schema),
                use: show),
            .member(
                .delete, "/api/statements/{id}", may: .importStatements, .none,
                .changes("Take an import back", nil, .object(["lines": .integer, "reversed": .integer])), use: undo),
        ] + ColumnRoutes().all + StatementPages(site: site).all + LeftOutRoutes(site: site).all
    }

    private static let answer = Schema.object(
        [
            "file": .text, "format": .text, "lines": .integer, "duplicates": .integer,
            "rejected": .list(.object(["line": .integer, "reason": .text])),
            "filed": .object(["rule": .integer, "vendor": .integer, "model": .integer, "llm": .integer, "review": .integer]),
            "posted": .integer, "seconds": Schema(json: ["type": "number"]),
        ], optional: ["id": .id, "warnings": .list(.text)])

    private func list(_ call: Call<Seat>) async throws -> Response {
        let limit = try call.query.limit()
        let last = try Cursor(call.query, count: 1)?.numbers[0]
        let records = try await call.office.database.read(for: call.tenant) { books in
            try books.imports.all().filter { $0.id.rawValue < last ?? .max }
        }
        return try .json(
            Listing(
                Array(records.prefix(limit + 1)), limit: limit, cursor: { Cursor($0.id.rawValue) },
                item: { StatementItem($0) }))
    }

    private func show(_ call: Call<Seat>) async throws -> Response {
        let id: ImportID = try call.id("import")
        return try .json(StatementItem(try await call.importDetails(id)))
    }

    private func create(_ call: Call<Seat>) async throws -> Response {
        let answer = try await site.importFile(call, account: call.query.text("account"), columns: call.query.all("columns"))
        let status: HTTPResponse.Status = answer.id == nil ? .ok : .created
        return try .json(answer, status: status)
    }

    private func undo(_ call: Call<Seat>) async throws -> Response {
        let id: ImportID = try call.id("import")
        let summary = try await UndoImport(call.office)(for: call.tenant, id, by: call.actor)
        HeldFiles(in: site.settings.spoolFolder, of: call.tenant, .asked).remove("\(id)")
        return try .json(["lines": summary.lines, "reversed": summary.reversed])
    }
}

extension Site {
    /// The file of a request, into the books.
    func importFile(_ call: Call<Seat>, account: String?, columns: [String]) async throws -> ImportAnswer {
        guard case .upload(let upload) = call.arrival.payload else {
            throw Refusal.invalid("There is no file. Choose one and send it again.")
        }
        let name = call.query.text("filename") ?? "statement"
        let source = try await upload.file(in: settings.spoolFolder, named: String(name.prefix(200)))
        return try await importFile(call, source, account: account, columns: columns)
    }

    /// - Parameter replaced: an import of the file that goes out of the books as this one comes in
    func importFile(
        _ call: Call<Seat>, _ source: ByteSource, account: String?, columns: [String], replacing replaced: ImportID? = nil
    ) async throws -> ImportAnswer {
        var id: AccountID?
        if let account { id = try await call.account(account).id }
        let changes = try MappingChanges(columns)
        let isRehearsal = call.query["dry_run"] == "true"
        if !isRehearsal, let refusal = try await ReadBilling(billing).allowance(for: call.tenant).refusal { throw refusal }
        let start = ContinuousClock.now
        let summary = try await ImportStatement(call.office)(
            for: call.tenant, source, into: id, columns: columns.isEmpty ? nil : changes, mode: isRehearsal ? .dryRun : .book,
            replacing: replaced, by: call.actor)
        if !isRehearsal {
            // The lines are in the books: a disk that is full now takes the choice of another account, and nothing else.
            if !summary.unmatched.isEmpty, let id = summary.id {
                try? HeldFiles(in: self.settings.spoolFolder, of: call.tenant, .asked).hold(source, as: "\(id)")
            }
            try await WatchDrift(call.office)(for: call.tenant)
            await llm?.wake(call.tenant)
        }
        let elapsed = (ContinuousClock.now - start).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        return ImportAnswer(summary, seconds: seconds, isRehearsal ? .hidden : .shown)
    }
}

/// All that is known of one import.
struct ImportDetails: Sendable {
    let record: ImportStore.Record
    let statements: [ImportStore.StatementRecord]
    let rejected: [ImportStore.LeftOutRow]

    /// `date=Buchungstag, amount=Betrag, …`; nil for formats that name their fields.
    var columns: String? {
        record.mapping.flatMap { try? JSONDecoder().decode(Mapping.self, from: Data($0.utf8)) }?.columnNames
    }
}

extension Call<Seat> {
    /// - Parameter rows: how many of those that were left out
    func importDetails(_ id: ImportID, rows: Int = .max) async throws -> ImportDetails {
        let found = try await office.database.read(for: tenant) { books in
            try books.imports.record(id).map {
                ImportDetails(
                    record: $0, statements: try books.imports.statements(of: id),
                    rejected: try books.imports.leftOutRows(of: id, limit: rows))
            }
        }
        guard let found else { throw Refusal.notFound("import") }
        return found
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
    var columns: String?
    var statements: [Part]?
    var rejected: [Rejected]?

    /// One account's statement in the file.
    struct Part: Encodable {
        let id: Int64
        let account: Int64
        /// As the bank names it, masked.
        let account_number: String?
        let currency: String
        let opening_balance: String?
        let closing_balance: String?
        let from: String?
        let to: String?

        static let schema = Schema.object(
            ["id": .id, "account": .id, "currency": .text],
            optional: [
                "account_number": .text, "opening_balance": .amount, "closing_balance": .amount, "from": .date, "to": .date,
            ])

        init(_ record: ImportStore.StatementRecord) {
            id = record.id.rawValue
            (account, account_number, currency) = (record.account.rawValue, record.accountNumber, record.currency.code)
            (opening_balance, closing_balance) = (record.openingBalance?.decimalText, record.closingBalance?.decimalText)
            (from, to) = (record.period?.first.description, record.period?.last.description)
        }
    }

    struct Rejected: Encodable {
        /// By which it is named when it is taken in or dismissed.
        let position: Int
        let line: Int
        let text: String
        let reason: String
        let state: String
        /// The statement line that it became, or that the books held already.
        let became: Int64?
        let answered_by: String?
        let answered_at: String?

        static let schema = Schema.object(
            [
                "position": .integer, "line": .integer, "text": .text, "reason": .text,
                "state": .choice(["open", "taken", "known", "dismissed"]),
            ], optional: ["became": .id, "answered_by": .text, "answered_at": .instant])

        init(_ row: ImportStore.LeftOutRow) {
            (position, line, text, reason) = (row.position, row.row.row, row.row.text, row.row.reason)
            (state, became) = (row.answer?.kind.rawValue ?? "open", row.answer?.line?.rawValue)
            (answered_by, answered_at) = (row.answer?.by, row.answer?.at.iso)
        }
    }

    static let schema = Schema.object(
        [
            "id": .id, "file": .text, "format": .text, "lines": .integer, "duplicates": .integer, "imported_at": .instant,
            "imported_by": .text,
        ],
        optional: [
            "undone_at": .instant, "columns": .text, "statements": .list(Part.schema),
            "rejected": .list(Rejected.schema),
        ])

    init(_ record: ImportStore.Record) {
        (id, file, format) = (record.id.rawValue, record.fileName, record.format)
        (lines, duplicates) = (record.lines, record.duplicates)
        (imported_at, imported_by, undone_at) = (record.importedAt.iso, record.importedBy, record.undoneAt?.iso)
    }

    init(_ details: ImportDetails) {
        self.init(details.record)
        columns = details.columns
        statements = details.statements.map(Part.init)
        rejected = details.rejected.map(Rejected.init)
    }
}
