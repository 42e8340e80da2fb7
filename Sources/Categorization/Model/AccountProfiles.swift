/// How often each account is answered, and with which amounts.
struct AccountProfiles: Sendable {
    static let bucketCount = 128

    /// Answers by account.
    private(set) var answers: [Float] = []
    /// Answers by account, fading by 0.999 with every line. Kept divided by the fading so far, which `unit` holds.
    private(set) var recent: [Float] = []
    private(set) var unit: Float = 1
    private(set) var moneyIn: [Float] = []
    /// `amounts[bucket * capacity + account]`.
    private(set) var amounts: [Float] = []
    private(set) var capacity = 0

    init() {}

    /// For decoding; nil when the arrays do not fit together.
    init?(answers: [Float], recent: [Float], unit: Float, moneyIn: [Float], amounts: [Float]) {
        guard recent.count == answers.count, moneyIn.count == answers.count, unit > 0, amounts.count % Self.bucketCount == 0,
            amounts.count / Self.bucketCount >= answers.count
        else { return nil }
        (self.answers, self.recent, self.unit, self.moneyIn, self.amounts) = (answers, recent, unit, moneyIn, amounts)
        capacity = amounts.count / Self.bucketCount
    }

    mutating func addAccount() {
        answers.append(0)
        recent.append(0)
        moneyIn.append(0)
        guard answers.count > capacity else { return }
        let wider = max(32, capacity * 2)
        var moved = [Float](repeating: 0, count: Self.bucketCount * wider)
        for bucket in 0..<Self.bucketCount {
            for account in 0..<capacity { moved[bucket * wider + account] = amounts[bucket * capacity + account] }
        }
        (amounts, capacity) = (moved, wider)
    }

    /// Logarithms of P(sign | account), P(amount bucket | account), smoothed, and of the recent frequency of the account.
    func read(_ keys: LineKeys, sign: inout [Float], amount: inout [Float], frequency: inout [Float]) {
        let count = answers.count
        if sign.count != count {
            sign = [Float](repeating: 0, count: count)
            (amount, frequency) = (sign, sign)
        }
        Self.fill(&sign, answers, moneyIn) { [isIn = keys.isIn] answers, moneyIn in
            FastMath.log(((isIn ? moneyIn : answers - moneyIn) + 0.3) / (answers + 0.6))
        }
        let (here, below) = (keys.bucket * capacity, max(keys.bucket - 1, 0) * capacity)
        let above = min(keys.bucket + 1, Self.bucketCount - 1) * capacity
        Self.fill(&frequency, amounts[below..<(below + count)], amounts[above..<(above + count)]) { ($0 + $1) / 2 }
        Self.fill(&amount, amounts[here..<(here + count)], frequency) { $0 + $1 + 0.3 }
        Self.fill(&amount, amount, answers) { near, answers in FastMath.log(near / (2 * answers + 6)) }
        Self.fill(&frequency, recent, recent) { [unit] recent, _ in FastMath.log(recent * unit + 0.5) }
    }

    /// One plain loop over floats, which the compiler turns into vector instructions.
    @inline(__always)
    private static func fill(
        _ result: inout [Float], _ left: some RandomAccessCollection<Float>, _ right: some RandomAccessCollection<Float>,
        _ formula: (Float, Float) -> Float
    ) {
        _ = left.withContiguousStorageIfAvailable { left in
            right.withContiguousStorageIfAvailable { right in
                result.withUnsafeMutableBufferPointer { result in
                    for account in 0..<result.count { result[account] = formula(left[account], right[account]) }
                }
            }
        }
    }

    mutating func learn(_ keys: LineKeys, account: Int) {
        answers[account] += 1
        if keys.isIn { moneyIn[account] += 1 }
        amounts[keys.bucket * capacity + account] += 1
        unit *= 0.999
        recent[account] += 1 / unit
        guard unit < 1e-6 else { return }
        for account in recent.indices { recent[account] *= unit }
        unit = 1
    }
}
