import GRDBSQLite
import Storage

/// Bulk rows as a table that SQLite reads by itself (sqlite.org/vtab.html), so that one statement inserts them all:
///
///     INSERT INTO posting (tenant_id, …) SELECT c0, … FROM bulk_rows($1)
///
/// A statement for each row would be simpler and takes twice as long. Before each statement that may fail SQLite copies the pages that it
/// is about to change, opens a cursor on each index and finds its way down anew; and every value would be bound one by one. Here it asks for
/// a cell when it needs it, and texts stay where they are.
enum BulkTable {
    static let name = "bulk_rows"
    /// More than any of our tables has.
    static let columnLimit = 40

    /// What `$1` points to: good for one run of the statement.
    struct Source {
        let cells: UnsafeBufferPointer<BulkRows.Cell>
        let bytes: UnsafeRawBufferPointer
        let width: Int
    }

    /// Hands `rows` to `statement` as its first parameter and runs it.
    static func run(_ statement: OpaquePointer, with rows: BulkRows) -> Int32 {
        rows.cells.withUnsafeBufferPointer { cells in
            rows.bytes.withUnsafeBytes { bytes in
                withUnsafePointer(to: Source(cells: cells, bytes: bytes, width: rows.columns.count)) { source in
                    let code = sqlite3_bind_pointer(statement, 1, UnsafeMutableRawPointer(mutating: source), pointerType, nil)
                    guard code == SQLITE_OK else { return code }
                    defer {
                        sqlite3_reset(statement)
                        sqlite3_clear_bindings(statement)
                    }
                    return sqlite3_step(statement)
                }
            }
        }
    }

    /// Makes the table known to a connection.
    static func register(on connection: OpaquePointer?) -> Int32 { sqlite3_create_module_v2(connection, name, module, nil, nil) }

    /// SQLite compares the address, too: a pointer of another kind is never taken for ours. Immutable once made, as is `module`.
    private nonisolated(unsafe) static let pointerType: UnsafePointer<CChar> = {
        let text = UnsafeMutableBufferPointer<CChar>.allocate(capacity: name.utf8.count + 1)
        _ = text.initialize(from: name.utf8CString)
        return UnsafePointer(text.baseAddress!)
    }()

    private nonisolated(unsafe) static let module: UnsafePointer<sqlite3_module> = {
        var module = sqlite3_module()
        // Without xCreate the table is there in each connection and in no schema.
        module.xConnect = { connection, _, _, _, table, _ in connect(connection, table) }
        module.xDisconnect = { table in
            table?.deallocate()
            return SQLITE_OK
        }
        module.xBestIndex = { _, plan in plan.map { choose(&$0.pointee) } ?? SQLITE_ERROR }
        module.xOpen = { _, opened in
            let cursor = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            cursor.initialize(to: Cursor())
            opened?.pointee = UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        module.xClose = { base in
            base.map { cursor($0).deallocate() }
            return SQLITE_OK
        }
        module.xFilter = { base, _, _, _, arguments in
            guard let base, let source = sqlite3_value_pointer(arguments?[0], pointerType) else { return SQLITE_ERROR }
            cursor(base).pointee.start(source.load(as: Source.self))
            return SQLITE_OK
        }
        module.xNext = { base in
            base.map { cursor($0).pointee.next() }
            return SQLITE_OK
        }
        module.xEof = { base in base.map { cursor($0).pointee.isAtEnd } ?? true ? 1 : 0 }
        module.xColumn = { base, result, column in
            base.map { cursor($0).pointee.put(Int(column), into: result) }
            return SQLITE_OK
        }
        module.xRowid = { base, number in
            number?.pointee = base.map { Int64(cursor($0).pointee.first) } ?? 0
            return SQLITE_OK
        }
        let kept = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        kept.initialize(to: module)
        return UnsafePointer(kept)
    }()

    private static func connect(_ connection: OpaquePointer?, _ table: UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab>?>?) -> Int32
    {
        let columns = (0..<columnLimit).map { "c\($0)" }.joined(separator: ", ")
        let code = sqlite3_declare_vtab(connection, "CREATE TABLE bulk_rows (\(columns), source HIDDEN)")
        guard code == SQLITE_OK else { return code }
        let made = UnsafeMutablePointer<sqlite3_vtab>.allocate(capacity: 1)
        made.initialize(to: sqlite3_vtab())
        table?.pointee = made
        return SQLITE_OK
    }

    /// The one way to read the table: from its source, row by row.
    private static func choose(_ plan: inout sqlite3_index_info) -> Int32 {
        for index in 0..<Int(plan.nConstraint) {
            let constraint = plan.aConstraint[index]
            guard constraint.iColumn == columnLimit, constraint.usable != 0, constraint.op == SQLITE_INDEX_CONSTRAINT_EQ else { continue }
            plan.aConstraintUsage[index].argvIndex = 1
            plan.aConstraintUsage[index].omit = 1
            return SQLITE_OK
        }
        return SQLITE_CONSTRAINT
    }

    private static func cursor(_ base: UnsafeMutablePointer<sqlite3_vtab_cursor>) -> UnsafeMutablePointer<Cursor> {
        UnsafeMutableRawPointer(base).assumingMemoryBound(to: Cursor.self)
    }

    private struct Cursor {
        /// SQLite's own part comes first.
        var base = sqlite3_vtab_cursor()
        var source: Source?
        /// The current row's first cell.
        var first = 0

        mutating func start(_ source: Source) { (self.source, first) = (source, 0) }
        mutating func next() { first += source?.width ?? 0 }
        var isAtEnd: Bool { first >= source?.cells.count ?? 0 }

        func put(_ column: Int, into result: OpaquePointer?) {
            guard let source, column < source.width else { return }
            switch source.cells[first + column] {
            case .null: sqlite3_result_null(result)
            case .integer(let number): sqlite3_result_int64(result, number)
            case .text(let start, let count):
                let text = source.bytes.baseAddress.map { ($0 + Int(start)).assumingMemoryBound(to: CChar.self) }
                sqlite3_result_text64(result, text, UInt64(count), nil, UInt8(SQLITE_UTF8))
            case .blob(let start, let count):
                sqlite3_result_blob64(result, source.bytes.baseAddress.map { $0 + Int(start) }, UInt64(count), nil)
            }
        }
    }
}
