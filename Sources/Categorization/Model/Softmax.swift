enum Softmax {
    /// exp(score) / Σ exp(score) over the accounts that are alive; 0 for the others.
    static func fill(_ probabilities: inout [Float], from scores: [Float], isAlive: [Bool]) {
        if probabilities.count != scores.count { probabilities = [Float](repeating: 0, count: scores.count) }
        scores.withUnsafeBufferPointer { scores in
            isAlive.withUnsafeBufferPointer { isAlive in
                probabilities.withUnsafeMutableBufferPointer { probabilities in
                    var highest = -Float.infinity
                    for account in 0..<scores.count where isAlive[account] && scores[account] > highest { highest = scores[account] }
                    // Apart from the sum, so that the compiler can make vector instructions of it.
                    for account in 0..<scores.count { probabilities[account] = FastMath.exp(scores[account] - highest) }
                    var total: Float = 0
                    for account in 0..<scores.count {
                        if !isAlive[account] { probabilities[account] = 0 }
                        total += probabilities[account]
                    }
                    guard total > 0 else { return }
                    let scale = 1 / total
                    for account in 0..<scores.count { probabilities[account] *= scale }
                }
            }
        }
    }
}
