import Bookkeeping

/// How good the categorizer is on labelled lines, measured prequentially: each line is predicted from the lines before it, then
/// its label is revealed as a person's answer.
package struct Evaluation: Equatable, Sendable {
    /// One of 15 equal-width bins of the top probability.
    package struct Bin: Equatable, Sendable {
        package let lower: Double
        package let upper: Double
        package var lines = 0
        package var right = 0
        package var probabilitySum = 0.0

        package var meanProbability: Double { lines == 0 ? 0 : probabilitySum / Double(lines) }
        package var shareRight: Double { lines == 0 ? 0 : Double(right) / Double(lines) }
    }

    package struct AccountFigures: Equatable, Sendable {
        package let label: String
        /// Lines that belong to the account.
        package var lines = 0
        /// Of those, lines that were proposed to it.
        package var right = 0
        /// Lines proposed to it, rightly or not.
        package var proposed = 0
        /// Lines that would have been posted to it, and of those the wrong ones.
        package var posted = 0
        package var postedWrong = 0
    }

    package private(set) var lines = 0
    /// Lines whose most probable account was right. An account never seen before is always a miss.
    package private(set) var right = 0
    /// Lines that would have been posted were posting switched on, under the initial policy (cold start and threshold included).
    package private(set) var posted = 0
    package private(set) var postedRight = 0
    package private(set) var bins: [Bin] = []
    /// In order of first appearance.
    package private(set) var accountFigures: [AccountFigures] = []
    private var brierSum = 0.0

    package var accounts: Int { accountFigures.count { $0.lines > 0 } }
    package var accuracy: Double { share(right, lines) }
    package var coverage: Double { share(posted, lines) }
    /// Share of the posted lines that were right; nil when none was posted.
    package var precision: Double? { posted == 0 ? nil : share(postedRight, posted) }
    /// Expected calibration error: mean distance of a bin's mean probability from its share of right lines, by lines.
    package var ece: Double {
        bins.reduce(0) { $0 + abs($1.probabilitySum - Double($1.right)) } / Double(max(lines, 1))
    }
    /// Brier score: mean over lines of the squared distance of the probabilities from the truth, summed over accounts (0...2).
    package var brier: Double { brierSum / Double(max(lines, 1)) }

    private static let binCount = 15

    /// Measures a fresh categorizer on `lines`, in their order.
    package static func run(_ lines: some Sequence<(facts: LineFacts, label: String)>) -> Evaluation { training(on: lines).evaluation }

    /// As `run`, with the categorizer that has learned them all.
    /// - Parameter history: learned before, and not measured
    package static func training(
        on lines: some Sequence<(facts: LineFacts, label: String)>, after history: [(facts: LineFacts, label: String)] = []
    ) -> (evaluation: Evaluation, categorizer: Categorizer) {
        var evaluation = Evaluation()
        var categorizer = Categorizer()
        var ids: [String: AccountID] = [:]
        for (facts, label) in history {
            let id = ids[label] ?? AccountID(Int64(ids.count + 1))
            if ids[label] == nil {
                ids[label] = id
                evaluation.accountFigures.append(AccountFigures(label: label))
                categorizer.introduce(Account(id: id, code: "", name: label, kind: .expense))
            }
            categorizer.learn(facts, account: id)
        }
        for (facts, label) in lines {
            let proposal = categorizer.propose(facts)
            let id = ids[label] ?? AccountID(Int64(ids.count + 1))
            evaluation.count(proposal, facts, truth: id, label: label, squaredError: categorizer.squaredError(truth: id))
            if ids[label] == nil {
                ids[label] = id
                categorizer.introduce(Account(id: id, code: "", name: label, kind: .expense))
            }
            categorizer.learn(facts, account: id)
        }
        return (evaluation, categorizer)
    }

    package init() {
        let width = 1 / Double(Self.binCount)
        bins = (0..<Self.binCount).map { Bin(lower: Double($0) * width, upper: Double($0 + 1) * width) }
    }

    private mutating func count(_ proposal: Proposal, _ facts: LineFacts, truth: AccountID, label: String, squaredError: Double) {
        let number = Int(truth.rawValue) - 1
        if number == accountFigures.count { accountFigures.append(AccountFigures(label: label)) }
        let isRight = proposal.account == truth
        lines += 1
        accountFigures[number].lines += 1
        if isRight {
            right += 1
            accountFigures[number].right += 1
        }
        brierSum += squaredError
        let bin = min(Int(proposal.probability * Double(Self.binCount)), Self.binCount - 1)
        bins[bin].lines += 1
        bins[bin].right += isRight ? 1 : 0
        bins[bin].probabilitySum += proposal.probability
        guard let proposed = proposal.account.map({ Int($0.rawValue) - 1 }) else { return }
        accountFigures[proposed].proposed += 1
        guard AutoPostPolicy.initial.wouldFile(proposal, amount: facts.amount, periodIsOpen: true) else { return }
        posted += 1
        postedRight += isRight ? 1 : 0
        accountFigures[proposed].posted += 1
        accountFigures[proposed].postedWrong += isRight ? 0 : 1
    }

    private func share(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
}
