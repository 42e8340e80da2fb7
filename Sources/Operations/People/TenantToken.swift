import Bookkeeping

/// A token of a tenant's, with the tenant's number before it: what it opens is looked up behind that tenant's wall and nowhere else.
struct TenantToken {
    let tenant: TenantID
    let token: SecretToken

    /// `12.TOKEN`
    init?(text: String, separator: Character, prefix: String = "") {
        guard text.utf8.count <= 100, text.hasPrefix(prefix) else { return nil }
        let parts = text.dropFirst(prefix.utf8.count).split(separator: separator, maxSplits: 1)
        guard parts.count == 2, let tenant = TenantID(text: parts[0]), let token = SecretToken(text: parts[1]) else { return nil }
        (self.tenant, self.token) = (tenant, token)
    }
}
