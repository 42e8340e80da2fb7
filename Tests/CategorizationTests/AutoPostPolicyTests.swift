import Bookkeeping
import Categorization
import Testing

struct AutoPostPolicyTests {
    static let vendor = Vendor(key: "comcast", name: "Comcast")

    static func proposal(
        _ method: Categorization.Method = .vendor, account: AccountID? = .internet, probability: Double = 0.95, action: Rule.Action? = nil,
        labels: Int = 3, agrees: Bool = true, isProven: Bool = true
    ) -> Proposal {
        Proposal(
            method: method, account: account, probability: probability, action: action, vendor: vendor, consistentLabels: labels,
            agreesWithVendor: agrees, isProvenPrecise: isProven, explanation: Explanation([]))
    }

    static let halves = Rule.Action.split([
        .init(.rent, .fixed(.dollars("60.00"))), .init(.supplies, .fixed(.dollars("40.00"))),
    ])

    @Test(arguments: [
        (proposal(), nil),
        (proposal(probability: 0.9), nil),
        (proposal(probability: 0.8999), HoldReason.belowThreshold),
        (proposal(isProven: false), .belowThreshold),
        (proposal(.model, agrees: false), .belowThreshold),
        (proposal(.model, labels: 2), .coldStart),
        (proposal(.none, account: nil, probability: 0, labels: 0, agrees: false, isProven: false), .coldStart),
        (proposal(.rule, probability: 1, action: .file(.internet), labels: 0, agrees: false, isProven: false), nil),
        (proposal(.rule, account: nil, probability: 0), .ruleConflict),
        (proposal(.rule, account: nil, probability: 1, action: halves), nil),
    ])
    func `a line is filed only when nothing speaks against it`(proposal: Proposal, hold: HoldReason?) throws {
        let on = try AutoPostPolicy(isOn: true, amountLimitMinorUnits: 1_000_000)
        let decision = on.decision(for: proposal, amount: .dollars("-100.00"), periodIsOpen: true)
        #expect(decision == hold.map { .hold($0) } ?? .post)
        #expect(on.wouldFile(proposal, amount: .dollars("-100.00"), periodIsOpen: true) == (hold == nil))
    }

    @Test(arguments: [proposal(), proposal(.rule, probability: 1, action: .file(.internet), labels: 0)])
    func `limits of amount and period hold for rules too`(proposal: Proposal) throws {
        let on = try AutoPostPolicy(isOn: true, amountLimitMinorUnits: 100_00)
        #expect(on.decision(for: proposal, amount: .dollars("-100.00"), periodIsOpen: true) == .post)
        #expect(on.decision(for: proposal, amount: .dollars("-100.01"), periodIsOpen: true) == .hold(.largeAmount))
        #expect(on.decision(for: proposal, amount: .dollars("100.01"), periodIsOpen: true) == .hold(.largeAmount))
        #expect(on.decision(for: proposal, amount: .dollars("-1.00"), periodIsOpen: false) == .hold(.periodClosed))
        #expect(on.decision(for: proposal, amount: Money(minorUnits: .min, .usd), periodIsOpen: true) == .hold(.largeAmount))
    }

    @Test func `a split that does not add up is held as an imbalance`() throws {
        let on = try AutoPostPolicy(isOn: true)
        let split = Self.proposal(.rule, account: nil, probability: 1, action: Self.halves)
        #expect(on.decision(for: split, amount: .dollars("-100.01"), periodIsOpen: true) == .hold(.imbalance))
    }

    @Test func `nothing is posted until the tenant switches it on, and the switch is named only when it alone holds the line`() {
        let initial = AutoPostPolicy.initial
        #expect(initial.decision(for: Self.proposal(), amount: .dollars("1"), periodIsOpen: true) == .hold(.autoPostOff))
        #expect(initial.wouldFile(Self.proposal(), amount: .dollars("1"), periodIsOpen: true))
        #expect(initial.decision(for: Self.proposal(labels: 1), amount: .dollars("1"), periodIsOpen: true) == .hold(.coldStart))
    }

    @Test(arguments: [(8_000, true), (9_900, true), (7_999, false), (9_901, false)])
    func `a threshold lies between 0.80 and 0.99`(basisPoints: Int, isAllowed: Bool) {
        #expect(((try? AutoPostPolicy(thresholdBasisPoints: basisPoints)) != nil) == isAllowed)
    }
}
