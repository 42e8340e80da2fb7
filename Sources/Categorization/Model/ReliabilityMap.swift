/// What is left to correct after Platt's curve, which has two parameters and cannot bend where answers are noisy: how much more, or
/// less, often lines with about this probability turned out right, lately.
///
/// At each knot the mean excess of the outcome over the probability is kept, drawn toward none by 50 lines; between knots it is
/// interpolated. Learned online from the tenant's own answers.
struct ReliabilityMap: Equatable, Sendable {
    /// Closer where proposals are sure, since most are.
    private static let knots: [Float] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.87, 0.93, 0.97, 1]
    private static let prior: Float = 50
    private static let fading: Float = 0.999
    private static let least: Float = 1e-4
    static let knotCount = knots.count

    /// By knot, fading: lines, each counted by its nearness, and the sum of outcome less probability.
    private(set) var lines = [Float](repeating: 0, count: knotCount)
    private(set) var excess = [Float](repeating: 0, count: knotCount)

    init() {}

    init(lines: [Float], excess: [Float]) { (self.lines, self.excess) = (lines, excess) }

    func callAsFunction(_ probability: Float) -> Float {
        let (knot, nearness) = Self.place(probability)
        let corrected = probability + correction(knot) * (1 - nearness) + correction(knot + 1) * nearness
        return min(max(corrected, Self.least), 1 - Self.least)
    }

    private func correction(_ knot: Int) -> Float { excess[knot] / (lines[knot] + Self.prior) }

    mutating func learn(_ probability: Float, wasRight: Bool) {
        let (knot, nearness) = Self.place(probability)
        let surplus = (wasRight ? 1 : 0) - probability
        count(knot, 1 - nearness, surplus)
        count(knot + 1, nearness, surplus)
    }

    private mutating func count(_ knot: Int, _ weight: Float, _ surplus: Float) {
        let kept = 1 - (1 - Self.fading) * weight
        lines[knot] = lines[knot] * kept + weight
        excess[knot] = excess[knot] * kept + weight * surplus
    }

    /// The knot at or below, and how far toward the next one: 0...1.
    private static func place(_ probability: Float) -> (knot: Int, nearness: Float) {
        var knot = 0
        while knot < knots.count - 2, probability >= knots[knot + 1] { knot += 1 }
        return (knot, (probability - knots[knot]) / (knots[knot + 1] - knots[knot]))
    }
}
