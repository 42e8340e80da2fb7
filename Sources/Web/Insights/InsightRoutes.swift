import Bookkeeping
import Categorization
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// How good the machines are, for people and for programs.
struct InsightRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/metrics/snapshot", may: .readBooks, .none,
                .reads(
                    "How far lines have drifted, how much machines file, and what the language model costs; as CSV with each month's figures",
                    MetricsItem.schema, query: [.init("format", .choice(["json", "csv"]), "json, where it is left out")], also: ["text/csv"]
                ),
                use: snapshot),
            .member(.get, "/insights", may: .readBooks, use: page),
            .member(.post, "/insights/error-budget", may: .changeSettings, .form(), page: page, use: changeBudget),
        ]
    }

    private var month: SpendingMonth { SpendingMonth(of: site.office.now()) }

    private func snapshot(_ call: Call<Seat>) async throws -> Response {
        let insights = try await ReadInsights(call.office)(for: call.tenant)
        switch call.query.text("format") {
        case nil, "json": break
        case "csv": return .bytes(Array(InsightsCSV(insights).text.utf8), type: "text/csv; charset=utf-8").download(named: "insights.csv")
        default: throw Refusal.invalid("format is json or csv.")
        }
        return try .json(MetricsItem(insights, cap: site.llm?.caps.tenant, month: month))
    }

    private func page(_ call: Call<Seat>) async throws -> Response {
        let insights = try await ReadInsights(call.office)(for: call.tenant)
        let span =
            insights.months.first.flatMap { first in insights.months.last.map { "\(Figures.month(first)) to \(Figures.month($0)). " } }
            ?? ""
        return try await site.page(
            call, "insights", title: "Insights", facts: span + "What the machines filed, how right they were, what it cost.",
            head: PageHead(actions: [.download("CSV", "/api/metrics/snapshot?format=csv")]),
            InsightsContent(
                insights, cap: site.llm?.caps.tenant, month: month, mayChange: call.party.may(.changeSettings)))
    }

    private func changeBudget(_ call: Call<Seat>) async throws -> Response {
        let text = call.form["error_budget"] ?? ""
        try await about("error_budget") {
            guard let percent = Money(decimalText: text, .usd) else { throw OperationError.errorBudgetOutOfRange }
            try await ChangeErrorBudget(call.office)(for: call.tenant, basisPoints: Int(clamping: percent.minorUnits), by: call.actor)
        }
        return .seeOther("/insights")
    }
}

struct MetricsItem: Encodable {
    struct PSI: Encodable {
        let day: String
        let vendor: String
        let amount: String
        let baseline_lines: Int
        let window_lines: Int
        let window_from: String
        let window_to: String
    }

    struct Automation: Encodable {
        let lines: Int
        let filed: Int
        let posted: Int
        let changed: Int
    }

    struct Calibration: Encodable {
        let lines: Int
        let accuracy: String
        let ece: String
        let brier: String
    }

    struct Spend: Encodable {
        let month: String
        let calls: Int
        let spent_usd: String
        let cap_usd: String?
        let fallback: Bool
    }

    let psi: PSI?
    let automation: Automation
    let calibration: Calibration
    let llm: Spend

    static let schema = Schema.object(
        [
            "automation": .object(["lines": .integer, "filed": .integer, "posted": .integer, "changed": .integer]),
            "calibration": .object(["lines": .integer, "accuracy": .text, "ece": .text, "brier": .text]),
            "llm": .object(
                ["month": .text, "calls": .integer, "spent_usd": .text, "fallback": .boolean], optional: ["cap_usd": .text]),
        ],
        optional: [
            "psi": .object([
                "day": .date, "vendor": .text, "amount": .text, "baseline_lines": .integer, "window_lines": .integer, "window_from": .date,
                "window_to": .date,
            ])
        ])

    init(_ insights: Insights, cap: MicroDollars?, month: SpendingMonth) {
        psi = insights.drift.last.map {
            PSI(
                day: "\($0.day)", vendor: PSIText.of($0.vendor), amount: PSIText.of($0.amount), baseline_lines: $0.baselineLines,
                window_lines: $0.windowLines, window_from: "\($0.windowFirst)", window_to: "\($0.windowLast)")
        }
        automation = Automation(lines: insights.lines, filed: insights.filed, posted: insights.posted, changed: insights.changed)
        let evaluation = insights.evaluation
        calibration = Calibration(
            lines: evaluation.lines, accuracy: Figures.decimal(evaluation.accuracy, digits: 4),
            ece: Figures.decimal(evaluation.ece, digits: 4), brier: Figures.decimal(evaluation.brier, digits: 4))
        let spent = insights.spend.first { $0.month == month }?.total
        llm = Spend(
            month: "\(month)", calls: spent?.calls ?? 0, spent_usd: "\(spent?.spent ?? .zero)", cap_usd: cap.map { "\($0)" },
            fallback: insights.fallback != nil)
    }
}
