import Bookkeeping
import HTTPTypes
import Hummingbird
import Ingestion
import Operations
import Storage

/// Importing in the browser, and what became of each file.
struct StatementPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/import", may: .readBooks, use: page),
            .member(.post, "/import", may: .importStatements, .upload(), page: page, use: upload),
            .member(.get, "/import/{id}", may: .readBooks, use: show),
            .member(.post, "/import/{id}/undoing", may: .importStatements, .form(limit: 4 << 10), use: undo),
            .member(.post, "/import/columns/forgetting", may: .importStatements, .form(limit: 4 << 10), use: forgetColumns),
        ] + PreviewPages(site: site).all
    }

    private struct ImportContent: Sendable {
        let mayImport: Bool
        /// Why nothing may come in, for now.
        let stopped: String?
        let accounts: [Choice]
        let formats = "CSV of any bank, OFX and QFX, QIF, CAMT, MT940, and zip archives of them."
        let past: [Past]
        let hasPast: Bool
        let columns: Table
    }

    private struct Past: Sendable {
        let address: String
        let file: String
        let when: String
        let who: String
        let lines: String
        let known: String
        let isUndone: Bool
        let mayUndo: Bool
    }

    func page(_ call: Call<Seat>) async throws -> Response {
        let (records, accounts) = try await call.office.database.read(for: call.tenant) { books in
            (try books.imports.all(), try books.accounts.all().filter(\.kind.takesStatements))
        }
        let mayImport = call.party.may(.importStatements)
        let past = records.prefix(Self.shown).map { record in
            Past(
                address: "/import/\(record.id)", file: record.fileName, when: record.importedAt.dayAndTime, who: record.importedBy,
                lines: record.newLines.grouped, known: record.duplicates.grouped, isUndone: record.undoneAt != nil,
                mayUndo: mayImport && record.undoneAt == nil)
        }
        return try await site.page(
            call, "import", title: "Import", facts: "Files of your bank become lines; nothing is imported twice.",
            head: PageHead(scripts: ["drop.js"]),
            ImportContent(
                mayImport: mayImport, stopped: try await ReadBilling(site.billing).allowance(for: call.tenant).refusal?.userText,
                accounts: accounts.map { Choice("\($0.id)", $0.label) }, past: past, hasPast: !past.isEmpty,
                columns: try await columns(call, mayForget: mayImport)))
    }

    private func columns(_ call: Call<Seat>, mayForget: Bool) async throws -> Table {
        let rows = try await SavedColumns(call.office).all(for: call.tenant).map { saved in
            Table.Row(
                [.text(saved.account.label), .text(PreviewColumns.words(saved.names)), .text(saved.isChosen ? saved.savedBy : "detected")],
                action: mayForget ? Table.Action("/import/columns/forgetting", "Detect anew", ("account", "\(saved.account.id)")) : nil)
        }
        return Table(
            "Columns of each account's tables", [.init("Account"), .init("Columns"), .init("Chosen by")], rows,
            empty: "No table was imported yet.")
    }

    /// One file after the other: what cannot be read keeps none of the others out.
    private func upload(_ call: Call<Seat>) async throws -> Response {
        let columns = (call.form["columns"] ?? "").split(whereSeparator: \.isNewline).map(String.init).filter {
            !$0.allSatisfy(\.isWhitespace)
        }
        guard case .upload(let upload) = call.arrival.payload else {
            throw Refusal.invalid("There is no file. Choose one and send it again.", field: "file")
        }
        let sources = try await about("file") { try await upload.files(in: site.settings.spoolFolder) }
        if let account = call.form.text("account") { try await about("account") { try await call.account(account) } }
        try about("columns") { try MappingChanges(columns) }
        var answers: [ImportAnswer] = []
        var faults: [FieldFault] = []
        for source in sources {
            do {
                answers.append(try await site.importFile(call, source, account: call.form.text("account"), columns: columns))
            } catch {
                guard let refusal = Refusal(error) else { throw error }
                faults.append(FieldFault("file", "\(source.name): \(refusal.message)"))
            }
        }
        guard faults.isEmpty else { throw Refusal.invalid(faults, title: answers.isEmpty ? nil : "Not everything was imported.") }
        guard answers.count == 1, let answer = answers.first, let id = answer.id else { return .seeOther("/import") }
        return .seeOther(answer.isClean ? "/review" : "/import/\(id)")
    }

    private struct DetailContent: Sendable {
        let stats: [PreviewContent.Stat]
        let columns: [PreviewColumns.Reading]
        let hasColumns: Bool
        let statementsTitle: String
        let statements: Table
        let rejected: Table
        let mayFile: Bool
        let pairs: [DuplicatePair]
        let hasPairs: Bool
        /// Where a decision about a duplicate leads.
        let back: String
    }

    private static let shown = 100

    private func show(_ call: Call<Seat>) async throws -> Response {
        let id: ImportID = try call.id("import")
        let details = try await call.importDetails(id)
        let known = try await ListDuplicates(call.office)(for: call.tenant, .certain(id), limit: Self.shown)
        let labels = Dictionary(try await call.accounts().map { ($0.id, $0.label) }) { first, _ in first }
        let rejected = details.rejected.map { Table.Row([.number("\($0.row)"), .text($0.text), .text($0.reason)]) }
        let record = details.record
        return try await site.page(
            call, "import-details", title: record.fileName,
            facts: "\(record.format.uppercased()), imported \(record.importedAt.short(call.office.today)) by \(record.importedBy).",
            head: PageHead(
                crumbs: [.init("Import", "/import"), .init(record.fileName)],
                pills: record.undoneAt == nil ? [] : [.init("Undone", style: "warn", icon: "undo")],
                actions: [.link("Its lines", "/lines?statement=\(id)", icon: "list")]),
            DetailContent(
                stats: Self.stats(record, leftOut: details.rejected.count),
                columns: PreviewColumns.readings(details.columns ?? ""), hasColumns: details.columns != nil,
                statementsTitle: details.statements.count == 1 ? "Statement" : "Statements",
                statements: Self.table(details.statements, labels, call.office.today),
                rejected: Table(
                    "Rows that were left out", [.number("Row"), .init("Text"), .init("Why")], rejected, empty: "Every row could be read."),
                mayFile: call.party.may(.fileLines) && record.undoneAt == nil, pairs: known.map { DuplicatePair($0, call.office.today) },
                hasPairs: !known.isEmpty, back: "/import/\(id)"))
    }

    private static func stats(_ record: ImportStore.Record, leftOut: Int) -> [PreviewContent.Stat] {
        [
            .init(title: "Lines in the file", value: record.lines.grouped, note: "That could be read"),
            .init(
                title: "New", value: record.newLines.grouped,
                note: record.undoneAt == nil ? "Filed, or waiting in review" : "Taken out of the books again"),
            .init(
                title: "Known already", value: record.duplicates.grouped,
                note: record.duplicates == 0 ? "None was in the books" : "In the books before, and not booked again"),
            .init(
                title: "Rows left out", value: leftOut.grouped,
                note: leftOut == 0 ? "Every row could be read" : "Each with its reason, below"),
        ]
    }

    /// Without the columns that say nothing of this file.
    private static func table(
        _ statements: [ImportStore.StatementRecord], _ labels: [AccountID: String], _ today: CalendarDate
    ) -> Table {
        let hasNumber = statements.contains { $0.accountNumber != nil }
        let hasBalance = statements.contains { $0.openingBalance != nil || $0.closingBalance != nil }
        let rows = statements.map { statement in
            let balances = [statement.openingBalance, statement.closingBalance].map { Table.Cell.number($0?.grouped ?? "") }
            return Table.Row(
                [.text(labels[statement.account] ?? "")] + (hasNumber ? [.text(statement.accountNumber ?? "")] : [])
                    + [
                        .text(statement.currency.code),
                        .text(statement.period.map { "\($0.first.short(today)) to \($0.last.short(today))" } ?? ""),
                    ] + (hasBalance ? balances : []))
        }
        let balances: [Table.Column] = hasBalance ? [.number("Opening"), .number("Closing")] : []
        return Table(
            "Statements",
            [.init("Account")] + (hasNumber ? [.init("Bank's number")] : []) + [.init("Currency"), .init("Period")] + balances,
            rows, empty: "There is no statement in it.")
    }

    private func undo(_ call: Call<Seat>) async throws -> Response {
        _ = try await UndoImport(call.office)(for: call.tenant, call.id("import"), by: call.actor)
        return .seeOther("/import")
    }

    private func forgetColumns(_ call: Call<Seat>) async throws -> Response {
        let account = try await call.account(call.form["account"] ?? "")
        _ = try await SavedColumns(call.office).forget(for: call.tenant, account.id, by: call.actor)
        return .seeOther("/import")
    }
}
