/// How precise proposals of at least a given probability were, counted on the tenant's own past: the ground on which a line
/// may be posted without a person.
///
/// For each level of a grid it counts the eligible lines at or above it and those that people then filed elsewhere; old lines
/// fade by 0.999 with each new one. A level is proven when the upper 95 % confidence limit of its error rate (Clopper and
/// Pearson, Biometrika 26, 1934) is at most 2 %: 149 lines without an error, 236 with one.
struct PostingRecord: Equatable, Sendable {
    static let levels: [Float] = [
        0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.975, 0.98, 0.985, 0.99, 0.9925, 0.995, 0.997, 0.998, 0.999,
    ]
    static let mostWrong = 0.02
    private static let fading: Float = 0.999

    private(set) var lines = [Float](repeating: 0, count: levels.count)
    private(set) var wrong = [Float](repeating: 0, count: levels.count)

    init() {}

    init(lines: [Float], wrong: [Float]) { (self.lines, self.wrong) = (lines, wrong) }

    /// Whether some level at or below `probability` is proven.
    func isProven(_ probability: Float) -> Bool {
        for (level, least) in Self.levels.enumerated() where least <= probability {
            if lines[level] >= Self.linesNeeded(wrong: wrong[level]) { return true }
        }
        return false
    }

    mutating func learn(_ probability: Float, wasRight: Bool) {
        for (level, least) in Self.levels.enumerated() where least <= probability {
            lines[level] = lines[level] * Self.fading + 1
            wrong[level] = wrong[level] * Self.fading + (wasRight ? 0 : 1)
        }
    }

    static func linesNeeded(wrong: Float) -> Float {
        let whole = Int(wrong.rounded())
        return whole < needed.count ? needed[whole] : .infinity
    }

    /// Smallest n with P(Binomial(n, 0.02) ≤ k) ≤ 0.05, for k = 0, 1, … 30; with fading at 0.999 no count exceeds 1,000.
    private static let needed: [Float] = {
        var needed: [Float] = []
        var trials = 1
        for wrong in 0...30 {
            while cumulative(wrong, trials) > 0.05 { trials += 1 }
            needed.append(Float(trials))
        }
        return needed
    }()

    /// P(Binomial(n, 0.02) ≤ k), by the recurrence of its terms.
    private static func cumulative(_ k: Int, _ n: Int) -> Double {
        var term = 1.0
        for _ in 0..<n { term *= 1 - mostWrong }
        var sum = term
        for i in 0..<k {
            term *= Double(n - i) / Double(i + 1) * mostWrong / (1 - mostWrong)
            sum += term
        }
        return sum
    }
}
