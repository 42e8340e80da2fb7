import Bookkeeping
import Categorization
import Operations
import Storage
import TestSupport

/// What tests of rules do with the sample books.
extension SampleBooks {
    func rule(_ name: String, contains text: String, _ role: ChartTemplate.Role, priority: Int? = nil) -> Rule {
        Rule(name: name, condition: .text(.text, .contains(text)), action: .file(account(role)), priority: priority)
    }

    @discardableResult
    func add(_ rule: Rule) async throws -> RuleChange { try await AddRule(office)(for: tenant, rule, by: "dana") }

    func rules() async throws -> [Rule] { try await ListRules(office)(for: tenant).map(\.rule) }

    /// Imports lines of one text, a day and an amount apart, and answers them.
    func answer(_ text: String, _ count: Int, from day: Int = 1, amount: String = "-5.00", _ role: ChartTemplate.Role) async throws {
        let rows = (day..<(day + count)).map { "2025-05-\($0 < 10 ? "0" : "")\($0),\(text),\(amount)" }
        _ = try await importText(csv(rows.joined(separator: "\n")), name: "\(text)-\(day).csv")
        try await decide(waiting().filter { $0.line.text == text }, .file(account(role)))
    }

    func auditActions() async throws -> [String] {
        try await database.read(.tenant(tenant)) { db in
            try db.all("SELECT action FROM audit_event WHERE tenant_id = \(tenant) ORDER BY sequence")
        }
    }
}
