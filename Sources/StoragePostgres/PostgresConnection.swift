import Bookkeeping
import CPostgres
import Dispatch
import Foundation
import Storage

/// One connection to the server, used by one transaction at a time and only on its own queue, which makes it safe to send.
final class PostgresConnection: Connection, @unchecked Sendable {
    let engine = Engine.postgres
    let queue = DispatchQueue(label: "postgres")
    private let url: String
    private var handle: OpaquePointer?
    /// The server's name for each statement prepared on this connection.
    private var prepared: [String: String] = [:]
    /// Whether many rows are on their way whose answer nobody has read yet.
    private var isAnswerDue = false

    init(url: String) { self.url = url }

    deinit { PQfinish(handle) }

    func finish() {
        queue.sync {
            PQfinish(handle)
            handle = nil
            (prepared, isAnswerDue) = ([:], false)
        }
    }

    /// Opens a transaction. An idle connection may have died unseen, so a first failure connects anew and tries once more.
    func begin(_ script: String) throws(StorageError) {
        do {
            try runScript(script)
        } catch {
            rollBack()
            guard PQstatus(handle) != CONNECTION_OK else { throw error }
            try runScript(script)
        }
    }

    func rollBack() {
        // What is refused is taken back with all else.
        try? readAnswerDue()
        // When the connection is gone, so is the transaction.
        try? runScript("ROLLBACK")
    }

    /// Rows come one by one as the server sends them, so a long answer takes no memory here.
    @discardableResult
    func run(_ text: String, _ arguments: [SQLValue], _ eachRow: (Row) throws(StorageError) -> Void) throws(StorageError) -> Int {
        var parameters = Parameters()
        for argument in arguments { parameters.append(argument) }
        let (handle, name) = try preparedStatement(text)
        let isSent = parameters.withPointers { values, lengths, formats in
            PQsendQueryPrepared(handle, name, Int32(parameters.count), values, lengths, formats, 0) == 1 && PQsetSingleRowMode(handle) == 1
        }
        guard isSent else { throw error(of: nil) }
        // Whatever happens, the connection is free for the next statement only when the answer is read to its end.
        defer { while let rest = PQgetResult(handle) { PQclear(rest) } }
        var changed = 0
        while let answer = PQgetResult(handle) {
            defer { PQclear(answer) }
            switch PQresultStatus(answer) {
            case PGRES_SINGLE_TUPLE: try eachRow(Row(values: (0..<PQnfields(answer)).map { cell(answer, $0) }))
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK: changed = Int(String(cString: PQcmdTuples(answer))) ?? 0
            default: throw error(of: answer)
            }
        }
        return changed
    }

    /// One statement with an array for each column: as quick as the protocol allows where row-level security rules COPY out. In the select
    /// list the arrays are walked in step; after FROM each would be copied first, which takes four times as long.
    ///
    /// The server works on many rows while the next ones are made here: what it says to them is read before the next statement, and a
    /// refusal is thrown there, at the latest by `commit`. A transaction that was refused something is lost anyway.
    func insert(_ rows: BulkRows) throws(StorageError) {
        for insertion in (rows.readied as? Insertions ?? Insertions(rows)).all {
            try send(insertion.text, insertion.parameters)
            if insertion.count < BulkRows.fewestWorthALook { try readAnswerDue() }
        }
    }

    var readying: Readying? { { $0.readied = Insertions($0) } }

    func reserveIDs(_ count: Int) throws(StorageError) -> Range<Int64> {
        let start: Int64? = try first("SELECT reserve_ids(\(count))")
        guard let start else { throw .unexpected("the id counter is gone") }
        return start..<start + Int64(count)
    }

    func enter(_ tenant: TenantID) throws(StorageError) {
        try execute("SELECT set_config('bookkeeper.tenant_id', \("\(tenant)"), true)")
    }

    func lastReservedID() throws(StorageError) -> Int64 {
        let last: Int64? = try first("SELECT last_value FROM id_counter")
        guard let last else { throw .unexpected("the id counter is gone") }
        return last
    }

    /// `COMMIT` of a transaction that failed on the way is answered by `ROLLBACK`, without an error.
    func commit() throws(StorageError) {
        let answer = try checked(PQexec(try idle(), "COMMIT"))
        defer { PQclear(answer) }
        guard String(cString: PQcmdStatus(answer)) == "COMMIT" else { throw .unexpected("the transaction had failed before its end") }
    }

    func runScript(_ text: String) throws(StorageError) {
        PQclear(try checked(PQexec(try idle(), text)))
    }

    private func send(_ text: String, _ parameters: Parameters) throws(StorageError) {
        let (handle, name) = try preparedStatement(text)
        let isSent = parameters.withPointers { values, lengths, formats in
            PQsendQueryPrepared(handle, name, Int32(parameters.count), values, lengths, formats, 0) == 1
        }
        guard isSent else { throw error(of: nil) }
        isAnswerDue = true
    }

    private func readAnswerDue() throws(StorageError) {
        guard isAnswerDue else { return }
        isAnswerDue = false
        defer { while let rest = PQgetResult(handle) { PQclear(rest) } }
        PQclear(try checked(PQgetResult(handle)))
    }

    private func preparedStatement(_ text: String) throws(StorageError) -> (handle: OpaquePointer, name: String) {
        let handle = try idle()
        if let known = prepared[text] { return (handle, known) }
        let name = "s\(prepared.count + 1)"
        PQclear(try checked(PQprepare(handle, name, text, 0, nil)))
        prepared[text] = name
        return (handle, name)
    }

    /// The connection, with nothing on its way.
    private func idle() throws(StorageError) -> OpaquePointer {
        try readAnswerDue()
        return try connected()
    }

    private func connected() throws(StorageError) -> OpaquePointer {
        if let handle, PQstatus(handle) == CONNECTION_OK { return handle }
        PQfinish(handle)
        (prepared, isAnswerDue) = ([:], false)
        handle = Self.connect(url)
        // The library's own text may quote the address and with it the password, so only its kind of failure is passed on.
        guard let handle, PQstatus(handle) == CONNECTION_OK else { throw .unreachable(Self.reason(of: self.handle, url: url)) }
        PQclear(PQexec(handle, "SET lock_timeout = '10s'; SET client_min_messages = warning; SET bytea_output = hex; SET jit = off"))
        return handle
    }

    /// A server that is not there must not be waited for without end, nor one that has gone away unseen. What the address says counts more.
    private static func connect(_ url: String) -> OpaquePointer? {
        // With expansion on, libpq takes the address apart in its place: what stands before it gives way, what is later does not.
        let settings = [
            ("connect_timeout", "10"), ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("application_name", "bookkeeper"), ("dbname", url),
        ]
        let names = settings.map { strdup($0.0) } + [nil]
        let values = settings.map { strdup($0.1) } + [nil]
        defer { for text in names + values { free(text) } }
        return PQconnectdbParams(names.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, 1)
    }

    private static func reason(of handle: OpaquePointer?, url: String) -> String {
        guard let options = PQconninfoParse(url, nil) else { return "its address cannot be read" }
        PQconninfoFree(options)
        let text = handle.map { String(cString: PQerrorMessage($0)) } ?? ""
        let known = [
            ("password authentication failed", "it refused the user or the password"),
            ("does not exist", "there is no such database or user there"),
            ("could not translate host name", "its host name is not known"), ("Connection refused", "nothing listens there"),
            ("No such file or directory", "nothing listens there"), ("timeout", "it took too long"),
            ("no password supplied", "it wants a password"),
        ]
        return known.first { text.contains($0.0) }?.1 ?? "the connection failed"
    }

    /// - Returns: the answer, which the caller clears; a refusal becomes an error and is cleared here.
    private func checked(_ answer: OpaquePointer?) throws(StorageError) -> OpaquePointer {
        switch PQresultStatus(answer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
            if let answer { return answer }
            throw .unexpected("no answer")
        default:
            defer { PQclear(answer) }
            throw error(of: answer)
        }
    }

    private func error(of answer: OpaquePointer?) -> StorageError {
        guard PQstatus(handle) == CONNECTION_OK else {
            return .unreachable("the connection was lost")
        }
        func field(_ character: Character) -> String {
            guard let text = PQresultErrorField(answer, Int32(character.asciiValue ?? 0)) else { return "" }
            return String(cString: text)
        }
        // Field codes of the protocol: C is the SQLSTATE, M the message, n the constraint's name.
        return StorageError(sqlState: field("C"), message: field("M"), constraint: field("n"))
    }

    /// A cell of the one row that `answer` holds.
    private func cell(_ answer: OpaquePointer, _ column: Int32) -> SQLValue {
        guard PQgetisnull(answer, 0, column) == 0, let start = PQgetvalue(answer, 0, column) else { return .null }
        let text = String(decoding: UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(answer, 0, column))), as: UTF8.self)
        switch PQftype(answer, column) {
        case TypeID.int8, TypeID.int4, TypeID.int2, TypeID.numeric: return Int64(text).map(SQLValue.integer) ?? .text(text)
        case TypeID.bool: return .integer(text == "t" ? 1 : 0)
        case TypeID.bytea: return .blob(Self.bytes(hex: text))
        default: return .text(text)
        }
    }

    /// From `\x0aff`.
    private static func bytes(hex text: String) -> [UInt8] {
        let digits = Array(text.utf8.dropFirst(2)).map { digit in digit > 57 ? digit - 87 : digit - 48 }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}

/// Object ids of the types that answers and arrays use, fixed in PostgreSQL's catalog (pg_type.dat).
enum TypeID {
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let numeric: Oid = 1700
}

extension BulkRows.Kind {
    var type: String {
        switch self {
        case .integer: "bigint"
        case .text: "text"
        case .blob: "bytea"
        }
    }

    var elementType: Oid {
        switch self {
        case .integer: TypeID.int8
        case .text: TypeID.text
        case .blob: TypeID.bytea
        }
    }
}
