import Categorization
import Operations
import Storage

extension InsightsContent {
    static func reliability(_ insights: Insights) -> Drawing {
        let evaluation = insights.evaluation
        let bins = evaluation.bins.filter { $0.lines > 0 }
        var svg = SVGText()
        func x(_ share: Double) -> Double { 38 + 300 * share }
        func y(_ share: Double) -> Double { 308 - 300 * share }
        for fifth in 0...5 {
            let share = Double(fifth) / 5
            svg.line("grid", 38, y(share), 338, y(share))
            svg.text("end", 31, y(share) + 4, Figures.decimal(share, digits: 1))
            svg.text("mid", x(share), 324, Figures.decimal(share, digits: 1))
        }
        svg.line("ideal", 38, 308, 338, 8)
        let threshold = Double(insights.settings.threshold) / 10_000
        svg.line("axis", x(threshold), 8, x(threshold), 308)
        svg.text("end", x(threshold) - 5, 300, "threshold \(Figures.decimal(threshold, digits: 2))")
        let most = Double(bins.map(\.lines).max() ?? 1)
        for bin in bins {
            let interval = BinomialLimits.interval(hits: bin.right, trials: bin.lines)
            svg.line("whisk", x(bin.meanProbability), y(interval.lowerBound), x(bin.meanProbability), y(interval.upperBound))
            svg.circle("p1", x(bin.meanProbability), y(bin.shareRight), 3.5 + 4.5 * (Double(bin.lines) / most).squareRoot())
        }
        svg.text("mid", 188, 342, "stated confidence")
        let finding =
            "\(bins.count) bins; expected calibration error \(Figures.decimal(evaluation.ece, digits: 3)) over \(Figures.count(evaluation.lines)) lines."
        return Drawing(
            svg: svg.svg(
                id: "rel", style: "chart", width: 348, height: 346, title: "Reliability: stated confidence against share right",
                finding: finding),
            rows: bins.reversed().map { bin in
                Row(
                    name: Figures.decimal(bin.meanProbability, digits: 2),
                    cells: [
                        Figures.count(bin.lines), Figures.decimal(bin.shareRight, digits: 2),
                        Figures.decimal(bin.shareRight - bin.meanProbability, digits: 2),
                    ])
            })
    }

    static func notes(_ insights: Insights) -> [String] {
        let evaluation = insights.evaluation
        let wrong = evaluation.posted - evaluation.postedRight
        let empty = evaluation.bins.filter { $0.lines == 0 }.count
        return [
            empty == 0 ? "" : "\(empty) bins hold no line and are left out.",
            "Replayed in their order, each line predicted from the answers before it: \(Figures.count(evaluation.right)) of \(Figures.count(evaluation.lines)) were right at first sight.",
            "Under a threshold of 0.90 and the cold start, \(Figures.count(evaluation.posted)) would have been filed by machine and \(Figures.count(wrong)) of them wrong.",
        ].filter { !$0.isEmpty }
    }
}
