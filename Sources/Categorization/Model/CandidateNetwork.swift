/// A small neural network that looks at the best accounts of a line side by side and corrects their scores.
///
/// Conditional logit with a shared network (McFadden 1974): the same network reads each candidate's 75 inputs (how every table votes
/// for it and how well the table is filled, its score so far, how frequent it is, …) through 32 hidden units (leaky ReLU) to one
/// number that is added to the candidate's score. It learns from the same error p - y as the mixer, by AdaGrad.
struct CandidateNetwork: Sendable {
    static let candidateCount = 12
    private static let rate: Float = 0.03
    private static let firstSquares: Float = 0.1
    private static let leak: Float = 0.01
    /// Candidates whose probability is off by less teach nothing worth the time.
    private static let leastError: Float = 0.005

    private static let tables = Mixer.tables
    private static let ofTier = 3 * tables
    private static let ofLinear = ofTier + Mixer.tierCount
    private static let ofScore = ofLinear + 1
    private static let ofFirst = ofScore + 1
    private static let ofFrequency = ofFirst + 1
    private static let ofSign = ofFrequency + 1
    private static let ofAmount = ofSign + 1
    private static let ofRecent = ofAmount + 1
    private static let ofBias = ofRecent + 1
    static let inputCount = ofBias + 1
    /// Hidden units in vectors of eight.
    static let lanes = 4

    /// `hidden[input * lanes + lane]`.
    private(set) var hidden: [SIMD8<Float>]
    private(set) var hiddenSquares: [SIMD8<Float>]
    private(set) var output: [SIMD8<Float>]
    private(set) var outputSquares: [SIMD8<Float>]

    /// Of the line last scored.
    private var candidates: [Int] = []
    private var inputs: [Float] = []
    private var activations: [SIMD8<Float>] = []
    /// Which inputs have a gradient.
    private var isMoved = [Bool](repeating: false, count: inputCount)
    private var gradients = [SIMD8<Float>](repeating: .zero, count: inputCount * lanes)
    private var place: [Int8] = []

    /// The same start for every tenant: numbers of a linear congruential generator (Knuth's MMIX constants).
    /// - Parameter seed: another one shows how much of a figure is chance.
    init(seed: UInt64 = 1) {
        var state = seed
        func next(_ scale: Float) -> Float {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (Float(state >> 40) / Float(1 << 24) * 2 - 1) * scale
        }
        func vectors(_ count: Int, _ scale: Float) -> [SIMD8<Float>] {
            (0..<count).map { _ in
                var vector = SIMD8<Float>.zero
                for lane in 0..<8 { vector[lane] = next(scale) }
                return vector
            }
        }
        hidden = vectors(Self.inputCount * Self.lanes, 0.2)
        output = vectors(Self.lanes, 0.05)
        hiddenSquares = [SIMD8<Float>](repeating: SIMD8(repeating: Self.firstSquares), count: hidden.count)
        outputSquares = [SIMD8<Float>](repeating: SIMD8(repeating: Self.firstSquares), count: output.count)
    }

    /// For decoding; nil when the sizes are not those of this network.
    init?(hidden: [SIMD8<Float>], hiddenSquares: [SIMD8<Float>], output: [SIMD8<Float>], outputSquares: [SIMD8<Float>]) {
        guard hidden.count == Self.inputCount * Self.lanes, hiddenSquares.count == hidden.count, output.count == Self.lanes,
            outputSquares.count == output.count
        else { return nil }
        (self.hidden, self.hiddenSquares, self.output, self.outputSquares) = (hidden, hiddenSquares, output, outputSquares)
    }

    /// Adds the network's output to the scores of the best accounts.
    mutating func correct(_ scores: inout [Float], _ votes: Votes, _ mixed: Mixer.Inputs, tier: Int, isAlive: [Bool]) {
        findCandidates(scores, isAlive)
        collectInputs(scores, votes, mixed, tier: tier)
        activations.removeAll(keepingCapacity: true)
        inputs.withUnsafeBufferPointer { inputs in
            hidden.withUnsafeBufferPointer { hidden in
                for (position, account) in candidates.enumerated() {
                    var (a, b, c, d) = (SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero)
                    for input in 0..<Self.inputCount {
                        let value = inputs[position * Self.inputCount + input]
                        guard value != 0 else { continue }
                        a += value * hidden[input * Self.lanes]
                        b += value * hidden[input * Self.lanes + 1]
                        c += value * hidden[input * Self.lanes + 2]
                        d += value * hidden[input * Self.lanes + 3]
                    }
                    var sum = SIMD8<Float>.zero
                    for (lane, unit) in [a, b, c, d].enumerated() {
                        let active = unit.replacing(with: unit * Self.leak, where: unit .< 0)
                        activations.append(active)
                        sum += active * output[lane]
                    }
                    scores[account] += sum.sum()
                }
            }
        }
    }

    /// - Parameter errors: p - y by account.
    mutating func learn(errors: [Float]) {
        var outputGradient = [SIMD8<Float>](repeating: .zero, count: Self.lanes)
        var isTouched = false
        for (position, account) in candidates.enumerated() where abs(errors[account]) >= Self.leastError {
            isTouched = true
            let error = errors[account]
            var back: [SIMD8<Float>] = []
            for lane in 0..<Self.lanes {
                let active = activations[position * Self.lanes + lane]
                outputGradient[lane] += error * active
                let slope = SIMD8<Float>(repeating: 1).replacing(with: Self.leak, where: active .< 0)
                back.append(error * output[lane] * slope)
            }
            let (a, b, c, d) = (back[0], back[1], back[2], back[3])
            inputs.withUnsafeBufferPointer { inputs in
                gradients.withUnsafeMutableBufferPointer { gradients in
                    for input in 0..<Self.inputCount {
                        let value = inputs[position * Self.inputCount + input]
                        guard value != 0 else { continue }
                        isMoved[input] = true
                        gradients[input * Self.lanes] += value * a
                        gradients[input * Self.lanes + 1] += value * b
                        gradients[input * Self.lanes + 2] += value * c
                        gradients[input * Self.lanes + 3] += value * d
                    }
                }
            }
        }
        guard isTouched else { return }
        for lane in 0..<Self.lanes { Self.descend(&output[lane], &outputSquares[lane], outputGradient[lane]) }
        hidden.withUnsafeMutableBufferPointer { hidden in
            hiddenSquares.withUnsafeMutableBufferPointer { squares in
                for input in 0..<Self.inputCount where isMoved[input] {
                    isMoved[input] = false
                    for index in (input * Self.lanes)..<((input + 1) * Self.lanes) {
                        Self.descend(&hidden[index], &squares[index], gradients[index])
                        gradients[index] = .zero
                    }
                }
            }
        }
    }

    /// AdaGrad.
    @inline(__always)
    private static func descend(_ weight: inout SIMD8<Float>, _ squares: inout SIMD8<Float>, _ gradient: SIMD8<Float>) {
        squares += gradient * gradient
        weight -= rate * gradient / squares.squareRoot()
    }

    private mutating func findCandidates(_ scores: [Float], _ isAlive: [Bool]) {
        candidates.removeAll(keepingCapacity: true)
        scores.withUnsafeBufferPointer { scores in
            var least = -Float.infinity
            for account in scores.indices where scores[account] > least || candidates.count < Self.candidateCount {
                guard isAlive[account] else { continue }
                var position = candidates.count
                while position > 0, scores[candidates[position - 1]] < scores[account] { position -= 1 }
                candidates.insert(account, at: position)
                if candidates.count > Self.candidateCount { candidates.removeLast() }
                if candidates.count == Self.candidateCount { least = scores[candidates[Self.candidateCount - 1]] }
            }
        }
    }

    private mutating func collectInputs(_ scores: [Float], _ votes: Votes, _ mixed: Mixer.Inputs, tier: Int) {
        let width = Self.inputCount
        inputs = [Float](repeating: 0, count: candidates.count * width)
        while place.count < scores.count { place.append(-1) }
        for (position, account) in candidates.enumerated() { place[account] = Int8(position) }
        defer { for account in candidates { place[account] = -1 } }
        inputs.withUnsafeMutableBufferPointer { inputs in
            for table in 0..<Self.tables where votes.buckets[table] >= 0 {
                let absent = -0.15 * Float(votes.buckets[table] / 2 + 1)
                for position in candidates.indices { inputs[position * width + 3 * table + 2] = absent }
                for vote in votes.range(table) {
                    let position = Int(place[Int(votes.accounts[vote])])
                    guard position >= 0 else { continue }
                    inputs[position * width + 3 * table] = 0.4 * votes.values[vote]
                    inputs[position * width + 3 * table + 2] = 0
                }
                let last = Int(votes.lasts[table])
                if last >= 0, place[last] >= 0 { inputs[Int(place[last]) * width + 3 * table + 1] = 1 }
            }
            let highest = candidates.first.map { scores[$0] } ?? 0
            for (position, account) in candidates.enumerated() {
                let start = position * width
                inputs[start + Self.ofTier + tier] = 1
                inputs[start + Self.ofLinear] = 0.4 * mixed.linear[account]
                inputs[start + Self.ofScore] = 0.4 * (scores[account] - highest)
                inputs[start + Self.ofFirst] = position == 0 ? 1 : 0
                inputs[start + Self.ofFrequency] = 0.4 * mixed.frequency[account]
                inputs[start + Self.ofSign] = 0.2 * mixed.sign[account]
                inputs[start + Self.ofAmount] = 0.2 * mixed.amount[account]
                inputs[start + Self.ofRecent] = mixed.recentVotes[account]
                inputs[start + Self.ofBias] = 1
            }
        }
    }
}
