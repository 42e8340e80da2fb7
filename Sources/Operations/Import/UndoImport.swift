package import Bookkeeping
package import Storage

/// Takes an import back: its lines leave the queue and what was posted from them is reversed. Nothing is erased, and the file may be
/// imported again. Lines that another file holds as well come back as that file's.
package struct UndoImport: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Summary: Sendable, Equatable {
        package let lines: Int
        package let reversed: Int
        /// Lines that stay, because another import brought them too.
        package let keptByOthers: Int
    }

    /// - Throws: `PeriodError.closed` when one of its entries lies in a closed period; then nothing is undone.
    package func callAsFunction(for tenant: TenantID, _ id: ImportID, by person: String) async throws -> Summary {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in try Self.undo(id, in: books, by: person, at: now) }
    }

    /// Within a transaction that may go on with something else.
    static func undo(_ id: ImportID, in books: Books, by person: String, at now: Instant) throws -> Summary {
        guard let record = try books.imports.record(id) else { throw OperationError.noSuchImport("\(id)") }
        guard record.undoneAt == nil else { throw OperationError.importUndone("\(id)") }
        var (lines, reversed, kept) = (0, 0, 0)
        let statements = try books.imports.statements(of: id)
        for statement in statements {
            for line in try books.lines.lines(of: statement.id) {
                // As it stands by now: the other line of a transfer may have gone before it.
                if line.entry != nil, let record = try books.lines.line(line.id),
                    try books.takeBack(record, because: "import undone", by: person, at: now)
                {
                    reversed += 1
                }
                try books.lines.setOut(line.id, .undone, reason: "import undone by \(person)")
                lines += 1
            }
        }
        // What came with another program's journal and is no bank line.
        for entry in try books.imports.journalEntries(of: id) where try books.entries.reversal(of: entry) == nil {
            guard let posted = try books.entries.entry(entry) else { continue }
            _ = try books.reverse(posted, because: "import undone", by: person, at: now)
            try books.lines.reopen(entry: entry, reason: "the journal that answered it was taken back by \(person)")
            reversed += 1
        }
        try books.imports.markUndone(id, by: person, at: now)
        // What people said of these lines no longer stands, so it is unlearned: the rest is learned again when next needed.
        try books.categorizer.clear()
        for statement in statements { kept += try keepElsewhere(statement.id, in: books, by: person, at: now) }
        try books.audit.append(
            .init(
                actor: person, action: "import.undone", subject: "import \(id)", detail: "\(lines) lines, \(reversed) entries reversed"),
            at: now)
        return Summary(lines: lines, reversed: reversed, keptByOthers: kept)
    }

    /// What other files hold of the undone lines becomes theirs: once for each line, whatever the number of files.
    private static func keepElsewhere(_ statement: StatementID, in books: Books, by person: String, at now: Instant) throws -> Int {
        var heirs: [LineID: LineID] = [:]
        var keeping: KeptLines?
        var kept = 0
        for duplicate in try books.duplicates.takenForLines(of: statement) {
            if let heir = heirs[duplicate.known] {
                try books.duplicates.point(duplicate.id, at: heir)
                continue
            }
            var current = try keeping ?? KeptLines(books, by: person, at: now)
            defer { keeping = current }
            if let line = duplicate.line {
                guard let record = try books.lines.line(line), record.state != .undone else { continue }
                switch record.state {
                case .waiting: _ = try current.keep(duplicate)
                case .excluded: try current.putBack(record, duplicate)
                case .posted, .undone: break
                }
                heirs[duplicate.known] = line
                kept += 1
            } else if let import_ = try books.imports.statement(duplicate.statement)?.importID,
                try books.imports.record(import_)?.undoneAt == nil
            {
                _ = try current.keep(duplicate)
                heirs[duplicate.known] = try books.duplicates.record(duplicate.id)?.line
                kept += 1
            }
        }
        return kept
    }
}
