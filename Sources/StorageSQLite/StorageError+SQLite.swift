import GRDB
import GRDBSQLite
import Storage

extension StorageError {
    /// From SQLite's extended result code; the primary code is its low byte.
    init(code: Int32, message: String) {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .locked
        case SQLITE_FULL: self = .diskFull
        case SQLITE_READONLY: self = .readOnly
        case SQLITE_CONSTRAINT:
            switch message {
            case "unbalanced_entry": self = .unbalancedEntry
            case "posted_entry_changed": self = .postedEntryChanged
            case "audit_changed": self = .auditChanged
            case "period_closed": self = .periodClosed
            default:
                let isTaken = code == SQLITE_CONSTRAINT | 8 << 8 || code == SQLITE_CONSTRAINT | 6 << 8
                self = isTaken ? .taken(Self.columns(in: message)) : .constraint(message)
            }
        default: self = .unexpected("SQLite error \(code): \(message)")
        }
    }

    init(_ error: any Error) {
        switch error {
        case let error as StorageError: self = error
        case let error as DatabaseError:
            self.init(code: error.extendedResultCode.rawValue, message: error.message ?? "\(error.resultCode)")
        default: self = .unexpected("\(error)")
        }
    }

    /// Runs `body` at opening time, when every failure is about the file.
    static func translating<Value>(path: String, _ body: () throws -> Value) throws(StorageError) -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: throw .notADatabase(path)
            case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_READONLY:
                throw .cannotOpen(path, reason: error.message ?? "\(error.resultCode)")
            default: throw StorageError(error)
            }
        } catch {
            throw StorageError(error)
        }
    }

    /// GRDB's errors become ours; whatever else `body` throws comes out as it is.
    static func translating<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as DatabaseError {
            throw StorageError(error)
        }
    }

    /// `UNIQUE constraint failed: account.tenant_id, account.code` → `account code`.
    private static func columns(in message: String) -> String {
        let list = message.split(separator: ": ").last.map(String.init) ?? message
        return list.split(separator: ", ").filter { !$0.hasSuffix("tenant_id") }.joined(separator: ", ").replacing(".", with: " ")
    }
}
