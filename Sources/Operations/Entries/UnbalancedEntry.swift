package import Bookkeeping
import Crypto
import Foundation
package import Storage

/// What was meant as an entry and is none: its debits and credits differ.
package struct UnbalancedEntry: Sendable {
    let date: CalendarDate
    let narration: String
    let postings: [Posting]
    let difference: Money

    package init(date: CalendarDate, narration: String, postings: [Posting], difference: Money) {
        (self.date, self.narration, self.postings, self.difference) = (date, narration, postings, difference)
    }

    /// One line, as it is kept.
    package struct Line: Codable, Sendable {
        package let account: Int64
        package let side: String
        /// Decimal text.
        package let amount: String
        package let currency: String
    }

    func linesText() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let lines = postings.map { posting in
            Line(
                account: posting.account.rawValue, side: posting.side.rawValue, amount: posting.amount.decimalText,
                currency: posting.amount.currency.code)
        }
        return String(decoding: try encoder.encode(lines), as: UTF8.self)
    }

    func fingerprint() throws -> [UInt8] { Array(SHA256.hash(data: Array("\(date)\n\(try linesText())\n\(narration)".utf8))) }
}

extension KeptAsideStore.Record {
    package func lines() throws -> [UnbalancedEntry.Line] {
        try JSONDecoder().decode([UnbalancedEntry.Line].self, from: Data(postings.utf8))
    }
}
