import HTTPTypes
import Hummingbird

/// All routes of the service, one line for each feature.
extension Site {
    var routes: [Route] { declarations.map { $0.route(self) } }

    private var declarations: [RouteDeclaration] {
        HealthRoutes(site: self).all
            + assets.routes
            + AuthRoutes(site: self).all
            + SignInPages(site: self).all
            + MailedLinkPages(site: self).all
            + TeamRoutes(site: self).all
            + SecurityRoutes(site: self).all
            + SecurityPages(site: self).all
            + SecondFactorPages(site: self).all
            + StatementRoutes(site: self).all
            + LineRoutes(site: self).all
            + AccountRoutes(site: self).all
            + RuleRoutes(site: self).all
            + VendorRoutes().all
            + DuplicateRoutes(site: self).all
            + EntryRoutes(site: self).all
            + PeriodRoutes(site: self).all
            + ReconcileRoutes(site: self).all
            + JournalRoutes(site: self).all
            + AttachmentRoutes(site: self).all
            + ReportRoutes(site: self).all
            + ExportRoutes(site: self).all
            + QuickBooksRoutes(site: self).all
            + QuickBooksPages(site: self).all
            + AuditRoutes(site: self).all
            + InsightRoutes(site: self).all
            + SettingsRoutes(site: self).all
            + BillingRoutes(site: self).all
            + BillingPages(site: self).all
            + WebhookRoutes(site: self).all
            + NotificationRoutes(site: self).all
            + HomePages(site: self).all
            + DashboardPages(site: self).all
            + CompanyPages(site: self).all
    }

    /// The router with every route behind its gate. A path that is there answers a method that is not with 405 and the ones it knows.
    func router() -> Router<WebContext> {
        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: SecurityHeaders(isSecure: settings.publicOrigin.isSecure))
        router.add(middleware: PageCompression())
        router.add(middleware: AccessLog(metrics: metrics))
        router.add(middleware: ErrorMapper(site: self))
        let routes = routes
        for route in routes { router.on(RouterPath(route.path), method: route.method, responder: Gate(route: route, site: self)) }
        for (path, group) in Dictionary(grouping: routes, by: \.path) {
            let declared = group.map(\.method)
            let known = declared.contains(.get) ? declared + [.head] : declared
            for method in Self.methods where !known.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in throw Refusal.wrongMethod(allowed: known) }
            }
        }
        return router
    }

    /// QUERY is a draft of the HTTP working group (2025) that some clients try.
    static let methods: [HTTPRequest.Method] =
        [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect] + [HTTPRequest.Method("QUERY")].compactMap(\.self)
}
