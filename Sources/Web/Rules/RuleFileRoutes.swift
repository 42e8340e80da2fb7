import HTTPTypes
import Hummingbird
import NIOCore
import Operations

/// All rules as one YAML file, out and in.
struct RuleFileRoutes: Sendable {
    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/rules/file", may: .readBooks, .none,
                APIOperation(summary: "All rules as YAML", answer: ["application/yaml": .object(["rules": .list(.anything)])]), use: export),
            .member(
                .post, "/api/rules/file", may: .manageRules, .yaml(),
                .changes(
                    "Bring the rules of a YAML file into the books: all of them, or none", .text, RuleSchemas.fileImport,
                    query: [.init("dry_run", .boolean, "say what would change and keep nothing")]), use: bringIn),
        ]
    }

    private func export(_ call: Call<Seat>) async throws -> Response {
        let text = try await ExportRules(call.office)(for: call.tenant)
        return Response.bytes(Array(text.utf8), type: "application/yaml").download(named: "rules.yaml")
    }

    private func bringIn(_ call: Call<Seat>) async throws -> Response {
        guard let text = String(validating: call.arrival.payload.bytes.readableBytesView, as: UTF8.self) else {
            throw Refusal.malformed("The file is not UTF-8 text. Save it as that and send it again.")
        }
        let isRehearsal = call.query["dry_run"] == "true"
        let summary = try await ImportRules(call.office)(for: call.tenant, text, mode: isRehearsal ? .dryRun : .keep, by: call.actor)
        return try .json(RuleImportJSON(summary))
    }
}
