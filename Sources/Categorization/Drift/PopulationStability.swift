import Foundation

/// The population stability index of two distributions over the same bins: Σ (a − e) ln(a / e), with e the baseline's shares and a the current ones
/// (N. Siddiqi, Credit Risk Scorecards, 2006, chapter 9; it is Jeffreys' divergence of 1946). By that book's custom below 0.10 nothing has changed
/// and above 0.25 much has; an alarm here begins at 0.20.
///
/// Half a line is added to every bin on both sides, so that an empty bin has no infinite say. By chance alone two samples of m and n lines over
/// B bins differ by about (B − 1)(1/m + 1/n) (B. Yurdakul, Statistical Properties of Population Stability Index, 2018): 0.05 for 11 bins and
/// 200 lines beside a long baseline, which is why nothing is measured on fewer than 100.
package enum PopulationStability {
    private static let added = 0.5

    /// - Precondition: both count the same bins.
    package static func index(baseline: [Int], current: [Int]) -> Double {
        precondition(baseline.count == current.count, "the same bins on both sides")
        let (expected, actual) = (shares(baseline), shares(current))
        return zip(expected, actual).reduce(0) { sum, pair in sum + (pair.1 - pair.0) * log(pair.1 / pair.0) }
    }

    private static func shares(_ counts: [Int]) -> [Double] {
        let total = Double(counts.reduce(0, +)) + added * Double(counts.count)
        return counts.map { (Double($0) + added) / total }
    }
}

/// Bins of amounts: bounded by the deciles of the baseline (smallest value with at least that share at or below it) and by zero, since money in is
/// never like money out. A bin holds values up to its bound.
package struct AmountBins: Sendable {
    private let bounds: [Int64]

    package init(baseline: [Int64]) {
        let sorted = baseline.sorted()
        var bounds: Set<Int64> = [-1]
        for decile in 1...9 where !sorted.isEmpty { bounds.insert(sorted[(decile * sorted.count + 9) / 10 - 1]) }
        self.bounds = bounds.sorted()
    }

    package func counts(_ amounts: [Int64]) -> [Int] {
        var counts = [Int](repeating: 0, count: bounds.count + 1)
        for amount in amounts { counts[bounds.firstIndex { amount <= $0 } ?? bounds.count] += 1 }
        return counts
    }
}

/// Bins of vendors: the ten with most lines in the baseline, and all others together.
package struct VendorBins: Sendable {
    private let bins: [String: Int]

    private static let most = 10

    package init(baseline: [String]) {
        let counts = baseline.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        let top = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.most)
        bins = Dictionary(uniqueKeysWithValues: top.enumerated().map { ($1.key, $0) })
    }

    package func counts(_ vendors: [String]) -> [Int] {
        var counts = [Int](repeating: 0, count: bins.count + 1)
        for vendor in vendors { counts[bins[vendor] ?? bins.count] += 1 }
        return counts
    }
}
