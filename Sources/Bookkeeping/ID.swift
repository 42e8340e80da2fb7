/// The identity of one `Of`, unique over all tenants: `ID<Account>` and `ID<JournalEntry>` cannot be mixed up.
package struct ID<Of>: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: Int64

    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    /// From what a person typed or a URL holds; nil when it is not a positive number in plain digits.
    package init?(text: some StringProtocol) {
        guard text.utf8.first != UInt8(ascii: "+"), let number = Int64(text), number > 0 else { return nil }
        rawValue = number
    }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    package var description: String { String(rawValue) }
}

/// One set of books: every row of the database belongs to one tenant.
package enum Tenant {}

package typealias TenantID = ID<Tenant>
package typealias AccountID = ID<Account>
package typealias EntryID = ID<JournalEntry>
package typealias LineID = ID<StatementLine>
package typealias StatementID = ID<Statement>
