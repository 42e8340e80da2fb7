import Bookkeeping

/// What people answered for each vendor, and whether they agree.
package struct VendorMemory: Equatable, Sendable {
    /// A vendor leaves cold start after this many equal answers in a row.
    package static let labelsNeeded = 3

    struct Standing: Equatable, Sendable {
        /// The last answer.
        var account: AccountID
        /// Equal answers in a row, the last included.
        var consistentLabels: Int
    }

    private(set) var standings: [String: Standing] = [:]

    subscript(vendor: Vendor) -> Standing? { standings[vendor.key] }

    /// An answer equal to the last one adds to the count; another starts it again.
    mutating func learn(_ vendor: Vendor, _ account: AccountID) {
        if let standing = standings[vendor.key], standing.account == account {
            standings[vendor.key]?.consistentLabels += 1
        } else {
            standings[vendor.key] = Standing(account: account, consistentLabels: 1)
        }
    }

    mutating func forget(_ account: AccountID) { standings = standings.filter { $0.value.account != account } }

    /// For decoding.
    mutating func restore(_ key: String, _ standing: Standing) { standings[key] = standing }
}
