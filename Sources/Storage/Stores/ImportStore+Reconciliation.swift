package import Bookkeeping

extension ImportStore {
    /// A statement whose import stands, with the file it came in.
    package struct Standing: Hashable, Sendable {
        package let id: StatementID
        package let importID: ImportID
        package let account: AccountID
        package let file: String
        package let format: String
        package let currency: Currency
        package let opening: Money?
        package let closing: Money?
        package let period: Period
    }

    /// Statements that banks sent and nobody took back, in order of their first day. What came from another program's journal is none.
    package func standing() throws(StorageError) -> [Standing] {
        try standing("s.tenant_id = \(tenant)")
    }

    package func standing(_ id: StatementID) throws(StorageError) -> Standing? {
        try standing("s.tenant_id = \(tenant) AND s.id = \(id)").first
    }

    private func standing(_ condition: SQL) throws(StorageError) -> [Standing] {
        try db.all(
            """
            SELECT s.id, s.import_id, s.account_id, i.file_name, i.format, s.currency, s.opening_balance, s.closing_balance,
                s.first_date, s.last_date
            FROM statement s JOIN statement_import i ON i.tenant_id = s.tenant_id AND i.id = s.import_id
            WHERE \(condition) AND i.undone_at IS NULL AND s.first_date IS NOT NULL AND s.last_date >= s.first_date
                AND NOT EXISTS (
                    SELECT 1 FROM journal_entry_import j WHERE j.tenant_id = s.tenant_id AND j.import_id = s.import_id)
            ORDER BY s.first_date, s.last_date, s.id
            """
        ) { (row) throws(StorageError) in
            let currency: Currency = try row[5]
            let (opening, closing): (Int64?, Int64?) = (try row[6], try row[7])
            guard let period = Period(from: try row[8], through: try row[9]) else { throw .unexpected("a statement without days") }
            return Standing(
                id: try row[0], importID: try row[1], account: try row[2], file: try row[3], format: try row[4], currency: currency,
                opening: opening.map { Money(minorUnits: $0, currency) }, closing: closing.map { Money(minorUnits: $0, currency) },
                period: period)
        }
    }
}

extension ImportStore {
    /// Notes the entries that came with another program's journal, so that its import can be undone; no other file names
    /// `journal_entry_import`.
    package func addJournalEntries(_ entries: [EntryID], to importID: ImportID) throws(StorageError) {
        var rows = BulkRows(
            into: "journal_entry_import", [.integer("tenant_id"), .integer("import_id"), .integer("entry_id")], capacity: entries.count)
        for entry in entries { rows.append([tenant.sqlValue, importID.sqlValue, entry.sqlValue]) }
        try db.insert(rows)
    }

    package func journalEntries(of importID: ImportID) throws(StorageError) -> [EntryID] {
        try db.all(
            "SELECT entry_id FROM journal_entry_import WHERE tenant_id = \(tenant) AND import_id = \(importID) ORDER BY entry_id")
    }
}
