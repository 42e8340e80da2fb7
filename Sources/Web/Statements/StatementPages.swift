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
            .member(.post, "/import", may: .importStatements, .upload(), use: upload),
            .member(.get, "/import/{id}", may: .readBooks, use: show),
            .member(.post, "/import/{id}/undoing", may: .importStatements, .form(limit: 4 << 10), use: undo),
            .member(.post, "/import/columns/forgetting", may: .importStatements, .form(limit: 4 << 10), use: forgetColumns),
        ] + PreviewPages(site: site).all
    }

    private struct ImportContent: Sendable {
        let mayImport: Bool
        /// Why nothing may come in, for now.
        let stopped: String?
        let faults: [Fault]
        let hasFaults: Bool
        let accounts: [Choice]
        let columnsTyped: String?
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

    /// A file that could not be imported.
    private struct Fault: Sendable {
        let number: String
        let file: String
        let message: String
    }

    private func page(_ call: Call<Seat>) async throws -> Response { try await page(call, []) }

    /// The page again, with what is wrong with a file.
    func refused(_ call: Call<Seat>, file: String, _ message: String) async throws -> Response {
        try await page(call, [Fault(number: "1", file: file, message: message)])
    }

    private func page(_ call: Call<Seat>, _ faults: [Fault]) async throws -> Response {
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
                faults: faults, hasFaults: !faults.isEmpty,
                accounts: accounts.map { Choice("\($0.id)", $0.label, isSelected: "\($0.id)" == call.form["account"]) },
                columnsTyped: call.form.text("columns"), past: past, hasPast: !past.isEmpty,
                columns: try await columns(call, mayForget: mayImport)),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private func columns(_ call: Call<Seat>, mayForget: Bool) async throws -> Table {
        let rows = try await SavedColumns(call.office).all(for: call.tenant).map { saved in
            Table.Row(
                [.text(saved.account.label), .text(saved.names), .text(saved.isChosen ? saved.savedBy : "detected")],
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
            throw Refusal.invalid("There is no file. Choose one and send it again.")
        }
        var answers: [ImportAnswer] = []
        var faults: [Fault] = []
        for source in try await upload.files(in: site.settings.spoolFolder) {
            do {
                answers.append(try await site.importFile(call, source, account: call.form.text("account"), columns: columns))
            } catch {
                guard let refusal = Refusal(error) else { throw error }
                faults.append(Fault(number: "\(faults.count + 1)", file: source.name, message: refusal.message))
            }
        }
        guard faults.isEmpty else { return try await page(call, faults) }
        guard answers.count == 1, let answer = answers.first, answer.id != nil else { return .seeOther("/import") }
        return .seeOther(Self.after(answer))
    }

    /// Where to look after an import.
    static func after(_ answer: ImportAnswer) -> String {
        if answer.isClean { return "/review" }
        guard let id = answer.id else { return "/import" }
        return "/import/\(id)" + (answer.unmatched.isEmpty ? "" : "?unmatched=\(answer.unmatched.joined(separator: "+"))")
    }

    private struct DetailContent: Sendable {
        /// What was not certain when it was imported.
        let warnings: [String]
        let hasWarnings: Bool
        let columns: String?
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
        let statements = details.statements.map { statement in
            Table.Row([
                .text(labels[statement.account] ?? ""), .text(statement.accountNumber ?? ""), .text(statement.currency.code),
                .text(statement.period.map { "\($0)" } ?? ""), .number(statement.openingBalance?.grouped ?? ""),
                .number(statement.closingBalance?.grouped ?? ""),
            ])
        }
        let unmatched = Set((call.query["unmatched"] ?? "").split { !$0.isLetter }.map(String.init))
        let warnings = details.statements.filter { unmatched.contains($0.currency.code) && $0.accountNumber == nil }.map {
            UnmatchedCurrency($0.currency, on: labels[$0.account] ?? "").userText
        }
        let rejected = details.rejected.map { Table.Row([.number("\($0.row)"), .text($0.text), .text($0.reason)]) }
        let record = details.record
        let state = record.undoneAt == nil ? "" : " It was undone."
        return try await site.page(
            call, "import-details", title: record.fileName,
            facts: "\(record.format), \(record.newLines) new of \(record.lines) lines, \(record.importedAt.dayAndTime).\(state)",
            DetailContent(
                warnings: warnings, hasWarnings: !warnings.isEmpty, columns: details.columns,
                statements: Table(
                    "Statements",
                    [
                        .init("Account"), .init("Bank's number"), .init("Currency"), .init("Period"), .number("Opening"),
                        .number("Closing"),
                    ], statements, empty: "There is no statement in it."),
                rejected: Table(
                    "Rows that were left out", [.number("Row"), .init("Text"), .init("Why")], rejected, empty: "Every row could be read."),
                mayFile: call.party.may(.fileLines) && record.undoneAt == nil, pairs: known.map(DuplicatePair.init),
                hasPairs: !known.isEmpty, back: "/import/\(id)"))
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
