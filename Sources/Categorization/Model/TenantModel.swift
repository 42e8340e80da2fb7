import Bookkeeping

/// One tenant's model: what people answered, turned into a probability for each account; every answer changes it at once.
struct TenantModel: Sendable {
    struct Prediction: Sendable {
        /// The most probable account; nil when there is none.
        let account: AccountID?
        let number: Int
        /// The model's own probability.
        let raw: Float
        /// By Platt's curve, which keeps the order of lines: what the posting record counts by.
        let score: Float
        /// What such probabilities turned out to be worth.
        let calibrated: Float
    }

    /// No chart is larger; answers with still more accounts go to vendor memory alone. Saved numbers have two bytes.
    static let mostAccounts = 60_000

    /// Accounts by number, in order of first answer; nil for a forgotten one, whose number is not used again.
    private(set) var accounts: [AccountID?] = []
    private(set) var numbers: [AccountID: Int] = [:]
    private(set) var isAlive: [Bool] = []
    private(set) var names = AccountNames()
    private(set) var linear = LinearExpert()
    private(set) var tables = CountTables()
    private(set) var profiles = AccountProfiles()
    private(set) var neighbors = AmountNeighbors()
    private(set) var recent = RecentLines()
    private(set) var mixer = Mixer()
    private(set) var network = CandidateNetwork()
    private(set) var newAccounts = NewAccountRate()
    private(set) var calibration = PlattCalibration()
    private(set) var reliability = ReliabilityMap()
    private(set) var previous = -1

    /// Of the line last predicted.
    private(set) var keys = LineKeys()
    private var votes = Votes()
    private var inputs = Mixer.Inputs()
    private var tier = 0
    private var scores: [Float] = []
    private var errors: [Float] = []
    private(set) var probabilities: [Float] = []
    private(set) var prediction = Prediction(account: nil, number: -1, raw: 0, score: 0, calibrated: 0)

    var isEmpty: Bool { numbers.isEmpty }

    init() {}

    /// Everything learned, for decoding.
    struct Parts {
        /// By number; nil for a forgotten account.
        let accounts: [AccountID?]
        let previous: Int
        let newAccounts: NewAccountRate
        let calibration: PlattCalibration
        let reliability: ReliabilityMap
        let linear: LinearExpert
        let tables: CountTables
        let profiles: AccountProfiles
        let neighbors: AmountNeighbors
        let recent: RecentLines
        let mixer: Mixer
        let network: CandidateNetwork
    }

    init(_ parts: Parts) {
        (accounts, previous, newAccounts) = (parts.accounts, parts.previous, parts.newAccounts)
        (calibration, reliability) = (parts.calibration, parts.reliability)
        (linear, tables, profiles, neighbors) = (parts.linear, parts.tables, parts.profiles, parts.neighbors)
        (recent, mixer, network) = (parts.recent, parts.mixer, parts.network)
        isAlive = accounts.map { $0 != nil }
        for (number, account) in accounts.enumerated() { if let account { numbers[account] = number } }
    }

    mutating func introduce(_ account: AccountID, name: String) {
        names.introduce(account, name: name, number: numbers[account])
    }

    mutating func predict(_ facts: LineFacts, vendor: Vendor) {
        keys.read(facts, vendor: vendor, previous: recent.isNear(facts.date) ? previous : -1)
        linear.predict(keys.features, accountCount: accounts.count, isAlive: isAlive)
        votes.removeAll()
        tables.read(keys, into: &votes)
        neighbors.read(keys, into: &votes)
        names.read(keys, into: &votes)
        recent.read(keys, into: &inputs.recent)
        profiles.read(keys, sign: &inputs.sign, amount: &inputs.amount, frequency: &inputs.frequency)
        inputs.readLinear(linear.probabilities)
        tier = lineTier
        mixer.score(votes, &inputs, tier: tier, into: &scores)
        network.correct(&scores, votes, inputs, tier: tier, isAlive: isAlive)
        Softmax.fill(&probabilities, from: scores, isAlive: isAlive)
        let best = mostProbable
        guard best >= 0 else {
            prediction = Prediction(account: nil, number: -1, raw: 0, score: 0, calibrated: 0)
            return
        }
        let raw = probabilities[best]
        let score = calibration(newAccounts.discounted(raw, tier: tier))
        prediction = Prediction(account: accounts[best], number: best, raw: raw, score: score, calibrated: reliability(score))
    }

    /// The first of the most probable accounts; -1 when there is none. Forgotten ones have no probability.
    private var mostProbable: Int {
        var best = -1
        var most: Float = 0
        probabilities.withUnsafeBufferPointer { probabilities in
            for number in 0..<probabilities.count where probabilities[number] > most { (best, most) = (number, probabilities[number]) }
        }
        return best
    }

    private var lineTier: Int {
        switch tables.updates(ofTable: CountTables.maskedAmountTable) {
        case 0: tables.updates(ofTable: CountTables.nameTable) > 0 ? 1 : 0
        case 1: 2
        default: 3
        }
    }

    /// Learns from the line last predicted.
    mutating func learn(_ account: AccountID) {
        guard accounts.count < Self.mostAccounts || numbers[account] != nil else { return }
        if prediction.account != nil {
            let wasRight = prediction.account == account
            reliability.learn(prediction.score, wasRight: wasRight)
            calibration.learn(newAccounts.discounted(prediction.raw, tier: tier), wasRight: wasRight)
            newAccounts.learn(tier: tier, wasNew: numbers[account] == nil)
        }
        if let known = numbers[account] {
            if errors.count != probabilities.count { errors = probabilities }
            for number in errors.indices { errors[number] = probabilities[number] }
            errors[known] -= 1
            mixer.learn(votes, inputs, tier: tier, errors: errors)
            network.learn(errors: errors)
        }
        let truth = number(of: account)
        tables.learn(keys, account: truth)
        profiles.learn(keys, account: truth)
        neighbors.learn(keys, account: truth)
        recent.learn(keys, account: truth)
        linear.learn(keys.features, truth: truth, isAlive: isAlive)
        previous = truth
    }

    mutating func forget(_ account: AccountID) {
        guard let number = numbers.removeValue(forKey: account) else { return }
        names.forget(account, number: number)
        accounts[number] = nil
        isAlive[number] = false
        linear.forget(number)
        tables.forget(number)
        neighbors.forget(number)
        recent.forget(number)
    }

    private mutating func number(of account: AccountID) -> Int {
        if let number = numbers[account] { return number }
        numbers[account] = accounts.count
        accounts.append(account)
        isAlive.append(true)
        profiles.addAccount()
        names.use(account, number: accounts.count - 1)
        return accounts.count - 1
    }

    // MARK: Of the line last predicted

    /// The most probable accounts, best first. The first has the calibrated probability; the others share the rest as the model sees it.
    func candidates(_ count: Int) -> [Proposal.Candidate] {
        var best: [Int] = []
        for number in probabilities.indices where isAlive[number] {
            var place = best.count
            while place > 0, probabilities[best[place - 1]] < probabilities[number] { place -= 1 }
            guard place < count else { continue }
            best.insert(number, at: place)
            if best.count > count { best.removeLast() }
        }
        let rest = (1 - prediction.calibrated) / max(1 - prediction.raw, 1e-6)
        return best.enumerated().compactMap { place, number in
            guard let account = accounts[number] else { return nil }
            let probability = place == 0 ? prediction.calibrated : min(probabilities[number] * rest, prediction.calibrated)
            return Proposal.Candidate(account: account, probability: Double(probability))
        }
    }

    /// Σ (p - y)² over accounts, the first with its calibrated probability, the others sharing the rest.
    func squaredError(truth: AccountID) -> Double {
        guard prediction.number >= 0 else { return 1 }
        let rest = (1 - prediction.calibrated) / max(1 - prediction.raw, 1e-6)
        var sum = numbers[truth] == nil ? 1.0 : 0
        for number in probabilities.indices {
            let probability = number == prediction.number ? prediction.calibrated : probabilities[number] * rest
            let error = Double(probability) - (accounts[number] == truth ? 1 : 0)
            sum += error * error
        }
        return sum
    }

    /// The strongest features of the linear expert for the predicted account, in words; what is about a combination counts with
    /// the word or the amount in it.
    func explanation(_ facts: LineFacts, earlierLines: Int) -> Explanation {
        guard prediction.number >= 0 else { return Explanation([.nothingKnown]) }
        let contributions = linear.contributions(keys.features, account: prediction.number)
        var (text, amount, direction, day, order): (Float, Float, Float, Float, Float) = (0, 0, 0, 0, 0)
        var word: (feature: LineKeys.Feature, weight: Float)?
        for (feature, weight) in zip(keys.features, contributions) {
            switch feature.kind {
            case .text: text += weight
            case .word:
                text += weight
                if weight > word?.weight ?? 0 { word = (feature, weight) }
            case .amount, .textAndAmount: amount += weight
            case .direction: direction += weight
            case .day: day += weight
            case .order: order += weight
            case .other: break
            }
        }
        let size = (try? facts.amount.magnitude()) ?? facts.amount
        let reasons: [(part: Explanation.Part, weight: Float)] = [
            (word.map { .textContains(keys.words(of: $0.feature)) } ?? .similarText, text), (.amountNear(size), amount),
            (keys.isIn ? .moneyIn : .moneyOut, direction), (.dayOfMonth(facts.date.day), day), (.followsSimilarLine, order),
        ]
        let ordered = reasons.filter { $0.weight > 0 }.sorted { $0.weight > $1.weight }
        let strong = ordered.prefix(3).filter { $0.weight * 5 >= ordered[0].weight }.map(\.part)
        let all = strong + (earlierLines > 0 ? [.earlierLines(earlierLines)] : [])
        return Explanation(all.isEmpty ? [.nothingKnown] : all)
    }
}
