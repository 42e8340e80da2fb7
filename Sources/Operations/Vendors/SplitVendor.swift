package import Bookkeeping
import Categorization
import Storage

/// Takes a vendor that was merged into another out of it again.
package struct SplitVendor: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Parameter name: the vendor as the bank's text gives it, by key or name
    package func callAsFunction(for tenant: TenantID, _ name: String, by person: String) async throws -> VendorSummary {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            let book = try VendorBook(books, by: person, at: now)
            let vendor = try book.index.unmergedVendor(name)
            guard let target = try books.vendors.aliases()[vendor.key], target.key != vendor.key else {
                throw OperationError.vendorNotMerged(vendor.name)
            }
            return try book.finish(book.change(vendor, to: nil, .split))
        }
    }
}
