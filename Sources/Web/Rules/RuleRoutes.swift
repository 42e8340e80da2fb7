import Bookkeeping
import Categorization
import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Standing orders on how to file lines.
struct RuleRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/api/rules", may: .readBooks, .none, .reads("The rules", .listing(RuleItem.schema)), use: list),
            .member(
                .post, "/api/rules", may: .manageRules, .json(limit: 64 << 10),
                .changes(
                    "Make a rule, which counts at once for the lines that wait", RuleItem.definition,
                    .object(["name": .text, "posted": .integer]), status: .created), use: create),
            .member(
                .delete, "/api/rules/{id}", may: .manageRules, .none, .changes("Remove a rule; what it filed stays"), use: remove),
            .member(.get, "/rules", may: .readBooks, use: page),
            .member(.post, "/rules", may: .manageRules, .form(), use: createFromPage),
            .member(.post, "/rules/{id}/removal", may: .manageRules, .form(), use: removeFromPage),
        ]
    }

    private func rules(_ call: Call<Seat>) async throws -> [RuleStore.Record] {
        try await call.office.database.read(for: call.tenant) { books in try books.rules.all() }
    }

    private func list(_ call: Call<Seat>) async throws -> Response {
        let rules = try await rules(call)
        return try .json(Listing(rules, limit: rules.count, cursor: { Cursor($0.id.rawValue) }, item: RuleItem.init))
    }

    private struct Made: Encodable {
        let name: String
        let posted: Int
    }

    private func create(_ call: Call<Seat>) async throws -> Response {
        let rule = try call.json(NewRule.self).rule
        return try .json(
            Made(name: rule.name, posted: try await AddRule(call.office)(for: call.tenant, rule, by: call.actor).posted), status: .created)
    }

    private func remove(_ call: Call<Seat>) async throws -> Response {
        try await remove(call.id("rule"), call)
        return .done
    }

    private func remove(_ id: RuleID, _ call: Call<Seat>) async throws {
        guard let rule = try await rules(call).first(where: { $0.id == id }) else { throw Refusal.notFound("rule") }
        try await RemoveRule(call.office)(for: call.tenant, name: rule.name, by: call.actor)
    }

    // MARK: Pages

    private struct RulesContent: Sendable {
        let mayChange: Bool
        let accounts: [Choice]
        let table: Table
    }

    private func page(_ call: Call<Seat>) async throws -> Response {
        let (rules, accounts) = (try await rules(call), try await call.accounts())
        let mayChange = call.party.may(.manageRules)
        let rows = rules.map { rule in
            Table.Row(
                [.text(rule.name), .text(rule.definition)], action: mayChange ? Table.Action("/rules/\(rule.id)/removal", "Remove") : nil)
        }
        return try await site.page(
            call, "rules", title: "Rules", facts: "The most specific rule wins.",
            RulesContent(
                mayChange: mayChange, accounts: accounts.map { Choice("\($0.id)", $0.label) },
                table: Table("Rules", [.init("Name"), .init("When and where to")], rows, empty: "There are no rules yet.")))
    }

    private func createFromPage(_ call: Call<Seat>) async throws -> Response {
        let account = try await call.account(call.form["account"] ?? "")
        let words = call.form["contains"] ?? ""
        let rule = Rule(name: call.form["name"] ?? "", condition: .text(.text, .contains(words)), action: .file(account.id))
        try await AddRule(call.office)(for: call.tenant, rule, by: call.actor)
        return .seeOther("/rules")
    }

    private func removeFromPage(_ call: Call<Seat>) async throws -> Response {
        try await remove(call.id("rule"), call)
        return .seeOther("/rules")
    }
}

/// A rule as it comes in; what may be left out gets its usual value.
private struct NewRule: Decodable {
    let rule: Rule

    enum CodingKeys: CodingKey { case name, condition, action, priority, isEnabled }

    init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: CodingKeys.self)
        rule = Rule(
            name: try object.decode(String.self, forKey: .name), condition: try object.decode(Rule.Condition.self, forKey: .condition),
            action: try object.decode(Rule.Action.self, forKey: .action), priority: try object.decodeIfPresent(Int.self, forKey: .priority),
            isEnabled: try object.decodeIfPresent(Bool.self, forKey: .isEnabled) ?? true)
    }
}

struct RuleItem: Encodable {
    let id: Int64
    let name: String
    let definition: Rule

    static let definition = Schema.object(
        ["name": .text, "condition": Schema(json: ["type": "object"]), "action": Schema(json: ["type": "object"])],
        optional: ["priority": .integer, "isEnabled": .boolean])
    static let schema = Schema.object(["id": .id, "name": .text, "definition": definition])

    init(_ record: RuleStore.Record) throws {
        (id, name) = (record.id.rawValue, record.name)
        definition = try JSONDecoder().decode(Rule.self, from: Data(record.definition.utf8))
    }
}
