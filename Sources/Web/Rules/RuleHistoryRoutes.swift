import Categorization
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// What a rule was, the way back to it, and what it does with lines that are in the books already.
struct RuleHistoryRoutes: Sendable {
    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/rules/{id}/history", may: .readBooks, .none,
                .reads("Every version of a rule, oldest first; of a removed one too", .object(["items": .list(RuleSchemas.version)])),
                use: history),
            .member(
                .post, "/api/rules/{id}/rollback", may: .manageRules, .json(limit: 1 << 10),
                .changes(
                    "Bring a rule back to an earlier version, which is a new version itself", .object(["version": .integer]),
                    .object(["posted": .integer, "conflicts": .list(RuleSchemas.conflict)])), use: rollBack),
            .member(
                .post, "/api/rules/{id}/application", may: .manageRules, .json(limit: 1 << 10),
                .changes(
                    "File the waiting lines by a rule, and on request correct what machines posted otherwise; people's answers stay",
                    .object([:], optional: ["also_posted": .boolean]), RuleSchemas.application), use: apply),
        ]
    }

    private func history(_ call: Call<Seat>) async throws -> Response {
        let versions = try await ListRules(call.office).history(of: .id(call.id("rule")), for: call.tenant)
        return try .json(["items": versions.map(RuleVersionJSON.init)])
    }

    private struct Rollback: Decodable {
        let version: Int
    }

    private struct RolledBack: Encodable {
        let posted: Int
        let conflicts: [ConflictJSON]
    }

    private func rollBack(_ call: Call<Seat>) async throws -> Response {
        let id: RuleID = try call.id("rule")
        // Whether it is there comes first, whatever was sent.
        _ = try await ListRules(call.office).history(of: .id(id), for: call.tenant)
        let change = try await RollBackRule(call.office)(
            for: call.tenant, .id(id), version: call.json(Rollback.self).version, by: call.actor)
        let accounts = try await call.accounts()
        return try .json(RolledBack(posted: change.posted, conflicts: change.conflicts.map { ConflictJSON($0, accounts) }))
    }

    private struct Application: Decodable {
        let also_posted: Bool?
    }

    private func apply(_ call: Call<Seat>) async throws -> Response {
        let rule = try await call.rule().rule
        let isEmpty = call.arrival.payload.bytes.readableBytes == 0
        let alsoPosted = isEmpty ? false : try call.json(Application.self).also_posted ?? false
        let summary = try await ApplyRule(call.office)(
            for: call.tenant, name: rule.name, alsoPosted ? .alsoPosted : .waitingLines, by: call.actor)
        return try .json(RuleApplicationJSON(summary))
    }
}
