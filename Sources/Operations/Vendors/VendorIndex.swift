import Bookkeeping
import Categorization
import Storage

/// Every vendor that the books' lines have, under the names that people gave.
struct VendorIndex {
    struct Known {
        var vendor: Vendor
        var lines = 0
        var waiting = 0
        /// As read from the bank's text, before people's merges.
        var keys: Set<String> = []
    }

    /// By key.
    private(set) var vendors: [String: Known] = [:]
    /// Vendors as they are read from the bank's text, by key.
    private(set) var unmerged: [String: Vendor] = [:]

    init(_ books: Books) throws {
        var people = try books.judge(by: [])
        var bank = Categorizer()
        try books.lines.each { (record) throws(StorageError) in
            let facts = LineFacts(record.line, on: record.account)
            let (vendor, read) = (people.vendor(of: facts), bank.vendor(of: facts))
            vendors[vendor.key, default: Known(vendor: vendor)].lines += 1
            if record.state == .waiting { vendors[vendor.key]?.waiting += 1 }
            vendors[vendor.key]?.keys.insert(read.key)
            unmerged[read.key] = read
        }
    }

    /// By key, else by name in any letter case where only one vendor has it.
    func vendor(_ text: String) throws(OperationError) -> Vendor { try Self.find(text, in: vendors.mapValues(\.vendor)) }

    /// The same among vendors as the bank's text gives them.
    func unmergedVendor(_ text: String) throws(OperationError) -> Vendor { try Self.find(text, in: unmerged) }

    private static func find(_ text: String, in vendors: [String: Vendor]) throws(OperationError) -> Vendor {
        if let vendor = vendors[text] ?? vendors[text.lowercased()] { return vendor }
        let named = vendors.values.filter { $0.name.lowercased() == text.lowercased() }
        guard named.count <= 1 else { throw .ambiguousVendor(text, keys: named.map(\.key).sorted()) }
        guard let vendor = named.first else { throw .noSuchVendor(text) }
        return vendor
    }
}
