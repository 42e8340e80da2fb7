import Bookkeeping
import Categorization
import Operations
import Storage

/// What the page of insights shows. Drawings come finished: their text is escaped where they are drawn.
struct InsightsContent: Sendable {
    struct Row: Sendable {
        let name: String
        let cells: [String]
    }

    struct Drawing: Sendable {
        let svg: String
        let rows: [Row]
    }

    struct Standing: Sendable {
        let name: String
        let lines: String
        let filed: String
        let waiting: String
        /// `2 of 3`, with its three dots.
        let count: String
        let dots: [Dot]
    }

    struct Dot: Sendable {
        let x: Int
        let got: Bool
    }

    struct Reason: Sendable {
        let name: String
        let meaning: String
        let lines: String
    }

    let mayChange: Bool
    let drifted: String?
    let stats: [Stat]
    let reliability: Drawing?
    let reliabilityMissing: String
    let reliabilityNotes: [String]
    let drift: Drawing?
    let driftMissing: String
    let automation: Drawing
    let spend: Drawing?
    let tiers: [Row]
    let vendors: [Standing]
    let coldStart: [Standing]
    let reasons: [Reason]
    let budget: String
    let risk: [String]

    struct Stat: Sendable {
        let name: String
        let value: String
        let small: String
        let note: String
    }
}

extension InsightsContent {
    init(_ insights: Insights, cap: MicroDollars?, month: SpendingMonth, mayChange: Bool) {
        self.mayChange = mayChange
        let latest = insights.drift.last
        drifted = latest.flatMap(Self.drifted)
        stats = Self.stats(insights, cap: cap, month: month)
        reliability = insights.evaluation.lines < Self.leastAnswers ? nil : Self.reliability(insights)
        reliabilityMissing = "Needs \(Self.leastAnswers) answered lines; there are \(Figures.count(insights.evaluation.lines))."
        reliabilityNotes = Self.notes(insights)
        drift = insights.drift.isEmpty ? nil : Self.drift(insights)
        driftMissing =
            "Measured after each import and each night, once \(Drift.leastBaselineLines) filed lines lie before the latest \(Drift.windowLines)."
        automation = Self.automation(insights)
        spend = insights.spend.isEmpty ? nil : Self.spend(insights, cap: cap)
        tiers = Self.tiers(insights)
        vendors = insights.vendors.map(Self.standing)
        coldStart = insights.coldStart.map(Self.standing)
        reasons = insights.reasons.map { held, lines in
            Reason(
                name: held.replacing("_", with: " "), meaning: HoldReason(rawValue: held)?.userText ?? "", lines: Figures.count(lines))
        }
        budget = Figures.decimal(Double(insights.errorBudget) / 100, digits: 1)
        risk = Self.risk(insights)
    }

    private static let leastAnswers = 100

    private static func drifted(_ snapshot: MetricStore.Snapshot) -> String? {
        let over = [("Vendors", snapshot.vendor), ("Amounts", snapshot.amount)].filter { Double($0.1) > Drift.limit * 1_000_000 }
        guard !over.isEmpty else { return nil }
        return over.map { "\($0.0) have drifted: PSI \(PSIText.of($0.1)), the line is 0.20." }.joined(separator: " ")
    }

    private static func stats(_ insights: Insights, cap: MicroDollars?, month: SpendingMonth) -> [Stat] {
        let byMethod = Dictionary(grouping: insights.counts, by: \.method).mapValues { $0.reduce(0) { $0 + $1.filed } }
        let parts = [("Rule", "rule"), ("vendor", "vendor"), ("model", "model"), ("LLM", "llm")].map { "\($0.0) \(byMethod[$0.1] ?? 0)" }
        let upper = BinomialLimits.upper(hits: insights.changed, trials: insights.posted)
        let spent = insights.spend.first { $0.month == month }?.total
        return [
            Stat(
                name: "Filed without you", value: Figures.percent(insights.filed, of: insights.lines),
                small: "\(Figures.count(insights.filed)) of \(Figures.count(insights.lines))", note: parts.joined(separator: ", ")),
            Stat(
                name: "Changed later by people", value: Figures.percent(insights.changed, of: insights.posted),
                small: "\(Figures.count(insights.changed)) of \(Figures.count(insights.posted))",
                note: insights.posted == 0 ? "Machines have posted nothing" : "Below \(Figures.percent(upper)) with 95% certainty"),
            Stat(
                name: "Calibration error (ECE)",
                value: insights.evaluation.lines < leastAnswers ? "–" : Figures.decimal(insights.evaluation.ece, digits: 3),
                small: insights.evaluation.lines < leastAnswers
                    ? "" : "Brier \(Figures.decimal(insights.evaluation.brier, digits: 3))",
                note: "15 bins, \(Figures.count(insights.evaluation.lines)) lines people answered"),
            Stat(
                name: "LLM spend, \(Figures.month(month.rawValue))", value: "$\(spent?.spent ?? .zero)",
                small: cap.map { "of $\($0)" } ?? "",
                note: cap == nil
                    ? "No language model is configured"
                    : insights.fallback == nil ? "\(spent?.calls ?? 0) calls" : "The cap is reached; rules and model file alone"),
        ]
    }

    private static func drift(_ insights: Insights) -> Drawing {
        // The last snapshot of each month.
        let byMonth = Dictionary(grouping: insights.drift) { $0.day.packed / 100 }.compactMapValues(\.last)
        let months = byMonth.keys.sorted().suffix(12)
        let (vendors, amounts) = (
            months.map { byMonth[$0].map { Double($0.vendor) / 1e6 } }, months.map { byMonth[$0].map { Double($0.amount) / 1e6 } }
        )
        let highest = (vendors + amounts).compactMap(\.self).max() ?? 0
        let top = max(0.3, (highest * 10).rounded(.up) / 10)
        let last = insights.drift.last
        let chart = MonthChart(
            id: "psi", title: "Population stability index by month",
            finding: last.map { "Latest: vendors \(PSIText.of($0.vendor)), amounts \(PSIText.of($0.amount)); the line is 0.20." } ?? "",
            labels: months.map(Figures.shortMonth), top: top, ticks: [(0, "0"), (0.1, "0.1"), (top, Figures.decimal(top, digits: 1))],
            limit: (0.2, "0.20"))
        return Drawing(
            svg: chart.lines(vendors, amounts),
            rows: months.compactMap { month in
                byMonth[month].map {
                    Row(name: Figures.month(month), cells: [PSIText.of($0.vendor), PSIText.of($0.amount), Figures.count($0.windowLines)])
                }
            })
    }

    private static func automation(_ insights: Insights) -> Drawing {
        let byMonth = Dictionary(grouping: insights.counts, by: \.month)
        let figures = insights.months.map { month in
            (month: month, lines: byMonth[month]?.reduce(0) { $0 + $1.lines } ?? 0, filed: byMonth[month]?.reduce(0) { $0 + $1.filed } ?? 0)
        }
        let chart = MonthChart(
            id: "au", title: "Share of lines filed without a person, by month",
            finding: "\(Figures.percent(insights.filed, of: insights.lines)) over the twelve months.",
            labels: figures.map { Figures.shortMonth($0.month) }, top: 1, ticks: [(0, "0%"), (0.5, "50%"), (1, "100%")])
        return Drawing(
            svg: chart.bars(
                figures.map {
                    ($0.lines == 0 ? 0 : Double($0.filed) / Double($0.lines), $0.lines == 0 ? "" : "\($0.filed * 100 / $0.lines)")
                },
                style: "b3", hasTrack: true),
            rows: figures.map {
                Row(name: Figures.month($0.month), cells: ["\($0.filed)", "\($0.lines)", Figures.percent($0.filed, of: $0.lines)])
            })
    }

    private static func spend(_ insights: Insights, cap: MicroDollars?) -> Drawing {
        let months = insights.spend.suffix(12)
        let dollars = months.map { Double($0.total.spent.rawValue) / 1e6 }
        let limit = cap.map { Double($0.rawValue) / 1e6 }
        let top = max(dollars.max() ?? 0, limit ?? 0, 0.01) * 1.1
        let chart = MonthChart(
            id: "sp", title: "LLM spend by month",
            finding: months.last.map { "$\($0.total.spent) in \(Figures.month($0.month.rawValue))." } ?? "",
            labels: months.map { Figures.shortMonth($0.month.rawValue) }, top: top,
            ticks: [(0, "$0"), (top / 2, "$" + Figures.decimal(top / 2, digits: 2))],
            limit: limit.map { ($0, "cap " + Figures.decimal($0, digits: 0)) })
        return Drawing(
            svg: chart.bars(months.map { (Double($0.total.spent.rawValue) / 1e6, "\($0.total.spent)") }, style: "b1"),
            rows: months.map { Row(name: Figures.month($0.month.rawValue), cells: ["\($0.total.spent)", "\($0.total.calls)"]) })
    }

    /// Coverage and precision of each tier, month by month: what it posted of the month's lines, and how much of that stood.
    private static func tiers(_ insights: Insights) -> [Row] {
        let lines = Dictionary(grouping: insights.counts, by: \.month).mapValues { $0.reduce(0) { $0 + $1.lines } }
        return insights.machine.reversed().map { count in
            let name = count.method == "llm" ? "LLM" : count.method
            return Row(
                name: Figures.month(count.month),
                cells: [
                    name, "\(count.posted)", Figures.percent(count.posted, of: max(lines[count.month] ?? 0, count.posted)),
                    Figures.percent(count.posted - count.changed, of: count.posted),
                ])
        }
    }

    private static func standing(_ vendor: Insights.Vendor) -> Standing {
        let got = min(vendor.consistentLabels, VendorMemory.labelsNeeded)
        return Standing(
            name: vendor.name, lines: Figures.count(vendor.lines), filed: Figures.count(vendor.filed),
            waiting: Figures.count(vendor.waiting),
            count: "\(got) of \(VendorMemory.labelsNeeded)",
            dots: (0..<VendorMemory.labelsNeeded).map { Dot(x: 4 + 10 * $0, got: $0 < got) })
    }

    private static func risk(_ insights: Insights) -> [String] {
        let budget = Figures.decimal(Double(insights.errorBudget) / 100, digits: 1)
        let hand = Figures.decimal(Double(insights.settings.threshold) / 10_000, digits: 2)
        var notes: [String] = []
        if let level = insights.provenLevel {
            let computed = Figures.decimal(Double(level) / 10_000, digits: level % 100 == 0 ? 2 : 4)
            let higher = max(level, insights.settings.threshold)
            let used = Figures.decimal(Double(higher) / 10_000, digits: higher % 100 == 0 ? 2 : 4)
            notes.append(
                "Your own answers show, with 95% certainty, at most \(budget)% wrong from a confidence of \(computed) up. Yours in the settings is \(hand); the higher one counts: \(used)."
            )
        } else {
            notes.append(
                "Too few answers to prove the limit of \(budget)%: nothing but rules posts by itself. \(Int((3 / (Double(insights.errorBudget) / 10_000)).rounded())) eligible lines in a row without an error would be enough."
            )
        }
        let sample = insights.sample
        if sample.drawn == 0 {
            notes.append("One in fifty of the lines sure enough to post waits for your look instead, drawn by chance. None was drawn yet.")
        } else {
            let upper = Figures.percent(BinomialLimits.upper(hits: sample.wrong, trials: sample.answered))
            notes.append(
                "Of \(sample.drawn) lines drawn by chance for a look, \(sample.answered) are answered and \(sample.wrong) were wrong"
                    + (sample.answered == 0 ? "." : ": below \(upper) with 95% certainty."))
        }
        return notes
    }
}
