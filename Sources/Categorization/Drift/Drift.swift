package import Bookkeeping

/// How far a tenant's latest lines are from those that the model knows.
package struct Drift: Equatable, Sendable {
    package let vendor: Double
    package let amount: Double
    package let baselineLines: Int
    package let windowLines: Int
    /// The days of the window.
    package let first: CalendarDate
    package let last: CalendarDate

    /// Above this an index says that the world has changed.
    package static let limit = 0.20
    package var isOverLimit: Bool { vendor > Self.limit || amount > Self.limit }

    /// A line as drift looks at it.
    package struct Line: Hashable, Sendable {
        package let date: CalendarDate
        package let vendor: String
        /// Signed, in minor units.
        package let amount: Int64
        /// Filed by a person, or by a machine on the ground of what people said: the model knows it.
        package let isKnown: Bool

        package init(date: CalendarDate, vendor: String, amount: Int64, isKnown: Bool) {
            (self.date, self.vendor, self.amount, self.isKnown) = (date, vendor, amount, isKnown)
        }
    }

    /// The window: the latest 30 days, or the latest 200 lines where those are more. The baseline: the filed lines before it, at most 5,000.
    package static let (windowDays, windowLines, mostBaselineLines) = (30, 200, 5_000)
    /// Fewer say nothing: see `PopulationStability`.
    package static let (leastWindowLines, leastBaselineLines) = (100, 200)

    /// - Parameter lines: newest first
    /// - Returns: nil while there are too few.
    package init?(newestFirst lines: [Line]) {
        guard let newest = lines.first?.date else { return nil }
        let begin = CalendarDate(dayNumber: max(newest.dayNumber - Int32(Self.windowDays - 1), CalendarDate.earliest.dayNumber))
        let recent = lines.prefix { $0.date >= begin }.count
        let window = lines.prefix(max(recent, Self.windowLines))
        let baseline = lines.dropFirst(window.count).lazy.filter(\.isKnown).prefix(Self.mostBaselineLines)
        self.init(baseline: Array(baseline), window: Array(window))
    }

    package init?(baseline: [Line], window: [Line]) {
        guard baseline.count >= Self.leastBaselineLines, window.count >= Self.leastWindowLines, let oldest = window.last,
            let newest = window.first
        else { return nil }
        let vendors = VendorBins(baseline: baseline.map(\.vendor))
        let amounts = AmountBins(baseline: baseline.map(\.amount))
        vendor = PopulationStability.index(
            baseline: vendors.counts(baseline.map(\.vendor)), current: vendors.counts(window.map(\.vendor)))
        amount = PopulationStability.index(
            baseline: amounts.counts(baseline.map(\.amount)), current: amounts.counts(window.map(\.amount)))
        (baselineLines, windowLines, first, last) = (baseline.count, window.count, oldest.date, newest.date)
    }
}
