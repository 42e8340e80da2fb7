/// Resolves vendors: reads them from the text, follows the aliases that people made, and remembers texts seen before.
struct VendorDirectory: Sendable {
    /// By key: the vendor that people merged it into, or the same one under the name that they gave it.
    private(set) var aliases: [String: Vendor] = [:]
    private var vendorsByText: [String: Vendor] = [:]

    /// Statements repeat their texts; beyond this many different ones memory matters more.
    private static let mostTexts = 50_000

    mutating func vendor(of facts: LineFacts) -> Vendor {
        // The bank's own field is short and rarely the expensive case.
        if let counterparty = facts.counterparty { return resolved(Vendor(text: facts.text, counterparty: counterparty)) }
        if let known = vendorsByText[facts.text] { return known }
        let vendor = resolved(Vendor(text: facts.text))
        if vendorsByText.count >= Self.mostTexts { vendorsByText.removeAll(keepingCapacity: true) }
        vendorsByText[facts.text] = vendor
        return vendor
    }

    mutating func setAliases(_ aliases: [String: Vendor]) {
        self.aliases = aliases
        vendorsByText.removeAll()
    }

    /// Aliases may form a chain; a circle ends where it closes.
    func resolved(_ vendor: Vendor) -> Vendor {
        var vendor = vendor
        var followed = 0
        while let next = aliases[vendor.key], followed < aliases.count {
            let isRenamed = next.key == vendor.key
            vendor = next
            if isRenamed { break }
            followed += 1
        }
        return vendor
    }
}
