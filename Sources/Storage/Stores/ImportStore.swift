package import Bookkeeping

/// What files were imported, the statements in them and the rows that could not be read; no other file names `statement_import`, `statement`,
/// `rejected_row` and `rejected_row_answer`.
package struct ImportStore {
    let db: any Connection
    let tenant: TenantID

    package struct Record: Hashable, Sendable {
        package let id: ImportID
        package let fileName: String
        package let format: String
        package let hash: [UInt8]
        /// How the columns were understood, as JSON; nil for formats that name their fields.
        package let mapping: String?
        package let lines: Int
        package let duplicates: Int
        package let importedAt: Instant
        package let importedBy: String
        package let undoneAt: Instant?

        /// Lines that the file brought into the books.
        package var newLines: Int { lines - duplicates }
    }

    package struct RejectedRow: Hashable, Sendable {
        package let row: Int
        package let text: String
        package let reason: String
        /// As it stands in the file; nil where that was not kept.
        package let source: String?

        package init(row: Int, text: String, reason: String, source: String? = nil) {
            (self.row, self.text, self.reason, self.source) = (row, text, reason, source)
        }
    }

    /// Opens the record of an import; `finish` fills in what is known only at the end of the file.
    package func begin(
        fileName: String, hash: [UInt8], format: String, mapping: String?, by actor: String, at now: Instant
    ) throws(StorageError) -> ImportID {
        let id: ImportID = try db.newID()
        try db.execute(
            """
            INSERT INTO statement_import
                (tenant_id, id, file_name, file_hash, format, mapping, line_count, duplicate_count, imported_at, imported_by)
            VALUES (\(tenant), \(id), \(fileName), \(hash), \(format), \(mapping), 0, 0, \(now), \(actor))
            """)
        return id
    }

    package func finish(_ id: ImportID, lines: Int, duplicates: Int, rejected: [RejectedRow]) throws(StorageError) {
        try db.execute(
            """
            UPDATE statement_import SET line_count = \(lines), duplicate_count = \(duplicates)
            WHERE tenant_id = \(tenant) AND id = \(id)
            """)
        var rows = BulkRows(
            into: "rejected_row",
            [
                .integer("tenant_id"), .integer("import_id"), .integer("ordinal"), .integer("row_number"), .text("text"), .text("reason"),
                .text("source"),
            ],
            capacity: rejected.count)
        for (ordinal, row) in rejected.enumerated() {
            rows.append([
                tenant.sqlValue, id.sqlValue, ordinal.sqlValue, row.row.sqlValue, .text(row.text), .text(row.reason), row.source.sqlValue,
            ])
        }
        try db.insert(rows)
    }

    /// - Parameter asksAccount: whether nothing speaks for the account, and somebody has to say that it is the right one
    package func addStatement(
        to importID: ImportID, account: AccountID, currency: Currency, asksAccount: Bool = false
    ) throws(StorageError) -> StatementID {
        let id: StatementID = try db.newID()
        try db.execute(
            """
            INSERT INTO statement (tenant_id, id, import_id, account_id, currency, asks_account)
            VALUES (\(tenant), \(id), \(importID), \(account), \(currency), \(asksAccount))
            """)
        return id
    }

    /// Somebody has said that its statements belong where they are.
    package func settleAccounts(of id: ImportID) throws(StorageError) {
        try db.execute("UPDATE statement SET asks_account = 0 WHERE tenant_id = \(tenant) AND import_id = \(id) AND asks_account = 1")
    }

    /// Imports that stand, of which a statement went to its account by a guess.
    package func askingAccount() throws(StorageError) -> Set<ImportID> {
        Set(
            try db.all(
                """
                SELECT DISTINCT s.import_id FROM statement s
                JOIN statement_import i ON i.tenant_id = s.tenant_id AND i.id = s.import_id
                WHERE s.tenant_id = \(tenant) AND s.asks_account = 1 AND i.undone_at IS NULL
                """
            ) { (row) throws(StorageError) in try row[0] as ImportID })
    }

    package func setFacts(of id: StatementID, _ statement: Statement) throws(StorageError) {
        try db.execute(
            """
            UPDATE statement SET account_number = \(statement.accountLabel), currency = \(statement.currency),
                opening_balance = \(statement.openingBalance?.minorUnits), closing_balance = \(statement.closingBalance?.minorUnits),
                first_date = \(statement.period?.first), last_date = \(statement.period?.last)
            WHERE tenant_id = \(tenant) AND id = \(id)
            """)
    }

    /// Newest first.
    package func all() throws(StorageError) -> [Record] { try records("tenant_id = \(tenant)") }

    /// The newest ones, at most `limit`.
    package func newest(limit: Int) throws(StorageError) -> [Record] { try records("tenant_id = \(tenant)", limit: limit) }

    package var isAny: Bool {
        get throws(StorageError) {
            let first: ImportID? = try db.first("SELECT id FROM statement_import WHERE tenant_id = \(tenant) LIMIT 1")
            return first != nil
        }
    }

    /// How many lines came in from then on and are still there.
    package func newLineCount(since moment: Instant) throws(StorageError) -> Int {
        try db.first(
            """
            SELECT CAST(COALESCE(SUM(line_count - duplicate_count), 0) AS BIGINT) FROM statement_import
            WHERE tenant_id = \(tenant) AND imported_at >= \(moment) AND undone_at IS NULL
            """) ?? 0
    }

    package func record(_ id: ImportID) throws(StorageError) -> Record? { try records("tenant_id = \(tenant) AND id = \(id)").first }

    /// The import of these very bytes into `account`, unless it was undone.
    package func earlier(hash: [UInt8], into account: AccountID?) throws(StorageError) -> Record? {
        let sameAccount: SQL =
            account.map {
                """
                AND NOT EXISTS (SELECT 1 FROM statement s
                    WHERE s.tenant_id = \(tenant) AND s.import_id = statement_import.id AND s.account_id <> \($0))
                """
            } ?? ""
        return try records("tenant_id = \(tenant) AND file_hash = \(hash) AND undone_at IS NULL \(sameAccount)").first
    }

    package func statements(of id: ImportID) throws(StorageError) -> [StatementRecord] {
        try statementRecords("tenant_id = \(tenant) AND import_id = \(id)")
    }

    package func statement(_ id: StatementID) throws(StorageError) -> StatementRecord? {
        try statementRecords("tenant_id = \(tenant) AND id = \(id)").first
    }

    /// Those that were booked to `account`, undone ones included.
    package func statements(on account: AccountID) throws(StorageError) -> [StatementRecord] {
        try statementRecords("tenant_id = \(tenant) AND account_id = \(account)")
    }

    /// By account, what its statements were in. Those of imports that were undone do not count, and those that went there by a guess do not
    /// before somebody says that it was right.
    package func currencies() throws(StorageError) -> [AccountID: Set<Currency>] {
        let pairs = try db.all(
            """
            SELECT DISTINCT s.account_id, s.currency FROM statement s
            JOIN statement_import i ON i.tenant_id = s.tenant_id AND i.id = s.import_id
            WHERE s.tenant_id = \(tenant) AND i.undone_at IS NULL AND s.asks_account = 0
            """
        ) { (row) throws(StorageError) in (try row[0] as AccountID, try row[1] as Currency) }
        return pairs.reduce(into: [:]) { $0[$1.0, default: []].insert($1.1) }
    }

    /// One statement as it was kept, apart from its lines.
    package struct StatementRecord: Hashable, Sendable {
        package let id: StatementID
        package let importID: ImportID
        package let account: AccountID
        /// Masked.
        package let accountNumber: String?
        package let currency: Currency
        package let openingBalance: Money?
        package let closingBalance: Money?
        package let period: Period?
        /// It went to its account by a guess, and nobody has said so far that it is the right one.
        package let asksAccount: Bool
    }

    private func statementRecords(_ condition: SQL) throws(StorageError) -> [StatementRecord] {
        try db.all(
            """
            SELECT id, import_id, account_id, account_number, currency, opening_balance, closing_balance, first_date, last_date,
                asks_account
            FROM statement WHERE \(condition) ORDER BY id
            """
        ) { (row) throws(StorageError) in
            let currency: Currency = try row[4]
            let (opening, closing): (Int64?, Int64?) = (try row[5], try row[6])
            let (first, last): (CalendarDate?, CalendarDate?) = (try row[7], try row[8])
            return StatementRecord(
                id: try row[0], importID: try row[1], account: try row[2], accountNumber: try row[3], currency: currency,
                openingBalance: opening.map { Money(minorUnits: $0, currency) },
                closingBalance: closing.map { Money(minorUnits: $0, currency) },
                period: first.flatMap { first in last.flatMap { Period(from: first, through: $0) } }, asksAccount: try row[9])
        }
    }

    package func markUndone(_ id: ImportID, by actor: String, at now: Instant) throws(StorageError) {
        try db.execute(
            """
            UPDATE statement_import SET undone_at = \(now), undone_by = \(actor)
            WHERE tenant_id = \(tenant) AND id = \(id) AND undone_at IS NULL
            """)
    }

    /// Never falls: what was undone stays undone.
    package func undoneCount() throws(StorageError) -> Int {
        try db.first("SELECT COUNT(*) FROM statement_import WHERE tenant_id = \(tenant) AND undone_at IS NOT NULL") ?? 0
    }

    private func records(_ condition: SQL, limit: Int = .max) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT id, file_name, format, file_hash, mapping, line_count, duplicate_count, imported_at, imported_by, undone_at
            FROM statement_import WHERE \(condition) ORDER BY id DESC LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            Record(
                id: try row[0], fileName: try row[1], format: try row[2], hash: try row[3], mapping: try row[4], lines: try row[5],
                duplicates: try row[6], importedAt: try row[7], importedBy: try row[8], undoneAt: try row[9])
        }
    }
}

/// One file that was imported, with all the statements in it.
package enum StatementImport {}

package typealias ImportID = ID<StatementImport>
