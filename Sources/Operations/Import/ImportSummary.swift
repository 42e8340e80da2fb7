package import Bookkeeping
import Categorization
package import Storage

/// What an import did, in numbers: what the command line prints and the upload answers.
package struct ImportSummary: Sendable, Equatable {
    package let id: ImportID?
    package let file: String
    package let format: String
    /// Lines that were read, known ones included.
    package internal(set) var lines = 0
    /// Lines that the books held before.
    package internal(set) var duplicates = 0
    /// New lines that may be known ones: they wait for a person.
    package internal(set) var possibleDuplicates = 0
    /// The accounts of the books that the lines went to, `1000 Checking`.
    package internal(set) var accounts: [String] = []
    /// Statements whose lines may belong to another account.
    package internal(set) var unmatched: [UnmatchedCurrency] = []
    /// What is not certain about how the file was read, a sentence; nil where nothing is.
    package internal(set) var doubt: String?
    package internal(set) var rejected: [ImportStore.RejectedRow] = []
    package internal(set) var filed = Filed()
    package internal(set) var posted = 0

    /// New lines by who is sure enough to file them; the rest is for review.
    package struct Filed: Sendable, Equatable {
        package internal(set) var rule = 0
        package internal(set) var vendor = 0
        package internal(set) var model = 0
        package internal(set) var llm = 0
        package internal(set) var review = 0
    }

    init(id: ImportID?, file: String, format: String) { (self.id, self.file, self.format) = (id, file, format) }
}

extension ImportSummary {
    /// With the lines that the language model has filed since.
    package static func recounted(_ summary: ImportSummary, _ office: Office, _ tenant: TenantID) async throws -> ImportSummary {
        guard let id = summary.id else { return summary }
        let filed = try await office.database.read(for: tenant) { books in
            try books.lines.counts(of: id).filter { $0.method == Method.llm.rawValue && $0.state == .posted }.reduce(0) { $0 + $1.count }
        }
        var summary = summary
        summary.filed.review -= filed - summary.filed.llm
        summary.posted += filed - summary.filed.llm
        summary.filed.llm = filed
        return summary
    }
}
