import Bookkeeping
import Categorization
import Testing

struct LanguageModelTests {
    private let vendor = Vendor(key: "coffee", name: "Coffee")

    private func proposal(_ method: Categorization.Method, _ probability: Double, account: Int64? = 1, labels: Int = 0) -> Proposal {
        Proposal(
            method: method, account: account.map { AccountID($0) }, probability: probability, vendor: vendor, consistentLabels: labels,
            agreesWithVendor: labels > 0, explanation: Explanation([.nothingKnown]))
    }

    @Test func `with nothing known a language model's word is worth one half, whatever it says`() {
        let record = LanguageModelRecord()
        for stated in [0, 4_999, 5_000, 9_000, 10_000] {
            #expect(record.probability(stated: stated) == 0.5)
            #expect(!record.isProven(stated: stated))
        }
    }

    @Test func `a band of confidence is worth what people found it to be`() {
        var record = LanguageModelRecord()
        for index in 0..<100 {
            record.learn(stated: 9_900, wasRight: index % 10 != 0)
            record.learn(stated: 6_000, wasRight: index % 2 == 0)
        }
        #expect(abs(record.probability(stated: 9_900) - 0.9) < 0.02)
        #expect(abs(record.probability(stated: 6_000) - 0.5) < 0.02)
        // A band that was never heard of counts as all of them together.
        #expect(abs(record.probability(stated: 1_000) - 0.7) < 0.01)
        #expect(record.known(stated: 9_900) == (100, 90))
    }

    @Test func `149 right answers prove a band, 148 do not, and one wrong one takes 236`() {
        var record = LanguageModelRecord()
        for _ in 1...148 { record.learn(stated: 9_900, wasRight: true) }
        #expect(!record.isProven(stated: 9_900))
        record.learn(stated: 9_900, wasRight: true)
        #expect(record.isProven(stated: 9_900))
        record.learn(stated: 9_900, wasRight: false)
        #expect(!record.isProven(stated: 9_900))
    }

    @Test func `it takes the word from a model that is less sure, and from no rule and no vendor`() {
        let choice = LanguageModelChoice(account: AccountID(2), stated: 9_000)
        let record = LanguageModelRecord()
        #expect(proposal(.model, 0.4).weighed(against: choice, record).method == .llm)
        #expect(proposal(.none, 0, account: nil).weighed(against: choice, record).account == AccountID(2))
        #expect(proposal(.model, 0.6).weighed(against: choice, record).method == .model)
        #expect(proposal(.vendor, 0.1, labels: 3).weighed(against: choice, record).method == .vendor)
        #expect(proposal(.rule, 0).weighed(against: choice, record).method == .rule)
    }

    @Test func `its lines post on the same terms as the model's, and never on its word`() throws {
        let policy = try AutoPostPolicy(isOn: true)
        var record = LanguageModelRecord()
        let amount = Money(minorUnits: -500, .usd)
        func decision(_ account: Int64, labels: Int) -> AutoPostPolicy.Decision {
            let choice = LanguageModelChoice(account: AccountID(account), stated: 10_000)
            return policy.decision(
                for: proposal(.model, 0.4, labels: labels).weighed(against: choice, record), amount: amount, periodIsOpen: true)
        }
        #expect(decision(1, labels: 3) == .hold(.belowThreshold))
        for _ in 1...400 { record.learn(stated: 10_000, wasRight: true) }
        #expect(decision(1, labels: 3) == .post)
        #expect(decision(2, labels: 3) == .hold(.belowThreshold))
        #expect(decision(1, labels: 2) == .hold(.coldStart))
    }
}
