/// How many of the entries that machines post may be wrong, and how many right ones it takes to show that they are not more.
///
/// Shown means: the upper 95 % confidence limit of the share of wrong ones (Clopper and Pearson, Biometrika 26, 1934) is within the limit. With 2 %
/// that takes 149 lines without an error, 236 with one.
package struct PostingLimit: Equatable, Sendable {
    package let basisPoints: Int
    /// By the number of wrong ones: the fewest lines that show it.
    private let needed: [Float]

    /// 2 %.
    package static let standard = PostingLimit(basisPoints: 200)

    /// With fading at 0.999 no count of lines exceeds 1,000.
    private static let (mostLines, mostWrong) = (1_000, 100)

    package init(basisPoints: Int) {
        self.basisPoints = basisPoints
        let share = Double(basisPoints) / 10_000
        var (needed, trials): ([Float], Int) = ([], 1)
        for wrong in 0...Self.mostWrong {
            while trials <= Self.mostLines, Self.cumulative(wrong, trials, share) > 0.05 { trials += 1 }
            guard trials <= Self.mostLines else { break }
            needed.append(Float(trials))
        }
        self.needed = needed
    }

    func isProven(lines: Float, wrong: Float) -> Bool {
        let whole = Int(wrong.rounded())
        return whole < needed.count && lines >= needed[whole]
    }

    /// P(Binomial(n, share) ≤ k), by the recurrence of its terms.
    private static func cumulative(_ k: Int, _ n: Int, _ share: Double) -> Double {
        var term = 1.0
        for _ in 0..<n { term *= 1 - share }
        var sum = term
        for i in 0..<k {
            term *= Double(n - i) / Double(i + 1) * share / (1 - share)
            sum += term
        }
        return sum
    }
}
