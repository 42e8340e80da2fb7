import HTTPTypes
import Hummingbird
package import Operations
import Storage

/// What every route works with. Made once at the start and never changed.
package struct Site: Sendable {
    let front: FrontOffice
    let office: Office
    let billing: Billing
    let messenger: Messenger
    /// Nil without a language model.
    let llm: LLMDesk?
    let quickBooks: QuickBooksDesk
    let settings: SiteSettings
    let csrf: CSRFGuard
    let cookies: CookieJar
    let pages: Pages
    let assets: Assets
    let metrics = Metrics()
    /// What a new person can look at before there is a statement of their own.
    let demo: DemoBooks?

    /// - Parameters:
    ///   - billing: left out on a server that sells nothing
    ///   - messenger: left out on a server that sends nothing
    ///   - llm: left out on a server without a language model
    ///   - quickBooks: left out where Intuit does not know this server
    package init(
        front: FrontOffice, settings: SiteSettings, billing: Billing? = nil, messenger: Messenger = .none, llm: LLMDesk? = nil,
        quickBooks: QuickBooks? = nil, demo: DemoBooks? = nil
    ) async throws {
        self.demo = demo
        (self.front, office, self.settings) = (front, front.office, settings)
        self.billing = billing ?? .notConfigured(front.office)
        (self.messenger, self.llm) = (messenger, llm)
        self.quickBooks = QuickBooksDesk(front, edge: quickBooks)
        csrf = CSRFGuard(ownOrigins: settings.ownOrigins)
        cookies = CookieJar(isSecure: settings.publicOrigin.isSecure)
        assets = try Assets()
        pages = try await Pages(assets: assets)
    }

    /// Behind a proxy on this machine the proxy says who called; anybody else's word for it counts for nothing.
    func caller(of request: Request, _ context: WebContext) -> Caller {
        let agent = request.headers[.userAgent] ?? ""
        let peer = context.peer.map { Caller.address(in: $0) ?? $0 } ?? "local"
        guard peer == "127.0.0.1" || peer == "::1", !settings.publicOrigin.isLocal,
            let forwarded = request.headers[values: .forwardedFor].last?.split(separator: ",").last,
            let address = Caller.address(in: forwarded.trimmingBlanks)
        else { return Caller(address: peer, agent: agent) }
        return Caller(address: address, agent: agent)
    }
}

/// What the operator decides.
package struct SiteSettings: Sendable {
    /// Where people reach the service.
    let publicOrigin: Origin
    /// Uploads on their way in and files on their way out lie here for as long as they are needed.
    let spoolFolder: String
    let version: String

    package init(publicOrigin: Origin, dataFolder: String, version: String) {
        (self.publicOrigin, self.version) = (publicOrigin, version)
        spoolFolder = Self.spoolFolder(in: dataFolder)
    }

    static func spoolFolder(in dataFolder: String) -> String { dataFolder + "/spool" }

    /// One's own machine goes by two names.
    var ownOrigins: Set<Origin> {
        guard publicOrigin.isLocal else { return [publicOrigin] }
        let names = ["localhost", "127.0.0.1"].map { "\(publicOrigin.scheme)://\($0):\(publicOrigin.port)" }
        return Set(names.compactMap { Origin($0) } + [publicOrigin])
    }
}

extension HTTPField.Name {
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
}
