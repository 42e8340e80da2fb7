import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// QuickBooks Online for programs.
struct QuickBooksRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .post, "/api/exports/qbo", may: .sendToOtherBooks, .json(limit: 4 << 10),
                .changes("Send what QuickBooks Online does not have yet; waits for the end", .anything, Self.answer), use: export),
            .member(
                .get, "/api/exports/qbo", may: .exportFiles, .none,
                .reads("How things stand with QuickBooks Online", Self.standingAnswer), use: standing),
        ]
    }

    private static let answer = Schema.object(
        ["posted": .integer, "skipped": .integer, "failed": .integer, "run": .id, "reasons": .list(.anything)],
        optional: ["problem": .text])
    private static let standingAnswer = Schema.object(
        ["configured": .boolean, "connected": .boolean, "entries": .integer, "states": .anything], optional: ["company": .text])

    private struct Answer: Encodable {
        let posted: Int
        let skipped: Int
        let failed: Int
        let run: Int64
        let problem: String?
        let reasons: [Reason]
    }

    private struct Reason: Encodable {
        let entry: Int64
        let number: String
        let state: String
        let reason: String
    }

    private func export(_ call: Call<Seat>) async throws -> Response {
        let desk = call.quickBooks(site)
        let summary = try await ExportToQuickBooks(desk)(for: call.tenant, by: call.actor)
        let failures = try await ReadQuickBooks(desk).failures(of: summary.run, for: call.tenant)
        return try .json(
            Answer(
                posted: summary.counts.posted, skipped: summary.counts.skipped, failed: summary.counts.failed, run: summary.run.rawValue,
                problem: summary.problem,
                reasons: failures.map {
                    Reason(entry: $0.entry.rawValue, number: "\($0.number)", state: $0.state.rawValue, reason: $0.reason)
                }))
    }

    private struct Standing: Encodable {
        let configured: Bool
        let connected: Bool
        let company: String?
        let entries: Int
        let states: [String: Int]
    }

    private func standing(_ call: Call<Seat>) async throws -> Response {
        let standing = try await ReadQuickBooks(call.quickBooks(site))(for: call.tenant)
        return try .json(
            Standing(
                configured: standing.isConfigured, connected: standing.connection?.state == .connected,
                company: standing.connection?.company.name, entries: standing.entries,
                states: Dictionary(uniqueKeysWithValues: standing.counts.map { ($0.key.rawValue, $0.value) })))
    }
}

extension Call<Seat> {
    /// Audit rows say where the call came from.
    func quickBooks(_ site: Site) -> QuickBooksDesk { site.quickBooks.from(caller) }
}
