package import Bookkeeping
import Categorization
import Storage

/// Calls a vendor otherwise; rules that name the counterparty compare with the new name.
package struct RenameVendor: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(for tenant: TenantID, _ name: String, to newName: String, by person: String) async throws -> VendorSummary {
        try Name.check(newName)
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            let book = try VendorBook(books, by: person, at: now)
            let vendor = try book.index.vendor(name)
            guard vendor.name != newName else { throw OperationError.sameVendor(newName) }
            let isTaken = book.index.vendors.values.contains {
                $0.vendor.key != vendor.key && $0.vendor.name.lowercased() == newName.lowercased()
            }
            guard !isTaken else { throw OperationError.vendorNameTaken(newName) }
            return try book.finish(book.change(vendor, to: Vendor(key: vendor.key, name: newName), .renamed))
        }
    }
}
