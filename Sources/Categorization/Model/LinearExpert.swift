/// A linear softmax over hashed features, learning online by AdaGrad (Duchi, Hazan, Singer, JMLR 12, 2011).
///
/// p = softmax(Σ v w). An answer moves each weight by -0.8 g / √G with g = v (p - y) and G = 0.01 + Σ g². Weights are kept only
/// for accounts that a feature ever had to tell apart: an account whose probability is off by less than 0.006 is left alone.
struct LinearExpert: Sendable {
    struct Weight: Sendable {
        let account: Int32
        var weight: Float
        /// G: squared gradients so far.
        var squares: Float
    }

    private static let rate: Float = 0.8
    private static let firstSquares: Float = 0.01
    private static let leastError: Float = 0.006
    private static let leastNewError: Float = 0.05

    private(set) var index = HashIndex()
    private(set) var pool = RowPool<Weight>()

    /// Rows of the features of the line at hand, -1 where a feature is new.
    private var rows: [Int32] = []
    /// Of the line at hand, by account: scores, then probabilities.
    private(set) var scores: [Float] = []
    private(set) var probabilities: [Float] = []
    private var errors: [Float] = []
    private var wrong: [Int32] = []
    private var seenInRow: [Int32] = []

    init() {}

    init(index: HashIndex, pool: RowPool<Weight>) { (self.index, self.pool) = (index, pool) }

    /// Fills `probabilities` for `accountCount` accounts; a forgotten one has none.
    mutating func predict(_ features: [LineKeys.Feature], accountCount: Int, isAlive: [Bool]) {
        rows.removeAll(keepingCapacity: true)
        for feature in features { rows.append(Int32(index.find(feature.key))) }
        if scores.count != accountCount { scores = [Float](repeating: 0, count: accountCount) }
        for account in 0..<accountCount { scores[account] = 0 }
        for (position, row) in rows.enumerated() where row >= 0 {
            let value = features[position].value
            let range = pool.range(Int(row))
            pool.elements.withUnsafeBufferPointer { elements in
                scores.withUnsafeMutableBufferPointer { scores in
                    for element in range { scores[Int(elements[element].account)] += value * elements[element].weight }
                }
            }
        }
        updateProbabilities(isAlive)
    }

    /// Learns that the line last predicted belongs to `truth`. Two passes: the second corrects what the first left.
    mutating func learn(_ features: [LineKeys.Feature], truth: Int, isAlive: [Bool]) {
        for position in rows.indices where rows[position] < 0 {
            rows[position] = Int32(index.number(for: features[position].key))
            while pool.rows.count < index.count { pool.addRow() }
        }
        for pass in 0..<2 {
            if pass > 0 || probabilities.count <= truth {
                while scores.count <= truth { scores.append(0) }
                updateProbabilities(isAlive)
            }
            guard findErrors(truth: truth) else { return }
            for position in rows.indices { update(row: Int(rows[position]), value: features[position].value) }
            for account in wrong { errors[Int(account)] = 0 }
        }
    }

    /// What each feature of the line last predicted adds to the score of `account`.
    func contributions(_ features: [LineKeys.Feature], account: Int) -> [Float] {
        rows.enumerated().map { position, row in
            guard row >= 0, let element = pool.range(Int(row)).first(where: { pool.elements[$0].account == account }) else { return 0 }
            return features[position].value * pool.elements[element].weight
        }
    }

    mutating func forget(_ account: Int) {
        for row in pool.rows.indices { pool.removeAll(in: row) { $0.account == account } }
    }

    private mutating func updateProbabilities(_ isAlive: [Bool]) {
        Softmax.fill(&probabilities, from: scores, isAlive: isAlive)
    }

    /// Lists the accounts to correct with their errors p - y; false when there is nothing to correct.
    private mutating func findErrors(truth: Int) -> Bool {
        while errors.count < probabilities.count {
            errors.append(0)
            seenInRow.append(-1)
        }
        wrong.removeAll(keepingCapacity: true)
        for account in probabilities.indices {
            let error = probabilities[account] - (account == truth ? 1 : 0)
            guard abs(error) >= Self.leastError else { continue }
            errors[account] = error
            wrong.append(Int32(account))
        }
        return !wrong.isEmpty
    }

    private mutating func update(row: Int, value: Float) {
        let range = pool.range(row)
        var found = 0
        pool.elements.withUnsafeMutableBufferPointer { elements in
            errors.withUnsafeBufferPointer { errors in
                scores.withUnsafeMutableBufferPointer { scores in
                    seenInRow.withUnsafeMutableBufferPointer { seenInRow in
                        for element in range {
                            let account = Int(elements[element].account)
                            let error = errors[account]
                            guard error != 0 else { continue }
                            found += 1
                            seenInRow[account] = Int32(row)
                            let gradient = value * error
                            elements[element].squares += gradient * gradient
                            let step = -Self.rate * gradient / elements[element].squares.squareRoot()
                            elements[element].weight += step
                            scores[account] += value * step
                        }
                    }
                }
            }
        }
        guard found < wrong.count else { return }
        for account in wrong where seenInRow[Int(account)] != Int32(row) && abs(errors[Int(account)]) >= Self.leastNewError {
            let gradient = value * errors[Int(account)]
            let squares = Self.firstSquares + gradient * gradient
            let step = -Self.rate * gradient / squares.squareRoot()
            pool.append(Weight(account: account, weight: step, squares: squares), to: row)
            scores[Int(account)] += value * step
        }
        for account in wrong { seenInRow[Int(account)] = -1 }
    }
}
