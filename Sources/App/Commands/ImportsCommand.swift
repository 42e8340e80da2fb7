import ArgumentParser
import Bookkeeping
import Operations
import Storage

struct ImportsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imports", abstract: "List what was imported, newest first, or all that is known of one import.")

    @Argument(help: "An import's number, to see its statements, columns and rejected rows.")
    var number: String?

    @OptionGroup var books: BooksOptions

    func run() async throws {
        let (office, tenant) = try await books.open()
        if let number {
            guard let id = ImportID(text: number) else { throw OperationError.noSuchImport(number) }
            return try await show(id, office, tenant.id)
        }
        let imports = try await office.database.read(for: tenant.id) { books in try books.imports.all() }
        guard !imports.isEmpty else { return print("Nothing was imported yet. Import a statement with: bookkeeper import FILE") }
        for record in imports { print(Self.headline(record)) }
    }

    private func show(_ id: ImportID, _ office: Office, _ tenant: TenantID) async throws {
        let (found, statements, rejected, accounts) = try await office.database.read(for: tenant) { books in
            (
                try books.imports.record(id), try books.imports.statements(of: id), try books.imports.rejectedRows(of: id),
                try books.accounts.all()
            )
        }
        guard let record = found else { throw OperationError.noSuchImport("\(id)") }
        print(Self.headline(record))
        print("SHA-256  \(record.hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())")
        print("by       \(record.importedBy)")
        if let mapping = record.mapping { print("columns  \(mapping)") }
        let labels = Dictionary(accounts.map { ($0.id, $0.label) }) { first, _ in first }
        for statement in statements {
            var facts = ["account \(statement.accountNumber ?? "not named")", "\(statement.currency)"]
            if let opening = statement.openingBalance { facts.append("opening balance \(opening.decimalText)") }
            if let closing = statement.closingBalance { facts.append("closing balance \(closing.decimalText)") }
            if let period = statement.period { facts.append("\(period)") }
            print("\(labels[statement.account] ?? "")  \(facts.joined(separator: ", "))")
        }
        for row in rejected { print("row \(row.row) was left out: \(row.reason)\n  \(row.text)") }
    }

    private static func headline(_ record: ImportStore.Record) -> String {
        let state = record.undoneAt == nil ? "" : "  undone"
        return "\(record.id)  \(record.fileName)  \(record.format)  \(record.newLines) new of \(record.lines.of("line"))\(state)"
    }
}

struct UndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take a whole import back.",
        discussion:
            "Its lines leave the queue and what was posted from them is reversed; nothing is erased. Lines that another file holds stay.")

    @Argument(help: "The import's number, from bookkeeper imports.")
    var number: String

    @OptionGroup var books: BooksOptions

    func run() async throws {
        let (office, tenant) = try await books.open()
        guard let id = ImportID(text: number) else { throw OperationError.noSuchImport(number) }
        let summary = try await UndoImport(office)(for: tenant.id, id, by: Terminal.actor)
        print("Took back \(summary.lines.of("line")) and reversed \(summary.reversed) \(summary.reversed == 1 ? "entry" : "entries").")
        if summary.keptByOthers > 0 { print("\(summary.keptByOthers) of the lines stay, because another file holds them too.") }
    }
}
