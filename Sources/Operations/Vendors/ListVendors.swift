package import Bookkeeping
package import Categorization
import Storage

/// The vendors of the books, with what is known of each and how far it is from posting by itself.
package struct ListVendors: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Listed: Sendable {
        package let vendor: Vendor
        package let lines: Int
        package let waiting: Int
        /// Where people's last answers went; nil while there are none.
        package let account: AccountID?
        /// How many of the last answers agree without a break: the 2 of "2 of 3".
        package let consistentLabels: Int
        /// Keys of the vendors that were merged into it.
        package let merged: [String]
    }

    /// The vendor with the most lines first.
    package func callAsFunction(for tenant: TenantID) async throws -> [Listed] {
        try await office.database.read(for: tenant) { books in
            let categorizer = try LearnedCategorizer(books).categorizer
            return try VendorIndex(books).vendors.values
                .map { known in
                    let standing = categorizer.standing(ofVendor: known.vendor.key)
                    return Listed(
                        vendor: known.vendor, lines: known.lines, waiting: known.waiting, account: standing?.account,
                        consistentLabels: standing?.consistentLabels ?? 0, merged: known.keys.subtracting([known.vendor.key]).sorted())
                }
                .sorted { ($0.lines, $1.vendor.key) > ($1.lines, $0.vendor.key) }
        }
    }

    /// By a vendor's key, how many of the last answers agree: what the review shows beside each line.
    package func consistentLabels(of keys: Set<String>, for tenant: TenantID) async throws -> [String: Int] {
        try await office.database.read(for: tenant) { books in
            let categorizer = try LearnedCategorizer(books).categorizer
            return Dictionary(uniqueKeysWithValues: keys.map { ($0, categorizer.standing(ofVendor: $0)?.consistentLabels ?? 0) })
        }
    }
}

extension VendorMemory {
    /// `2 of 3`: how far a vendor is from posting by itself.
    package static func counter(_ consistentLabels: Int) -> String { "\(min(consistentLabels, labelsNeeded)) of \(labelsNeeded)" }
}
