import Bookkeeping
import Storage

/// What an import did, for a program: `import --json` prints it and an upload answers it.
package struct ImportAnswer: Encodable, Sendable {
    /// Nil where the caller shows no ids.
    package let id: Int64?
    package let file: String
    let format: String
    package let lines: Int
    package let duplicates: Int
    let rejected: [Rejected]
    /// Sentences about where the lines went and how the file was read; nil where there is nothing to say.
    let warnings: [String]?
    /// The currencies that they are about.
    package let unmatched: [String]
    /// The sentence about how the file was read.
    package let doubt: String?
    let filed: Filed
    let posted: Int
    let seconds: Double

    struct Rejected: Encodable, Sendable {
        let line: Int
        let reason: String
    }

    struct Filed: Encodable, Sendable {
        let rule, vendor, model, llm, review: Int
    }

    /// Whether nothing about the file itself is worth a look.
    package var isClean: Bool { rejected.isEmpty && duplicates == 0 && unmatched.isEmpty && doubt == nil }

    private enum CodingKeys: String, CodingKey {
        case id, file, format, lines, duplicates, rejected, warnings, filed, posted, seconds
    }

    package enum Identity: Sendable { case shown, hidden }

    package init(_ summary: ImportSummary, seconds: Double, _ identity: Identity) {
        id = identity == .shown ? summary.id?.rawValue : nil
        (file, format) = (summary.file, summary.format)
        (lines, duplicates, posted) = (summary.lines, summary.duplicates, summary.posted)
        rejected = summary.rejected.map { Rejected(line: $0.row, reason: $0.reason) }
        doubt = summary.doubt
        let warnings = summary.unmatched.map(\.userText) + (summary.doubt.map { [$0] } ?? [])
        self.warnings = warnings.isEmpty ? nil : warnings
        unmatched = summary.unmatched.map(\.currency.code)
        let filed = summary.filed
        self.filed = Filed(rule: filed.rule, vendor: filed.vendor, model: filed.model, llm: filed.llm, review: filed.review)
        self.seconds = (seconds * 1_000).rounded() / 1_000
    }
}
