import Bookkeeping
import Foundation
import Operations
import Storage

/// What an import did, for a person and for a program.
struct ImportReport {
    private let summary: ImportSummary
    private let seconds: Double

    init(_ summary: ImportSummary, seconds: Double) { (self.summary, self.seconds) = (summary, seconds) }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(ImportAnswer(summary, seconds: seconds, .hidden)), as: UTF8.self)
    }

    private static let rejectedShown = 20

    func text(dryRun: Bool) -> String {
        let new = summary.lines - summary.duplicates
        var lines = [
            "\(summary.file): \(summary.format), \(summary.lines.of("line")), \(new) new\(dryRun ? " (dry run, nothing was kept)" : "")"
        ]
        if !summary.accounts.isEmpty { lines.append("  into \(summary.accounts.joined(separator: ", "))") }
        lines += summary.unmatched.map { "  \($0.userText)" }
        if let doubt = summary.doubt {
            lines.append("  \(doubt) To do so, \(dryRun ? "" : "undo the import and ")import with --columns sign=inverted")
        }
        if summary.duplicates > 0 { lines.append("  \(summary.duplicates) are in the books already and were left out") }
        let filed = summary.filed
        for (count, who) in [(filed.rule, "rule"), (filed.vendor, "vendor memory"), (filed.model, "model"), (filed.llm, "language model")]
        where count > 0 {
            lines.append("  \(count) filed by \(who)")
        }
        if filed.review > 0 { lines.append("  \(filed.review) \(filed.review == 1 ? "waits" : "wait") for you: bookkeeper review") }
        if summary.possibleDuplicates > 0 {
            lines.append("  \(summary.possibleDuplicates) of them may be in the books already: bookkeeper duplicates")
        }
        if new > 0 { lines.append("  \(summary.posted) posted") }
        for row in summary.rejected.prefix(Self.rejectedShown) {
            lines.append("  row \(row.row) was left out: \(row.reason)\n    \(row.text)")
        }
        if summary.rejected.count > Self.rejectedShown {
            lines.append("  and \(summary.rejected.count - Self.rejectedShown) more rows; --json lists all")
        }
        return lines.joined(separator: "\n")
    }
}
