import Bookkeeping
import Crypto

/// The caller's name for an action, so that a repeat has no second effect.
package struct IdempotencyKey: Hashable, Sendable, RawRepresentable, SQLConvertible, ExpressibleByStringLiteral {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { rawValue = value }
}

extension JournalEntry {
    /// SHA-256 over all that the entry says: two entries with one key are the same action when these agree.
    var fingerprint: [UInt8] {
        var text = "\(date)\n\(narration.utf8.count) \(narration)"
        for posting in postings { text += "\n\(posting.side.rawValue) \(posting.account) \(posting.amount)" }
        return Array(SHA256.hash(data: Array(text.utf8)))
    }
}
