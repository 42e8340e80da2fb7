package import Bookkeeping
import Categorization
import Storage

/// Holds one vendor for another from now on: their lines, answers and counters are one.
package struct MergeVendors: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Parameters:
    ///   - name: a vendor's key or name
    ///   - target: the one it is
    package func callAsFunction(for tenant: TenantID, _ name: String, into target: String, by person: String) async throws -> VendorSummary
    {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            let book = try VendorBook(books, by: person, at: now)
            let (vendor, target) = (try book.index.vendor(name), try book.index.vendor(target))
            guard vendor.key != target.key else { throw OperationError.sameVendor(vendor.name) }
            return try book.finish(book.change(vendor, to: target, .merged))
        }
    }
}
