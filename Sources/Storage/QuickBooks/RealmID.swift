/// A company in QuickBooks Online, as Intuit numbers it.
package struct RealmID: Hashable, Sendable, SQLConvertible, CustomStringConvertible {
    package let text: String

    /// Nil for what is no number of Intuit's: it becomes a part of addresses.
    package init?(_ text: some StringProtocol) {
        guard (1...32).contains(text.utf8.count), text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        self.text = String(text)
    }

    package var sqlValue: SQLValue { .text(text) }

    package init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        self.init(text)
    }

    package var description: String { text }
}
