package import Bookkeeping
import Storage

/// Proves the books: every entry balances, no posting is without its entry, totals agree with postings, the audit chain is whole.
package struct VerifyBooks: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Summary: Sendable {
        package internal(set) var entries = 0
        package internal(set) var auditRows = 0
        /// In hexadecimal digits; whoever keeps it elsewhere can hold later books to it.
        package internal(set) var auditHead: String?
        /// Each names its row; empty when all is well.
        package internal(set) var faults: [String] = []
    }

    package func callAsFunction(for tenant: TenantID) async throws -> Summary {
        try await office.database.read(for: tenant) { books in
            Summary(
                entries: try books.entries.count(), auditRows: try books.audit.count(),
                auditHead: try books.audit.head()?.hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
                faults: try books.check.faults().map(\.text))
        }
    }
}
