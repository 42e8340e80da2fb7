package import Bookkeeping
package import Storage

/// A person's word that a row which was left out is no transaction: a total, a remark, a heading. It can be taken back.
package struct DismissRow: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// Said twice is said once.
    package func callAsFunction(for tenant: TenantID, _ position: Int, of id: ImportID, by person: String) async throws {
        let now = office.now()
        try await office.database.write(for: tenant) { books in
            let leftOut = try LeftOutRows(books, of: id)
            let row = try leftOut.row(position)
            if let answer = row.answer {
                guard answer.kind == .dismissed else { throw LeftOutRowError.takenIn(row: row.row.row, by: answer.by) }
                return
            }
            try books.imports.answer(position, of: id, .init(kind: .dismissed, line: nil, at: now, by: person))
            try Self.audit("row.dismissed", row, of: id, in: books, by: person, at: now)
        }
    }

    /// The row is open again.
    package func undo(for tenant: TenantID, _ position: Int, of id: ImportID, by person: String) async throws {
        let now = office.now()
        try await office.database.write(for: tenant) { books in
            let row = try LeftOutRows(books, of: id).row(position)
            guard row.answer?.kind == .dismissed else { throw LeftOutRowError.notDismissed(row: row.row.row) }
            try books.imports.forgetAnswer(position, of: id)
            try Self.audit("row.dismissal_undone", row, of: id, in: books, by: person, at: now)
        }
    }

    private static func audit(
        _ action: String, _ row: ImportStore.LeftOutRow, of id: ImportID, in books: Books, by person: String, at now: Instant
    ) throws {
        try books.audit.append(
            .init(actor: person, action: action, subject: "import \(id)", detail: "row \(row.row.row): \(row.row.text)"), at: now)
    }
}
