import Hummingbird
import Operations
import Storage

/// Whether the service lives, whether it can work, what it counted; and what it offers to programs.
struct HealthRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .open(.get, "/healthz") { _ in Self.alive },
            .open(.get, "/readyz", use: ready),
            .open(.get, "/metrics", use: metrics),
            .open(.get, "/openapi.json") { _ in try .json(OpenAPIDocument(site.routes, version: site.settings.version).json) },
        ]
    }

    private static let alive = Response.bytes(Array("ok\n".utf8), type: "text/plain; charset=utf-8")

    /// Asks the database, which is all that an answer needs.
    private func ready(_ call: Call<Anyone>) async throws -> Response {
        _ = try await TenantStore(call.office.database).all()
        return .bytes(Array("ready\n".utf8), type: "text/plain; charset=utf-8")
    }

    /// For a scraper on this machine or network; whoever comes from further away is told nothing.
    private func metrics(_ call: Call<Anyone>) throws -> Response {
        guard Self.isNear(call.caller.address) else { throw Refusal.notFound("page or address /metrics") }
        return .bytes(Array(site.metrics.text().utf8), type: "text/plain; version=0.0.4; charset=utf-8")
    }

    private static func isNear(_ address: String) -> Bool {
        let near = ["127.", "10.", "192.168.", "fc", "fd", "fe80:"]
        if address == "::1" || address == "local" || near.contains(where: address.hasPrefix) { return true }
        let parts = address.split(separator: ".").compactMap { Int($0) }
        return parts.count == 4 && parts[0] == 172 && (16...31).contains(parts[1])
    }
}
