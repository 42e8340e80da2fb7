/// How often a line turned out to belong to an account never answered before, lately, by how well the line is known: the
/// probability that none of the known accounts is right.
struct NewAccountRate: Equatable, Sendable {
    private static let fading: Float = 0.995

    /// By tier, fading: lines, and lines with a new account.
    private(set) var lines: [Float]
    private(set) var new: [Float]

    /// Begins as if a fifth of one line had gone to a new account.
    init() {
        lines = [Float](repeating: 1, count: Mixer.tierCount)
        new = [Float](repeating: 0.2, count: Mixer.tierCount)
    }

    init(lines: [Float], new: [Float]) { (self.lines, self.new) = (lines, new) }

    /// The probability of the best known account, less what a new one takes from it: half the rate, since a line whose account is
    /// new looks less certain already.
    func discounted(_ probability: Float, tier: Int) -> Float { probability * (1 - new[tier] / lines[tier] / 2) }

    mutating func learn(tier: Int, wasNew: Bool) {
        lines[tier] = lines[tier] * Self.fading + 1
        new[tier] = new[tier] * Self.fading + (wasNew ? 1 : 0)
    }
}
