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
            .member(.post, "/import/{id}/rows", may: .importStatements, .form(limit: 16 << 10), page: show, use: answerRow),
            .member(.post, "/import/{id}/account", may: .importStatements, .form(limit: 4 << 10), page: show, use: answerAccount),
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
        let whoseAddress: String?
        let lines: String
        let known: String
        let isUndone: Bool
        let asksAccount: Bool
        let mayUndo: Bool
    }

    func page(_ call: Call<Seat>) async throws -> Response {
        let (records, accounts, asking) = try await call.office.database.read(for: call.tenant) { books in
            (try books.imports.all(), try books.accounts.all().filter(\.kind.takesStatements), try books.imports.askingAccount())
        }
        let people = try await call.peopleNames()
        let mayImport = call.party.may(.importStatements)
        let past = records.prefix(Self.shown).map { record in
            Past(
                address: "/import/\(record.id)", file: record.fileName, when: record.importedAt.short(call.office.today),
                who: people[record.importedBy],
                whoseAddress: people.address(behind: record.importedBy),
                lines: record.newLines.grouped, known: record.duplicates.grouped, isUndone: record.undoneAt != nil,
                asksAccount: asking.contains(record.id), mayUndo: mayImport && record.undoneAt == nil)
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
        let people = try await call.peopleNames()
        let rows = try await SavedColumns(call.office).all(for: call.tenant).map { saved in
            Table.Row(
                [
                    .text(saved.account.label), .text(PreviewColumns.words(saved.names)),
                    .text(saved.isChosen ? people[saved.savedBy] : "detected"),
                ],
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
        guard answers.count == 1, let answer = answers.first, answer.id != nil else {
            return site.seeOther("/import", said: Self.words(answers))
        }
        if let doubt = answer.doubt {
            return site.seeOther(Self.after(answer), said: "\(doubt) To do so, undo the import and preview the file first.")
        }
        return .seeOther(Self.after(answer))
    }

    /// What several files at once came to.
    private static func words(_ answers: [ImportAnswer]) -> String {
        let new = answers.map { $0.lines - $0.duplicates }.reduce(0, +)
        let asking = answers.filter { !$0.unmatched.isEmpty }.count
        let question =
            asking == 0 ? "" : asking == 1 ? " One asks which account it belongs to." : " \(asking) ask which account they belong to."
        let doubts = answers.compactMap { answer in answer.doubt.map { " \(answer.file): \($0)" } }.joined()
        return "\(answers.count) files: \(new.grouped) new \(new == 1 ? "line" : "lines").\(question)\(doubts)"
    }

    /// Where to look after an import.
    static func after(_ answer: ImportAnswer) -> String {
        if answer.isClean { return "/review" }
        guard let id = answer.id else { return "/import" }
        return "/import/\(id)"
    }

    private struct DetailContent: Sendable {
        let question: AccountQuestion?
        let stats: [PreviewContent.Stat]
        let columns: [PreviewColumns.Reading]
        let hasColumns: Bool
        let statementsTitle: String
        let statements: Table
        let rows: LeftOutContent
        let mayFile: Bool
        let pairs: [DuplicatePair]
        let hasPairs: Bool
        /// Where a decision about a duplicate leads.
        let back: String
    }

    private static let shown = 100

    private func show(_ call: Call<Seat>) async throws -> Response {
        // A row whose answer was refused is on the page again.
        let refused = call.typedAgain?.text("row").flatMap { Int($0) }
        let position = refused ?? call.query.text("rows").flatMap { Int($0) } ?? 0
        let id: ImportID = try call.id("import")
        let details = try await call.importDetails(id, rows: 0)
        let leftOut = try await ReadLeftOutRows(call.office)(
            for: call.tenant, id, from: LeftOutContent.firstPosition(near: position), limit: LeftOutContent.shown)
        let accounts = try await call.accounts()
        let known = try await ListDuplicates(call.office)(for: call.tenant, .certain(id), limit: Self.shown)
        let labels = Dictionary(accounts.map { ($0.id, $0.label) }) { first, _ in first }
        let (record, people) = (details.record, try await call.peopleNames())
        return try await site.page(
            call, "import-details", title: record.fileName,
            facts: "\(record.format.uppercased()). \(record.importedAt.short(call.office.today)), by \(people[record.importedBy]).",
            head: PageHead(
                crumbs: [.init("Import", "/import"), .init(record.fileName)],
                pills: record.undoneAt == nil ? [] : [.init("Undone", style: "warn", icon: "undo")],
                actions: [.link("Its lines", "/lines?statement=\(id)", icon: "list")]),
            DetailContent(
                question: AccountQuestion(
                    details, accounts, isHeld: asked(call).source("\(id)", name: details.record.fileName) != nil,
                    mayAnswer: call.party.may(.importStatements)),
                stats: Self.stats(record, leftOut: leftOut.count.all),
                columns: PreviewColumns.readings(details.columns ?? ""), hasColumns: details.columns != nil,
                statementsTitle: details.statements.count == 1 ? "Statement" : "Statements",
                statements: Self.table(details.statements, labels, call.office.today),
                rows: LeftOutContent(
                    leftOut, accounts, people, refused: refused, mayAnswer: call.party.may(.importStatements), today: call.office.today),
                mayFile: call.party.may(.fileLines) && record.undoneAt == nil, pairs: known.map { DuplicatePair($0, call.office.today) },
                hasPairs: !known.isEmpty, back: "/import/\(id)"))
    }

    /// What somebody says of a row that was left out: this is what it should say, it is no transaction, or it may be one after all.
    private func answerRow(_ call: Call<Seat>) async throws -> Response {
        let id: ImportID = try call.id("import")
        guard let position = call.form.text("row").flatMap({ Int($0) }) else { throw LeftOutRowError.noSuchRow(0) }
        let said = try await LeftOutAnswer(call, id, position).carryOut()
        await site.llm?.wake(call.tenant)
        let next = try await call.office.database.read(for: call.tenant) { books in
            // The next one that is open, or else one before it.
            let open = try books.imports.openRows(of: id, from: position, limit: 1) + books.imports.openRows(of: id, limit: 1)
            return open.first?.position ?? position
        }
        return site.seeOther("/import/\(id)?rows=\(LeftOutContent.firstPosition(near: next))#row-\(next)", said: said)
    }

    private func asked(_ call: Call<Seat>) -> HeldFiles { HeldFiles(in: site.settings.spoolFolder, of: call.tenant, .asked) }

    /// Its lines are on the right account, or the file goes to another one: out of the books as it came, and in again there.
    private func answerAccount(_ call: Call<Seat>) async throws -> Response {
        let id: ImportID = try call.id("import")
        let details = try await call.importDetails(id, rows: 0)
        let account = try await about("account") { try await call.account(call.form.filled("account", "An account")) }
        guard let statement = details.statements.first(where: \.asksAccount), details.record.undoneAt == nil else {
            return site.seeOther("/import/\(id)", said: "Somebody has answered that in the meantime.")
        }
        guard account.id != statement.account else {
            try await KeepImportAccounts(call.office)(for: call.tenant, id, by: call.actor)
            asked(call).remove("\(id)")
            return site.seeOther(
                "/import/\(id)", said: "The lines stay on \(account.label). The next statement in \(statement.currency) goes there.")
        }
        guard details.statements.count == 1, let source = asked(call).source("\(id)", name: details.record.fileName) else {
            throw Refusal.invalid(
                "The file is held here no more. Undo the import, and import the file to \(account.label).", field: "account")
        }
        guard account.kind.takesStatements else { throw OperationError.accountTakesNoStatements(account.label).about("account") }
        let chosen = try await SavedColumns(call.office).all(for: call.tenant).first { $0.account.id == statement.account && $0.isChosen }
        let answer = try await site.importFile(
            call, source, account: "\(account.id)",
            columns: details.columns == nil ? [] : chosen?.names.split(separator: ", ").map(String.init) ?? [], replacing: id)
        asked(call).remove("\(id)")
        return site.seeOther(answer.id.map { "/import/\($0)" } ?? "/import", said: "The lines are on \(account.label) now.")
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
                        .text(statement.period.map { $0.short(today) } ?? ""),
                    ] + (hasBalance ? balances : []))
        }
        let balances: [Table.Column] = hasBalance ? [.number("Opening"), .number("Closing")] : []
        return Table(
            "Statements",
            [.init("Account")] + (hasNumber ? [.init("Bank's number")] : []) + [.init("Currency"), .init("Period")] + balances,
            rows, empty: "There is no statement in it.")
    }

    private func undo(_ call: Call<Seat>) async throws -> Response {
        let id: ImportID = try call.id("import")
        _ = try await UndoImport(call.office)(for: call.tenant, id, by: call.actor)
        asked(call).remove("\(id)")
        return .seeOther("/import")
    }

    private func forgetColumns(_ call: Call<Seat>) async throws -> Response {
        let account = try await call.account(call.form["account"] ?? "")
        _ = try await SavedColumns(call.office).forget(for: call.tenant, account.id, by: call.actor)
        return .seeOther("/import")
    }
}
