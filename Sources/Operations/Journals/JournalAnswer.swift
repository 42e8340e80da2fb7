import Bookkeeping
import Foundation
import Storage

/// What the import of a journal did, as `import-journal --json` prints it and the upload answers.
package struct JournalAnswer: Encodable, Sendable {
    package let id: Int64?
    let file: String
    let format: String
    let entries: Int
    let posted: Int
    let known: Int
    let kept_aside: Int
    let labels: Int
    let accounts: [String]
    let rejected: [Rejected]

    struct Rejected: Encodable {
        let line: Int
        let reason: String
    }

    package init(_ summary: ImportJournal.Summary) {
        (id, file, format, entries) = (summary.id?.rawValue, summary.file, summary.format, summary.entries)
        (posted, known, kept_aside, labels) = (summary.posted, summary.known, summary.keptAside, summary.labels)
        (accounts, rejected) = (summary.accounts, summary.rejected.map { Rejected(line: $0.row, reason: $0.reason) })
    }

    package func json() throws -> String { String(decoding: try JSONEncoder.stable.encode(self), as: UTF8.self) }
}
