import HTTPTypes
import Operations
import Storage

/// Who may call what, as a page of Markdown: made from the routes, so it cannot say anything else than they do.
struct PermissionMatrix {
    private let routes: [Route]

    init(_ routes: [Route]) { self.routes = routes }

    var markdown: String {
        var lines = [
            "# Permissions",
            "",
            "Made from the routes by `bookkeeper openapi --permissions`; a test keeps it true. *Anyone* needs no account, *signed in* no company.",
            "A token never reaches beyond its maker's role. The last two columns: whether a request has to carry the CSRF token when a session cookie comes with it, and the largest body.",
            "",
            "| Route | Needs | Owner | Staff | Accountant | Token that reads | that writes | CSRF | Body |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
        for route in routes.sorted(by: { ($0.path, $0.method.rawValue) < ($1.path, $1.method.rawValue) }) {
            let cells = ["`\(route.method.rawValue) \(route.path)`"] + access(route) + [csrf(route), body(route)]
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        let exempt = routes.filter { $0.proof == .exempt && !$0.isSafe }.map { "`\($0.method.rawValue) \($0.path)`" }.sorted()
        lines += ["", "\(routes.count) routes. Exempt from the token, and from nothing else: \(exempt.joined(separator: ", "))."]
        return lines.joined(separator: "\n") + "\n"
    }

    private func access(_ route: Route) -> [String] {
        switch route.access {
        case .everyone: ["anyone", "yes", "yes", "yes", "yes", "yes"]
        case .person: ["signed in", "yes", "yes", "yes", "no", "no"]
        case .member(let permission):
            [permission.rawValue] + [Role.owner, .staff, .accountant].map { $0.may(permission) ? "yes" : "no" }
                + [permission.isReading, permission.isForPrograms].map { $0 ? "yes" : "no" }
        }
    }

    private func csrf(_ route: Route) -> String { route.isSafe ? "" : route.proof == .exempt ? "exempt" : "token" }

    private func body(_ route: Route) -> String {
        let size = route.body.limit >= 1 << 20 ? "\(route.body.limit >> 20) MiB" : "\(route.body.limit >> 10) KiB"
        return switch route.body {
        case .none: ""
        case .json: "JSON, \(size)"
        case .form: "form, \(size)"
        case .raw: "bytes, \(size)"
        case .yaml: "YAML, \(size)"
        case .upload: "file, \(size)"
        }
    }
}
