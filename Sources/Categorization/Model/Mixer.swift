/// Weighs what the experts say of a line into one score for each account.
///
/// Geometric mixing with selected weights (Mahoney, PAQ, 2005; Mattern, DCC 2012): z(k) = Σ w f(k), a weighted sum of logarithms, where
/// the weight of a table depends on how well its entry is filled and on how well the whole line is known (*tier*). All weights learn
/// online from the error p - y by AdaGrad.
struct Mixer: Sendable {
    /// A learned weight with its squared gradients.
    struct Weight: Sendable {
        var value: Float
        var squares: Float = 0.001

        @inline(__always)
        mutating func descend(_ gradient: Float) {
            guard gradient != 0 else { return }
            squares += gradient * gradient
            value -= Mixer.rate * gradient / squares.squareRoot()
        }
    }

    private static let rate: Float = 0.02
    /// 0 an unknown name, 1 a known one, 2 text and amount seen once, 3 more often.
    static let tierCount = 4

    private(set) var weights: [Weight]
    /// The count tables, then amount neighbors, then account names by word and by trade.
    static let tables = CountTables.tableCount + 3
    private static let byBucket = 0
    private static let byTier = byBucket + tables * CountTables.bucketCount
    private static let ofLast = byTier + tables * tierCount
    private static let ofLinear = ofLast + tables * CountTables.bucketCount
    private static let ofSign = ofLinear + tierCount
    private static let ofAmount = ofSign + 1
    private static let ofRecent = ofAmount + 1
    static let weightCount = ofRecent + RecentLines.weightCount

    init() {
        weights = [Weight](repeating: Weight(value: 0), count: Self.weightCount)
        for weight in Self.byBucket..<Self.byTier { weights[weight].value = 0.06 }
        for weight in Self.ofLast..<Self.ofLinear { weights[weight].value = 0.018 }
        for weight in Self.ofLinear..<Self.ofSign { weights[weight].value = 0.8 }
        weights[Self.ofSign].value = 0.3
        weights[Self.ofAmount].value = 0.3
    }

    init(weights: [Weight]) { self.weights = weights }

    /// What the mixer reads besides the votes, one value for each account.
    struct Inputs: Sendable {
        var linear: [Float] = []
        var sign: [Float] = []
        var amount: [Float] = []
        var frequency: [Float] = []
        /// The last lines answered: account and which weight speaks for it.
        var recent: [(account: Int32, weight: Int32)] = []
        /// Of the last lines together, by account.
        var recentVotes: [Float] = []

        mutating func readLinear(_ probabilities: [Float]) {
            if linear.count != probabilities.count { linear = [Float](repeating: 0, count: probabilities.count) }
            linear.withUnsafeMutableBufferPointer { linear in
                probabilities.withUnsafeBufferPointer { probabilities in
                    for account in linear.indices { linear[account] = FastMath.log(probabilities[account] + 1e-4) }
                }
            }
        }
    }

    private static let frequencyWeight: Float = 0.3

    func score(_ votes: Votes, _ inputs: inout Inputs, tier: Int, into scores: inout [Float]) {
        let count = inputs.linear.count
        if scores.count != count { scores = [Float](repeating: 0, count: count) }
        let (linear, sign, amount) = (weights[Self.ofLinear + tier].value, weights[Self.ofSign].value, weights[Self.ofAmount].value)
        scores.withUnsafeMutableBufferPointer { scores in
            for account in 0..<count {
                scores[account] =
                    linear * inputs.linear[account] + sign * inputs.sign[account] + amount * inputs.amount[account]
                    + Self.frequencyWeight * inputs.frequency[account]
            }
            for table in 0..<Self.tables where votes.buckets[table] >= 0 {
                let bucket = votes.buckets[table]
                let weight = weights[bucketWeight(table, bucket)].value + weights[tierWeight(table, tier)].value
                votes.accounts.withUnsafeBufferPointer { accounts in
                    votes.values.withUnsafeBufferPointer { values in
                        for vote in votes.range(table) { scores[Int(accounts[vote])] += weight * values[vote] }
                    }
                }
                let last = Int(votes.lasts[table])
                if last >= 0 { scores[last] += weights[lastWeight(table, bucket)].value }
            }
            if inputs.recentVotes.count != count { inputs.recentVotes = [Float](repeating: 0, count: count) }
            for account in 0..<count { inputs.recentVotes[account] = 0 }
            for line in inputs.recent { inputs.recentVotes[Int(line.account)] += weights[Self.ofRecent + Int(line.weight)].value }
            for account in 0..<count { scores[account] += inputs.recentVotes[account] }
        }
    }

    /// - Parameter errors: p - y by account.
    mutating func learn(_ votes: Votes, _ inputs: Inputs, tier: Int, errors: [Float]) {
        for table in 0..<Self.tables where votes.buckets[table] >= 0 {
            let gradient = Self.gradient(votes, table, errors)
            weights[bucketWeight(table, votes.buckets[table])].descend(gradient)
            weights[tierWeight(table, tier)].descend(gradient)
            let last = Int(votes.lasts[table])
            if last >= 0 { weights[lastWeight(table, votes.buckets[table])].descend(errors[last]) }
        }
        for line in inputs.recent { weights[Self.ofRecent + Int(line.weight)].descend(errors[Int(line.account)]) }
        weights[Self.ofLinear + tier].descend(Self.dot(errors, inputs.linear))
        weights[Self.ofSign].descend(Self.dot(errors, inputs.sign))
        weights[Self.ofAmount].descend(Self.dot(errors, inputs.amount))
    }

    private static func gradient(_ votes: Votes, _ table: Int, _ errors: [Float]) -> Float {
        votes.accounts.withUnsafeBufferPointer { accounts in
            votes.values.withUnsafeBufferPointer { values in
                errors.withUnsafeBufferPointer { errors in
                    var gradient: Float = 0
                    for vote in votes.range(table) { gradient += errors[Int(accounts[vote])] * values[vote] }
                    return gradient
                }
            }
        }
    }

    private static func dot(_ left: [Float], _ right: [Float]) -> Float {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                var sum: Float = 0
                for index in left.indices { sum += left[index] * right[index] }
                return sum
            }
        }
    }

    private func bucketWeight(_ table: Int, _ bucket: Int) -> Int { Self.byBucket + table * CountTables.bucketCount + bucket }
    private func tierWeight(_ table: Int, _ tier: Int) -> Int { Self.byTier + table * Self.tierCount + tier }
    private func lastWeight(_ table: Int, _ bucket: Int) -> Int { Self.ofLast + table * CountTables.bucketCount + bucket }
}
