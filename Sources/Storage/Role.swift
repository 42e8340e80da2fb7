/// What a person is in a tenant: one role each.
package enum Role: String, CaseIterable, Sendable, SQLConvertible {
    /// Everything.
    case owner
    /// The daily work.
    case staff
    /// Reads, and changes nothing.
    case accountant
}
