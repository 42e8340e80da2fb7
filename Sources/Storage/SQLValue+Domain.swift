package import Bookkeeping

extension ID: SQLConvertible {
    package var sqlValue: SQLValue { .integer(rawValue) }

    package init?(sqlValue: SQLValue) {
        guard case .integer(let value) = sqlValue else { return nil }
        self.init(value)
    }
}

/// Stored as 20250630: a person reads it, a database orders it, and it takes four bytes.
extension CalendarDate: SQLConvertible {
    package var sqlValue: SQLValue { .integer(Int64(packed)) }

    package init?(sqlValue: SQLValue) {
        guard case .integer(let value) = sqlValue, let packed = Int(exactly: value) else { return nil }
        self.init(packed: packed)
    }
}

extension Currency: SQLConvertible {
    package var sqlValue: SQLValue { .text(code) }

    package init?(sqlValue: SQLValue) {
        guard case .text(let code) = sqlValue else { return nil }
        self.init(code: code)
    }
}

extension SQLConvertible where Self: RawRepresentable, RawValue == String {
    package var sqlValue: SQLValue { .text(rawValue) }

    package init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        self.init(rawValue: text)
    }
}

extension Account.Kind: SQLConvertible {}
extension Side: SQLConvertible {}
extension EntrySource: SQLConvertible {}

extension EntryNumber: SQLConvertible {
    package var sqlValue: SQLValue { .integer(rawValue) }

    package init?(sqlValue: SQLValue) {
        guard case .integer(let value) = sqlValue else { return nil }
        self.init(rawValue: value)
    }
}
