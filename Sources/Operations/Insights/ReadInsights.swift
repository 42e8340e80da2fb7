package import Bookkeeping
package import Categorization
import Foundation
package import Storage

/// How much machines filed, how right they were, whether the world has changed, and what it cost.
package struct Insights: Sendable {
    /// The months looked at, oldest first: twelve, ending with the latest line's.
    package internal(set) var months: [Int] = []
    package internal(set) var counts: [LineStore.MonthCount] = []
    package internal(set) var machine: [EntryStore.MachineCount] = []
    package internal(set) var vendors: [Vendor] = []
    package internal(set) var coldStart: [Vendor] = []
    package internal(set) var reasons: [(held: String, lines: Int)] = []
    package internal(set) var drift: [MetricStore.Snapshot] = []
    package internal(set) var spend: [(month: SpendingMonth, total: LLMCallStore.Total)] = []
    package internal(set) var fallback: LLMFallbackStore.Record?
    package internal(set) var sample = AuditSampleStore.Result(drawn: 0, answered: 0, wrong: 0)
    package internal(set) var settings = SettingsStore.Settings.initial
    /// Basis points.
    package internal(set) var errorBudget = 0
    /// The level of confidence from which the tenant's own past keeps within the error budget, in basis points; nil while none is shown to.
    package internal(set) var provenLevel: Int?
    /// People's answers, replayed in their order.
    package internal(set) var evaluation = Evaluation()

    package struct Vendor: Sendable {
        package let name: String
        package let lines: Int
        package let filed: Int
        package let waiting: Int
        package let consistentLabels: Int
    }

    package var lines: Int { counts.reduce(0) { $0 + $1.lines } }
    package var filed: Int { counts.reduce(0) { $0 + $1.filed } }
    package var posted: Int { machine.reduce(0) { $0 + $1.posted } }
    package var changed: Int { machine.reduce(0) { $0 + $1.changed } }
}

package struct ReadInsights: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    private static let (monthsShown, vendorsShown, vendorsLookedAt) = (12, 10, 200)
    /// Answers that are replayed for the reliability diagram; a long history's first ones are left out.
    private static let mostAnswers = 10_000

    package func callAsFunction(for tenant: TenantID) async throws -> Insights {
        let today = office.today
        let (insights, lessons) = try await office.database.read(for: tenant) { (books) throws -> (Insights, [DecisionStore.Lesson]) in
            var insights = Insights()
            let feeds = try books.accounts.all().filter(\.kind.takesStatements)
            let last = try feeds.compactMap { try books.lines.span(of: $0.id)?.last }.max() ?? today
            insights.months = Self.months(through: last)
            guard let first = insights.months.first.flatMap({ CalendarDate(packed: $0 * 100 + 1) }) else { return (insights, []) }
            insights.counts = try books.lines.counts(from: first)
            insights.machine = try books.entries.machineCounts(from: first)
            insights.reasons = try books.queue.reasons()
            insights.drift = try books.metrics.latest(limit: 400).reversed()
            insights.spend = try books.llmCalls.totals()
            insights.fallback = try books.llmFallbacks.current()
            insights.sample = try books.auditSample.result()
            (insights.settings, insights.errorBudget) = (try books.settings.current(), try books.settings.errorBudget())
            let learned = try LearnedCategorizer(books)
            insights.provenLevel = learned.categorizer.provenLevel.map { Int(($0 * 10_000).rounded()) }
            let aliases = try books.vendorAliases()
            let all = try books.lines.vendors(from: first, limit: Self.vendorsLookedAt).map { count in
                Insights.Vendor(
                    name: aliases[count.vendor]?.name ?? count.vendor.capitalized, lines: count.lines, filed: count.filed,
                    waiting: count.waiting, consistentLabels: learned.categorizer.standing(ofVendor: count.vendor)?.consistentLabels ?? 0)
            }
            insights.vendors = Array(all.prefix(Self.vendorsShown))
            let cold = all.filter { $0.consistentLabels < VendorMemory.labelsNeeded && $0.waiting > 0 }
            insights.coldStart = Array(cold.sorted { ($1.waiting, $0.name) < ($0.waiting, $1.name) }.prefix(Self.vendorsShown))
            return (insights, try books.decisions.latestLessons(limit: Self.mostAnswers))
        }
        var result = insights
        result.evaluation = Evaluation.run(
            lessons.reversed().map { lesson in (facts: LineFacts(lesson.line, on: lesson.bankAccount), label: "\(lesson.account)") })
        return result
    }

    private static func months(through last: CalendarDate) -> [Int] {
        let number = last.year * 12 + last.month - 1
        return (number - monthsShown + 1...number).filter { $0 >= 12 }.map { $0 / 12 * 100 + $0 % 12 + 1 }
    }
}
