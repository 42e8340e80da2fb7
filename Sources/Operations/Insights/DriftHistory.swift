import Bookkeeping
package import Categorization

/// Drift as it stood at the end of each month of labelled lines, which count as filed.
package struct DriftHistory: Sendable {
    /// Nothing for months before there were enough lines.
    package let months: [(month: Int, drift: Drift)]

    package init(_ lines: [LineFacts]) {
        var categorizer = Categorizer()
        let known = lines.sorted { $0.date < $1.date }.map { facts in
            Drift.Line(date: facts.date, vendor: categorizer.vendor(of: facts).key, amount: facts.amount.minorUnits, isKnown: true)
        }
        var months: [(Int, Drift)] = []
        for (index, line) in known.enumerated() {
            let month = line.date.packed / 100
            let isLast = index + 1 == known.count || known[index + 1].date.packed / 100 != month
            guard isLast, let drift = Drift(newestFirst: known[...index].reversed()) else { continue }
            months.append((month, drift))
        }
        self.months = months
    }
}
