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
            .member(
                .get, "/api/metrics/snapshot", may: .readBooks, .none,
                .reads(
                    "What waits, what was posted and by whom",
                    .object(["waiting": .integer, "entries": .integer, "auto_post": .boolean, "threshold_basis_points": .integer])),
                use: snapshot),
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

    private struct Snapshot: Encodable, Sendable {
        let waiting: Int
        let entries: Int
        let auto_post: Bool
        let threshold_basis_points: Int
    }

    private func snapshot(_ call: Call<Seat>) async throws -> Response {
        let snapshot = try await call.office.database.read(for: call.tenant) { books in
            let settings = try books.settings.current()
            return Snapshot(
                waiting: try books.lines.waitingCount(), entries: try books.entries.count(), auto_post: settings.autoPost,
                threshold_basis_points: settings.threshold)
        }
        return try .json(snapshot)
    }
}
