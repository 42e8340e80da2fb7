package import Bookkeeping

/// Proposes accounts for statement lines and learns from every answer at once.
///
/// Who decides, strongest first: a rule, then vendor memory where the model does not contradict it, then the model alone.
/// (A person stands above, the language model below; both are outside.) The same rules, answers and order of answers give the same
/// proposals on every machine.
package struct Categorizer: Sendable {
    package var rules: RuleSet
    private(set) var memory = VendorMemory()
    private(set) var model = TenantModel()
    private(set) var record = PostingRecord()
    private var directory = VendorDirectory()
    /// How many of the entries that machines post may be wrong.
    package var postingLimit = PostingLimit.standard
    /// The line whose prediction the model still holds, with its vendor; nil when something was learned since.
    private var predicted: (facts: LineFacts, vendor: Vendor)?

    /// - Parameter accounts: the tenant's chart; the model reads names, and proposes only accounts that people have used.
    package init(rules: RuleSet = .empty, accounts: [Account] = []) {
        self.rules = rules
        for account in accounts { introduce(account) }
    }

    /// Tells an account's name, which may help to recognize lines that mention it; again after a renaming.
    package mutating func introduce(_ account: Account) {
        model.introduce(account.id, name: account.name)
        predicted = nil
    }

    /// By key, the vendors that people merged others into; a vendor of the same key has got another name. What was learned stays with the
    /// old vendors: learn the answers again where it shall follow.
    package mutating func setVendorAliases(_ aliases: [String: Vendor]) {
        directory.setAliases(aliases)
        predicted = nil
    }

    package mutating func vendor(of facts: LineFacts) -> Vendor { directory.vendor(of: facts) }

    /// The same, for somebody who asks once and leaves no trace.
    package func readVendor(of facts: LineFacts) -> Vendor {
        directory.resolved(Vendor(text: facts.text, counterparty: facts.counterparty))
    }

    /// What people's answers say of a vendor: where the last ones went, and how many of them agree without a break.
    package func standing(ofVendor key: String) -> (account: AccountID, consistentLabels: Int)? {
        memory.standings[key].map { ($0.account, $0.consistentLabels) }
    }

    /// What the rules alone say of a line.
    package mutating func verdict(of facts: LineFacts) -> RuleSet.Match {
        rules.match(facts, counterparty: directory.vendor(of: facts).name)
    }

    /// Every rule that holds for a line, strongest first.
    package mutating func rulesHolding(_ facts: LineFacts) -> [Rule] {
        rules.holding(facts, counterparty: directory.vendor(of: facts).name)
    }

    /// The confidence from which the tenant's own past keeps within the limit; nil while none is shown to.
    package var provenLevel: Double? { record.lowestProven(within: postingLimit).map(Double.init) }

    // MARK: Propose

    package mutating func propose(_ facts: LineFacts) -> Proposal {
        let vendor = directory.vendor(of: facts)
        switch rules.match(facts, counterparty: vendor.name) {
        case .decided(let rule): return proposal(of: rule, vendor)
        case .conflict(let conflicting): return proposal(ofConflicting: conflicting, vendor)
        case .none: return proposalFromAnswers(facts, vendor)
        }
    }

    /// In the order given; nothing is learned between them.
    package mutating func proposals(for lines: [LineFacts]) -> [Proposal] {
        var proposals: [Proposal] = []
        proposals.reserveCapacity(lines.count)
        for facts in lines { proposals.append(propose(facts)) }
        return proposals
    }

    private func proposal(of rule: Rule, _ vendor: Vendor) -> Proposal {
        let standing = memory[vendor]
        let accounts = rule.action.accounts
        let account = accounts.count == 1 ? accounts[0] : nil
        return Proposal(
            method: .rule, account: account, probability: 1, action: rule.action, vendor: vendor,
            consistentLabels: standing?.consistentLabels ?? 0, agreesWithVendor: account != nil && standing?.account == account,
            ruleNames: [rule.name], explanation: Explanation([.rule(rule.name)]))
    }

    private func proposal(ofConflicting rules: [Rule], _ vendor: Vendor) -> Proposal {
        let names = rules.map(\.name)
        return Proposal(
            method: .rule, account: nil, probability: 0, vendor: vendor, consistentLabels: memory[vendor]?.consistentLabels ?? 0,
            ruleNames: names, explanation: Explanation([.rulesDisagree(names)]))
    }

    private mutating func proposalFromAnswers(_ facts: LineFacts, _ vendor: Vendor) -> Proposal {
        guard !model.isEmpty else {
            return Proposal(method: .none, account: nil, probability: 0, vendor: vendor, explanation: Explanation([.nothingKnown]))
        }
        let prediction = predict(facts, vendor)
        let standing = memory[vendor]
        let agrees = standing?.account == prediction.account
        let consistent = standing?.consistentLabels ?? 0
        let isVendor = agrees && consistent >= VendorMemory.labelsNeeded
        return Proposal(
            method: isVendor ? .vendor : .model, account: prediction.account, probability: Double(prediction.calibrated),
            candidates: model.candidates(5), vendor: vendor, consistentLabels: consistent, agreesWithVendor: agrees,
            isProvenPrecise: record.isProven(prediction.score, within: postingLimit),
            explanation: model.explanation(facts, earlierLines: agrees ? consistent : 0))
    }

    private mutating func predict(_ facts: LineFacts, _ vendor: Vendor) -> TenantModel.Prediction {
        if predicted?.facts != facts {
            model.predict(facts, vendor: vendor)
            predicted = (facts, vendor)
        }
        return model.prediction
    }

    // MARK: Learn

    /// What an answer changed for its vendor.
    package struct Lesson: Equatable, Sendable {
        package let vendor: Vendor
        package let consistentLabels: Int
        /// The vendor has left cold start with this answer.
        package let hasGraduated: Bool
    }

    /// Takes a person's answer: vendor memory, model, calibration and posting record all know it from now on.
    @discardableResult
    package mutating func learn(_ facts: LineFacts, account: AccountID) -> Lesson {
        let vendor = predicted.flatMap { $0.facts == facts ? $0.vendor : nil } ?? directory.vendor(of: facts)
        let prediction = predict(facts, vendor)
        if let standing = memory[vendor], standing.consistentLabels >= VendorMemory.labelsNeeded, standing.account == prediction.account {
            record.learn(prediction.score, wasRight: prediction.account == account)
        }
        model.learn(account)
        predicted = nil
        memory.learn(vendor, account)
        let consistent = memory[vendor]?.consistentLabels ?? 0
        return Lesson(vendor: vendor, consistentLabels: consistent, hasGraduated: consistent == VendorMemory.labelsNeeded)
    }

    /// Never proposes a deleted account again (unless a person uses it again).
    package mutating func forget(account: AccountID) {
        memory.forget(account)
        model.forget(account)
        predicted = nil
    }

    /// Whether an answer to `answered` can change the proposal for `pending` noticeably, so that it must be made anew: they
    /// share the vendor, a first word, or the amount.
    package mutating func isTouched(_ pending: LineFacts, by answered: LineFacts) -> Bool {
        if pending.amount == answered.amount { return true }
        let (left, right) = (directory.vendor(of: pending).key, directory.vendor(of: answered).key)
        return left == right || left.prefix { $0 != " " } == right.prefix { $0 != " " }
    }
}

extension Categorizer {
    /// For decoding.
    init(rules: RuleSet, memory: VendorMemory, model: TenantModel, record: PostingRecord) {
        self.init(rules: rules)
        (self.memory, self.model, self.record) = (memory, model, record)
    }
}

extension Categorizer {
    /// Σ (p - y)² over accounts for the line last proposed, with the probabilities it was shown with.
    func squaredError(truth: AccountID) -> Double { model.squaredError(truth: truth) }
}
