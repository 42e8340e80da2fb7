import Bookkeeping
import Categorization
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Rules that people's answers ask for.
struct SuggestionRoutes: Sendable {
    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/rules/suggestions", may: .readBooks, .none,
                .reads("Rules that answers ask for, the best supported first", .object(["items": .list(RuleSchemas.suggestion)])), use: list
            ),
            .member(
                .post, "/api/rules/suggestions/{id}/acceptance", may: .manageRules, .json(limit: 1 << 10),
                .changes("Make the rule that a suggestion offers", nil, .object(["name": .text, "posted": .integer]), status: .created),
                use: accept),
            .member(
                .post, "/api/rules/suggestions/{id}/dismissal", may: .manageRules, .json(limit: 1 << 10),
                .changes("Say no to a suggestion, for good"), use: dismiss),
        ]
    }

    private func list(_ call: Call<Seat>) async throws -> Response {
        let (accounts, suggestions) = (try await call.accounts(), try await SuggestRules(call.office)(for: call.tenant))
        return try .json(["items": suggestions.map { SuggestionJSON($0, accounts) }])
    }

    private struct Accepted: Encodable {
        let name: String
        let posted: Int
    }

    private func accept(_ call: Call<Seat>) async throws -> Response {
        let (rule, change) = try await AcceptSuggestion(call.office)(for: call.tenant, call.id("suggestion"), by: call.actor)
        return try .json(Accepted(name: rule.name, posted: change.posted), status: .created)
    }

    private func dismiss(_ call: Call<Seat>) async throws -> Response {
        try await DismissSuggestion(call.office)(for: call.tenant, call.id("suggestion"), by: call.actor)
        return .done
    }
}
