import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Whether a request that changes something was sent by our own page, or by a program of the person's own.
///
/// A browser adds the session cookie to whatever any site makes it send. So a cookie alone proves nothing, and two layers decide:
/// 1. *Deny.* The browser itself says where a request comes from, in `Sec-Fetch-Site` and `Origin`. What comes from elsewhere is refused, a
///    sibling host or another port of this one too, signing in included. Its silence proves nothing either: old browsers and plain http
///    on a name other than localhost send no `Sec-Fetch-Site`.
/// 2. *Prove.* The request carries a token that only our pages can read: derived from this very session's secret, so that another session's
///    is worthless; of today or yesterday; masked anew on each page. It comes in a header or a form's field, never in the address.
///
/// `Origin` is compared with the configured public address and not with `Host`, which proxies rewrite. `Sec-Fetch-Site` is read first, since
/// a strict Referrer-Policy turns the Origin of one's own forms into `null`. Not covered: script that runs within our own pages.
struct CSRFGuard: Sendable {
    /// The service's public address; on a machine of one's own both of its names.
    let ownOrigins: Set<Origin>

    enum Reason: String, Error, CaseIterable {
        case ambiguous = "csrf_ambiguous"
        case crossSite = "csrf_cross_site"
        case origin = "csrf_origin"
        case referer = "csrf_referer"
        case missing = "csrf_missing"
        case malformed = "csrf_malformed"
        case mismatch = "csrf_mismatch"
        case expired = "csrf_expired"

        /// Whether the form itself may be offered again: the browser has vouched that it was ours.
        var isOld: Bool { self == .mismatch || self == .expired || self == .missing || self == .malformed }
    }

    /// What the browser says about where the request comes from.
    enum Provenance { case ownPage, unknown }

    // MARK: Deny

    func provenance(of request: Request, _ proof: Route.Proof) throws(Reason) -> Provenance {
        let headers = request.headers
        for name in Self.methodOverrides where headers.contains(name) { throw .ambiguous }
        let (sites, origins) = (headers[values: .secFetchSite], headers[values: .origin])
        guard sites.count <= 1, origins.count <= 1, headers[values: .csrfToken].count <= 1 else { throw .ambiguous }
        let origin = origins.first

        switch sites.first?.trimmingBlanks.lowercased() {
        case "cross-site", "same-site":
            throw .crossSite
        case "same-origin":
            if let origin, origin != "null", !isOwn(origin) { throw .origin }
            return .ownPage
        default:
            // Typed by hand, a word of the future, or a browser that says nothing: the Origin decides.
            if let origin {
                guard isOwn(origin) else { throw .origin }
                return .ownPage
            }
            guard ownOrigins.contains(where: \.isSecure), proof == .token else { return .unknown }
            guard let referer = headers[.referer].flatMap({ Origin(ofAddress: $0) }), ownOrigins.contains(referer) else { throw .referer }
            return .ownPage
        }
    }

    private func isOwn(_ text: String) -> Bool { Origin(text).map(ownOrigins.contains) ?? false }

    private static let methodOverrides = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"].compactMap { HTTPField.Name($0) }

    // MARK: Prove

    /// - Parameter sent: from the header and from the form, as far as they are there; each has to be right.
    func prove(_ sent: [String], by session: SecretToken, at now: Instant) throws(Reason) {
        guard !sent.isEmpty else { throw .missing }
        for token in sent {
            switch CSRFToken(session: session).verify(token, at: now) {
            case .valid: continue
            case .malformed: throw .malformed
            case .mismatch: throw .mismatch
            case .expired: throw .expired
            }
        }
    }
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
    static let csrfToken = HTTPField.Name("X-CSRF-Token")!
}
