import Storage

extension StorageError {
    /// From the server's SQLSTATE (PostgreSQL manual, appendix A); BK001 is what this schema's own triggers raise.
    init(sqlState: String, message: String, constraint: String) {
        switch sqlState {
        case "BK001":
            switch message {
            case "unbalanced_entry": self = .unbalancedEntry
            case "posted_entry_changed": self = .postedEntryChanged
            case "audit_changed": self = .auditChanged
            case "period_closed": self = .periodClosed
            default: self = .unexpected(message)
            }
        case "23505": self = .taken(Self.columns(in: constraint))
        case "23502", "23503", "23514": self = .constraint(constraint.isEmpty ? message : constraint)
        case "55P03", "40P01": self = .locked
        case "53100": self = .diskFull
        case "25006": self = .readOnly
        default: self = .unexpected("PostgreSQL error \(sqlState): \(message)")
        }
    }

    /// `account_tenant_id_code_key` → `account code`.
    private static func columns(in constraint: String) -> String {
        constraint.replacing("_tenant_id", with: "").replacing("_key", with: "").replacing("_pkey", with: "").replacing("_", with: " ")
    }
}
