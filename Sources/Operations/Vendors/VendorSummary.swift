package import Storage

/// What followed from a change of vendors.
package struct VendorSummary: Sendable {
    /// By which it can be undone.
    package let change: VendorChangeID
    /// Lines that have another vendor now.
    package let lines: Int
    /// Waiting lines that were posted because of it, where the tenant lets machines post.
    package let posted: Int
}
