import Foundation

/// How far the share of a kind among all lines can be from the share among those that were counted.
package enum BinomialLimits {
    /// The largest share that `hits` or fewer of `trials` would not be a surprise for, at 95 % confidence on one side: the solution of
    /// P(Binomial(trials, x) ≤ hits) = 0.05 (Clopper and Pearson, Biometrika 26, 1934).
    package static func upper(hits: Int, trials: Int) -> Double {
        guard trials > 0, hits < trials else { return 1 }
        var (low, high) = (Double(hits) / Double(trials), 1.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if cumulative(hits, trials, middle) > 0.05 { low = middle } else { high = middle }
        }
        return high
    }

    /// The interval that holds the share with 95 % confidence (Wilson, Journal of the American Statistical Association 22, 1927).
    package static func interval(hits: Int, trials: Int) -> ClosedRange<Double> {
        guard trials > 0 else { return 0...1 }
        let (n, share, z) = (Double(trials), Double(hits) / Double(trials), 1.959964)
        let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, middle - half)...min(1, middle + half)
    }

    /// P(Binomial(n, x) ≤ k), its terms by their logarithms so that none is too small to write down.
    private static func cumulative(_ k: Int, _ n: Int, _ x: Double) -> Double {
        guard x > 0 else { return 1 }
        guard x < 1 else { return 0 }
        var term = Double(n) * log(1 - x)
        var sum = exp(term)
        for i in 0..<k {
            term += log(Double(n - i) / Double(i + 1)) + log(x) - log(1 - x)
            sum += exp(term)
        }
        return min(sum, 1)
    }
}
