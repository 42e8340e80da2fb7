import Bookkeeping
import Categorization
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Standing orders on how to file lines, for programs.
struct RuleRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/api/rules", may: .readBooks, .none, .reads("The rules", .listing(RuleItem.schema)), use: list),
            .member(
                .post, "/api/rules", may: .manageRules, .json(limit: 64 << 10),
                .changes(
                    "Make a rule, which counts at once for the lines that wait", RuleItem.definition, ChangedRule.schema, status: .created),
                use: create),
            .member(
                .post, "/api/rules/dry_run", may: .readBooks, .json(limit: 64 << 10),
                .changes("Say what a rule would do with the lines in the books, and change nothing", Trial.schema, RuleSchemas.test),
                use: dryRun),
            .member(
                .get, "/api/rules/conflicts", may: .readBooks, .none,
                .reads("Rules that disagree, with a line that shows it", .object(["items": .list(RuleSchemas.conflict)])), use: conflicts),
            .member(.get, "/api/rules/{id}", may: .readBooks, .none, .reads("One rule, with an ETag", RuleItem.schema), use: show),
            .member(
                .put, "/api/rules/{id}", may: .manageRules, .json(limit: 64 << 10),
                .changes(
                    "Change a rule; with If-Match only as it was read. What it was stays in its history", RuleItem.definition,
                    ChangedRule.schema), use: change),
            .member(
                .delete, "/api/rules/{id}", may: .manageRules, .none, .changes("Remove a rule; what it filed stays"), use: remove),
        ] + RuleHistoryRoutes().all + SuggestionRoutes().all + RuleFileRoutes().all + RulePages(site: site).all
    }

    private func list(_ call: Call<Seat>) async throws -> Response {
        let rules = try await ListRules(call.office)(for: call.tenant)
        return try .json(Listing(rules, limit: rules.count, cursor: { Cursor($0.id.rawValue) }, item: RuleItem.init))
    }

    private func show(_ call: Call<Seat>) async throws -> Response {
        let item = RuleItem(try await call.rule())
        return try .json(item).tagged(EntityTag.of(item))
    }

    private func create(_ call: Call<Seat>) async throws -> Response {
        let rule = try call.json(RuleBody.self).rule
        let change = try await AddRule(call.office)(for: call.tenant, rule, by: call.actor)
        return try await answer(call, rule.name, change, status: .created)
    }

    private func change(_ call: Call<Seat>) async throws -> Response {
        let read = try await call.rule()
        try EntityTag.check(call.request, against: EntityTag.of(RuleItem(read)))
        let wanted = try call.json(RuleBody.self).rule
        // Between reading and writing somebody else may come: the operation looks again, in its transaction.
        let expected = call.request.headers.contains(.ifMatch) ? read.version : nil
        let change = try await ChangeRule(call.office)(
            for: call.tenant, name: read.rule.name, expecting: expected, by: call.actor
        ) { $0 = wanted }
        return try await answer(call, wanted.name, change)
    }

    private func answer(_ call: Call<Seat>, _ name: String, _ change: RuleChange, status: HTTPResponse.Status = .ok) async throws
        -> Response
    {
        let listed = try await ListRules(call.office)(for: call.tenant).first { $0.rule.name == name }
        guard let listed else { throw Refusal.notFound("rule") }
        let item = RuleItem(listed)
        return try .json(ChangedRule(item, change, try await call.accounts()), status: status).tagged(EntityTag.of(item))
    }

    private func remove(_ call: Call<Seat>) async throws -> Response {
        try await RemoveRule(call.office)(for: call.tenant, name: call.rule().rule.name, by: call.actor)
        return .done
    }

    private func conflicts(_ call: Call<Seat>) async throws -> Response {
        let (accounts, conflicts) = (try await call.accounts(), try await ListRules(call.office).conflicts(for: call.tenant))
        return try .json(["items": conflicts.map { ConflictJSON($0, accounts) }])
    }

    /// A rule that is not saved yet, or a saved one as it would be.
    private struct Trial: Decodable {
        let rule: Rule
        let sample: Int

        static let schema = Schema.object(
            ["condition": RuleItem.condition, "action": RuleItem.action],
            optional: [
                "name": .text, "priority": .integer, "isEnabled": .boolean, "sample": Schema(json: ["type": "integer", "minimum": 0]),
            ])

        enum CodingKeys: CodingKey { case sample }

        init(from decoder: any Decoder) throws {
            rule = try RuleBody(from: decoder, named: "dry run").rule
            sample = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(Int.self, forKey: .sample) ?? 20
        }
    }

    private static let mostSamples = 500

    private func dryRun(_ call: Call<Seat>) async throws -> Response {
        let trial = try call.json(Trial.self)
        guard (0...Self.mostSamples).contains(trial.sample) else {
            throw Refusal.invalid("sample is a number from 0 to \(Self.mostSamples).")
        }
        let report = try await TestRule(call.office)(for: call.tenant, trial.rule, sampleSize: trial.sample)
        return try .json(RuleTestJSON(report, try await call.accounts()))
    }
}

/// A rule as it comes in; what may be left out gets its usual value.
struct RuleBody: Decodable {
    let rule: Rule

    enum CodingKeys: CodingKey { case name, condition, action, priority, isEnabled }

    init(from decoder: any Decoder) throws { try self.init(from: decoder, named: nil) }

    /// - Parameter standard: the name where none is given; nil demands one
    init(from decoder: any Decoder, named standard: String?) throws {
        let object = try decoder.container(keyedBy: CodingKeys.self)
        let name = try standard.flatMap { try object.decodeIfPresent(String.self, forKey: .name) ?? $0 }
        rule = Rule(
            name: try name ?? object.decode(String.self, forKey: .name),
            condition: try object.decode(Rule.Condition.self, forKey: .condition),
            action: try object.decode(Rule.Action.self, forKey: .action), priority: try object.decodeIfPresent(Int.self, forKey: .priority),
            isEnabled: try object.decodeIfPresent(Bool.self, forKey: .isEnabled) ?? true)
    }
}

struct RuleItem: Encodable {
    let id: Int64
    let name: String
    let version: Int
    let words: String
    let definition: Rule

    static let condition = Schema(json: ["type": "object"])
    static let action = Schema(json: ["type": "object"])
    static let definition = Schema.object(
        ["name": .text, "condition": condition, "action": action], optional: ["priority": .integer, "isEnabled": .boolean])
    static let fields: [String: Schema] = ["id": .id, "name": .text, "version": .integer, "words": .text, "definition": definition]
    static let schema = Schema.object(fields)

    init(_ listed: ListRules.Listed) {
        (id, name, version) = (listed.id.rawValue, listed.rule.name, listed.version)
        (words, definition) = (listed.words, listed.rule)
    }
}

/// A rule with what followed from its change.
struct ChangedRule: Encodable {
    let id: Int64
    let name: String
    let version: Int
    let words: String
    let definition: Rule
    /// Waiting lines that were posted because of it.
    let posted: Int
    let conflicts: [ConflictJSON]

    static let schema = Schema.object(
        RuleItem.fields.merging(["posted": .integer, "conflicts": .list(RuleSchemas.conflict)]) { first, _ in first })

    init(_ item: RuleItem, _ change: RuleChange, _ accounts: [Account]) {
        (id, name, version, words, definition) = (item.id, item.name, item.version, item.words, item.definition)
        (posted, conflicts) = (change.posted, change.conflicts.map { ConflictJSON($0, accounts) })
    }
}

extension Call<Seat> {
    /// The rule of the path's id.
    func rule() async throws -> ListRules.Listed {
        let id: RuleID = try id("rule")
        guard let found = try await ListRules(office)(for: tenant).first(where: { $0.id == id }) else { throw Refusal.notFound("rule") }
        return found
    }
}
