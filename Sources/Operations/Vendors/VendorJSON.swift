package import Bookkeeping
import Categorization

/// A vendor, for programs.
package struct VendorJSON: Encodable, Sendable {
    let vendor, name: String
    let lines, waiting, consistent_labels, labels_needed: Int
    let account: String?
    let merged: [String]

    package init(_ listed: ListVendors.Listed, _ accounts: [Account]) {
        (vendor, name) = (listed.vendor.key, listed.vendor.name)
        (lines, waiting) = (listed.lines, listed.waiting)
        (consistent_labels, labels_needed) = (listed.consistentLabels, VendorMemory.labelsNeeded)
        account = accounts.first { $0.id == listed.account }?.code
        merged = listed.merged
    }
}
