/// The counterparty resolved: whoever is behind the many ways a bank writes one name.
package struct Vendor: Hashable, Sendable {
    /// Stable over store numbers, references, dates and places: `blue bottle`. Compare and group by this.
    package let key: String
    /// For people: `Blue Bottle`.
    package let name: String

    package init(key: String, name: String) { (self.key, self.name) = (key, name) }
}
