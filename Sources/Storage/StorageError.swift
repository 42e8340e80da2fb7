package import Bookkeeping

/// What can go wrong in the database, as far as someone outside can do something about it.
package enum StorageError: ExplainedError, Equatable {
    /// A value that must be unique is there already; the text names the constraint, for the program.
    case taken(String)
    /// A foreign key or CHECK refused the rows; a programmer's mistake or tampering.
    case constraint(String)
    /// The schema's own guards (invariants 1 and 2).
    case unbalancedEntry
    case postedEntryChanged
    case auditChanged
    case periodClosed
    /// Someone else holds the database and did not let go in time.
    case locked
    case diskFull
    case readOnly
    case notADatabase(String)
    case cannotOpen(String, reason: String)
    case unreachable(String)
    case olderSchema(found: String?, needed: String)
    case newerSchema(found: String, known: String)
    case unknownMigration(String, known: [String])
    /// The same idempotency key for a different action.
    case keyReused(String)
    case unexpected(String)

    /// One sentence with the way out; never SQL, never a secret.
    package var userText: String {
        switch self {
        case .taken(let what): "That \(what) is taken. Choose another one."
        case .constraint(let rule):
            "The database refused a row that breaks its rule \(rule). Nothing was saved; report this as a fault of the program."
        case .unbalancedEntry: "The entry's debits and credits differ, so the database refused it. Nothing was saved; correct the amounts."
        case .postedEntryChanged: "A posted entry never changes. Reverse it and post a new one."
        case .auditChanged: "The audit log never changes. Nothing was saved."
        case .periodClosed: "The entry's day lies in a closed period. Choose a later day or open the period again."
        case .locked: "Another program holds the database and did not let go of it within 10 seconds. Stop that program or try again later."
        case .diskFull: "The disk is full, so nothing was saved and the books are as they were. Free some space and run it again."
        case .readOnly: "The database cannot be written to. Give this user write access to its file and folder."
        case .notADatabase(let path): "\(path) is not a database of this program. Name another file with --database or DATABASE_URL."
        case .cannotOpen(let path, let reason):
            "The database at \(path) cannot be opened: \(reason). Check that its folder exists and can be written to."
        case .unreachable(let reason): "PostgreSQL does not answer: \(reason). Check DATABASE_URL and that the server runs."
        case .olderSchema(let found, let needed):
            "The database stands at \(found ?? "no migration") and this program needs \(needed). Run: bookkeeper migrate up"
        case .newerSchema(let found, let known):
            "The database was made by a newer version of this program (it stands at \(found), this one knows \(known)). Use the newer program."
        case .unknownMigration(let id, let known): "There is no migration \(id). Known are: \(known.joined(separator: ", "))."
        case .keyReused(let key): "The key “\(key)” was used before for something else. Send a new key."
        case .unexpected(let detail): "The database answered in a way that was not expected (\(detail)). Nothing was saved."
        }
    }
}

extension StorageError {
    package var faultKind: FaultKind {
        switch self {
        case .taken, .keyReused, .postedEntryChanged, .auditChanged, .periodClosed: .conflict
        case .unbalancedEntry: .invalid
        case .locked, .diskFull, .readOnly, .unreachable: .unavailable
        case .constraint, .notADatabase, .cannotOpen, .olderSchema, .newerSchema, .unknownMigration, .unexpected: .ours
        }
    }

    package var code: String {
        switch self {
        case .taken: "taken"
        case .keyReused: "idempotency_key_reused"
        case .periodClosed: "period_closed"
        default: faultKind.rawValue
        }
    }
}
