import Operations
import Storage

/// The links beside every page: what a role may not use is absent. A new page is a line here, its icon a symbol of `icons.mustache`.
struct Navigation {
    let sections: [Frame.Section]

    /// - Parameters:
    ///   - path: of the page that is shown, whose link is the current one
    ///   - waiting: lines in review, the one badge
    init(_ seat: Seat, path: String, waiting: Int) {
        let work: [Item] = [
            Item("Dashboard", "/dashboard", "home"), Item("Review", "/review", "inbox", badge: waiting == 0 ? nil : waiting.grouped),
            Item("Import", "/import", "upload"), Item("Lines", "/lines", "list"), Item("Entries", "/entries", "book"),
            Item("Insights", "/insights", "pulse"),
        ]
        let books = [
            Item("Accounts", "/accounts", "tree"), Item("Rules", "/rules", "rule"), Item("Reconcile", "/reconcile", "check2"),
            Item("Reports", "/reports", "report"), seat.may(.exportFiles) ? Item("Exports", "/exports", "out") : nil,
        ].compactMap(\.self)
        let company = [
            Item("Billing", "/billing", "card"), Item("Notifications", "/settings/notifications", "bell"),
            Item("Settings", "/settings", "tune"), Item("Team", "/settings/team", "team"),
            Item("Security", "/settings/security", "shield"),
            seat.may(.manageWebhooks) ? Item("Webhooks", "/settings/webhooks", "hook") : nil,
            seat.may(.readAudit) ? Item("Audit log", "/audit", "log") : nil,
        ].compactMap(\.self)
        let current = (work + books + company).map(\.address).filter { path == $0 || path.hasPrefix($0 + "/") }.max { $0.count < $1.count }
        func section(_ id: String, _ heading: String?, _ items: [Item]) -> Frame.Section {
            Frame.Section(
                id: id, heading: heading,
                links: items.map {
                    Frame.Link(title: $0.title, address: $0.address, icon: $0.icon, isCurrent: $0.address == current, badge: $0.badge)
                })
        }
        sections = [section("work", nil, work), section("books", "Books", books), section("company", "Company", company)]
    }

    private struct Item {
        let title, address, icon: String
        let badge: String?

        init(_ title: String, _ address: String, _ icon: String, badge: String? = nil) {
            (self.title, self.address, self.icon, self.badge) = (title, address, icon, badge)
        }
    }
}
