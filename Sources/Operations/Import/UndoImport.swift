package import Bookkeeping
package import Storage

/// Takes an import back: its lines leave the queue and what was posted from them is reversed. Nothing is erased, and the file may be
/// imported again.
package struct UndoImport: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Summary: Sendable, Equatable {
        package let lines: Int
        package let reversed: Int
    }

    /// - Throws: `PeriodError.closed` when one of its entries lies in a closed period; then nothing is undone.
    package func callAsFunction(for tenant: TenantID, _ id: ImportID, by person: String) async throws -> Summary {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            guard let record = try books.imports.record(id) else { throw OperationError.noSuchImport("\(id)") }
            guard record.undoneAt == nil else { throw OperationError.importUndone("\(id)") }
            var (lines, reversed) = (0, 0)
            for statement in try books.imports.statements(of: id) {
                for line in try books.lines.lines(of: statement) {
                    if let entryID = line.entry, let posted = try books.entries.entry(entryID) {
                        _ = try books.reverse(posted, because: "import undone", by: person, at: now)
                        reversed += 1
                    }
                    try books.lines.setOut(line.id, .undone, reason: "import undone by \(person)")
                    lines += 1
                }
            }
            try books.imports.markUndone(id, by: person, at: now)
            // What people said of these lines no longer stands, so it is unlearned: the rest is learned again when next needed.
            try books.categorizer.clear()
            try books.audit.append(
                .init(
                    actor: person, action: "import.undone", subject: "import \(id)", detail: "\(lines) lines, \(reversed) entries reversed"),
                at: now)
            return Summary(lines: lines, reversed: reversed)
        }
    }
}
