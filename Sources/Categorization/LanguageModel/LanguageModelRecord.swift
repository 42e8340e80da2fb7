/// How often the language model was right on this tenant's own lines, by the confidence it named. What it says of itself counts for nothing
/// until people's answers say what it is worth.
///
/// Four bands of named confidence. A band's share of right answers is drawn toward the share over all bands, which is drawn toward one half
/// (Beta(1, 1), Laplace's rule of succession): with nothing known the probability is one half, whatever the model says.
package struct LanguageModelRecord: Equatable, Sendable {
    private struct Count: Equatable, Sendable {
        var lines = 0
        var right = 0
    }

    private var bands = [Count](repeating: Count(), count: upperEnds.count + 1)

    /// Basis points: below one half, to 0.8, to 0.95, and above.
    private static let upperEnds = [5_000, 8_000, 9_500]
    /// How many answers the share over all bands counts for within one band.
    private static let weightOfAll = 4.0

    private let limit: PostingLimit

    package init(limit: PostingLimit = .standard) { self.limit = limit }

    /// - Parameter stated: the confidence it named, in basis points
    package mutating func learn(stated: Int, wasRight: Bool) {
        let band = Self.band(stated)
        bands[band].lines += 1
        bands[band].right += wasRight ? 1 : 0
    }

    /// How often answers that named this confidence are right.
    package func probability(stated: Int) -> Double {
        let (lines, right) = bands.reduce((0, 0)) { ($0.0 + $1.lines, $0.1 + $1.right) }
        let overall = Double(right + 1) / Double(lines + 2)
        let band = bands[Self.band(stated)]
        return (Double(band.right) + Self.weightOfAll * overall) / (Double(band.lines) + Self.weightOfAll)
    }

    /// Whether people's answers show that answers in this band and above keep within the limit, as is asked of the tenant's own model.
    package func isProven(stated: Int) -> Bool {
        let (lines, right) = bands[Self.band(stated)...].reduce((0, 0)) { ($0.0 + $1.lines, $0.1 + $1.right) }
        return limit.isProven(lines: min(Float(lines), 1_000), wrong: Float(lines - right))
    }

    /// What is known of answers that named about this confidence.
    package func known(stated: Int) -> (lines: Int, right: Int) {
        let band = bands[Self.band(stated)]
        return (band.lines, band.right)
    }

    private static func band(_ stated: Int) -> Int { upperEnds.firstIndex { stated < $0 } ?? upperEnds.count }
}
