import Bookkeeping
import GRDB
import GRDBSQLite
import Storage

/// One transaction's connection. Statements come from GRDB's cache; binding and stepping are done here, which for bulk work saves half the time.
struct SQLiteConnection: Connection {
    let db: GRDB.Database
    let engine = Engine.sqlite

    @discardableResult
    func run(_ text: String, _ arguments: [SQLValue], _ eachRow: (Storage.Row) throws(StorageError) -> Void) throws(StorageError) -> Int {
        let statement = try prepared(text)
        defer { release(statement) }
        for (index, value) in arguments.enumerated() { try bind(value, at: index, of: statement) }
        let columns = sqlite3_column_count(statement)
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: try eachRow(Storage.Row(values: (0..<columns).map { cell(statement, $0) }))
            case SQLITE_DONE: return sqlite3_stmt_readonly(statement) != 0 ? 0 : Int(sqlite3_changes(db.sqliteConnection))
            default: throw lastError
            }
        }
    }

    func insert(_ rows: BulkRows) throws(StorageError) {
        guard !rows.isEmpty else { return }
        let names = rows.columns.map(\.name).joined(separator: ", ")
        let cells = rows.columns.indices.map { "c\($0)" }.joined(separator: ", ")
        let statement = try prepared("INSERT INTO \(rows.table) (\(names)) SELECT \(cells) FROM \(BulkTable.name)($1)")
        guard BulkTable.run(statement, with: rows) == SQLITE_DONE else { throw lastError }
    }

    func reserveIDs(_ count: Int) throws(StorageError) -> Range<Int64> {
        let end: Int64? = try first("UPDATE id_counter SET next_id = next_id + \(count) RETURNING next_id")
        guard let end else { throw .unexpected("the id counter is gone") }
        return end - Int64(count)..<end
    }

    /// SQLite has no row-level security to tell.
    func enter(_ tenant: TenantID) {}

    func lastReservedID() throws(StorageError) -> Int64 {
        let next: Int64? = try first("SELECT next_id FROM id_counter")
        guard let next else { throw .unexpected("the id counter is gone") }
        return next - 1
    }

    func runScript(_ text: String) throws(StorageError) {
        guard sqlite3_exec(db.sqliteConnection, text, nil, nil, nil) == SQLITE_OK else { throw lastError }
    }

    private func prepared(_ text: String) throws(StorageError) -> OpaquePointer {
        do {
            return try db.cachedStatement(sql: text).sqliteStatement
        } catch {
            throw StorageError(error)
        }
    }

    /// A cached statement must hold neither a lock nor somebody's text.
    private func release(_ statement: OpaquePointer) {
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
    }

    private func bind(_ value: SQLValue, at index: Int, of statement: OpaquePointer) throws(StorageError) {
        let place = Int32(index + 1)
        let code =
            switch value {
            case .null: sqlite3_bind_null(statement, place)
            case .integer(let number): sqlite3_bind_int64(statement, place, number)
            case .text(let text): bind(text, at: place, of: statement)
            case .blob(let bytes):
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(statement, place, 0)
                    : sqlite3_bind_blob64(statement, place, bytes, UInt64(bytes.count), Self.copied)
            }
        guard code == SQLITE_OK else { throw lastError }
    }

    private func bind(_ text: String, at place: Int32, of statement: OpaquePointer) -> Int32 {
        // An empty text may have no address, and a null pointer would bind NULL.
        guard !text.isEmpty else { return sqlite3_bind_text(statement, place, "", 0, Self.copied) }
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                sqlite3_bind_text64(statement, place, characters.baseAddress, UInt64(characters.count), Self.copied, UInt8(SQLITE_UTF8))
            }
        }
    }

    private func cell(_ statement: OpaquePointer, _ column: Int32) -> SQLValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, column))
        case SQLITE_NULL: .null
        case SQLITE_BLOB: .blob(Array(bytes(sqlite3_column_blob(statement, column), of: column, statement)))
        default: .text(String(decoding: bytes(sqlite3_column_text(statement, column), of: column, statement), as: UTF8.self))
        }
    }

    /// SQLite's own, until the statement goes on.
    private func bytes(_ start: UnsafeRawPointer?, of column: Int32, _ statement: OpaquePointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
    }

    private var lastError: StorageError {
        StorageError(code: sqlite3_extended_errcode(db.sqliteConnection), message: String(cString: sqlite3_errmsg(db.sqliteConnection)))
    }

    /// SQLite's SQLITE_TRANSIENT, a cast that the importer does not see: take a copy of the bytes at once.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
