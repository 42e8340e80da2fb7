import Bookkeeping
import Categorization
import Testing

struct DriftTests {
    private func lines(_ count: Int, vendor: String, amount: Int64, from day: Int32, isKnown: Bool = true) -> [Drift.Line] {
        (0..<count).map {
            Drift.Line(
                date: CalendarDate(dayNumber: day - Int32($0 / 10)), vendor: "\(vendor)\($0 % 8)", amount: amount + Int64($0 % 9),
                isKnown: isKnown)
        }
    }

    @Test func `equal distributions have an index of zero, and none is negative`() {
        #expect(PopulationStability.index(baseline: [10, 20, 30], current: [10, 20, 30]) == 0)
        // Siddiqi's own arithmetic, with shares large enough for the half line not to count.
        let index = PopulationStability.index(baseline: [50_000_000, 50_000_000], current: [60_000_000, 40_000_000])
        #expect(abs(index - (0.1 * 0.182_321_556_793_955 + 0.1 * 0.223_143_551_314_21)) < 1e-7)
        #expect(PopulationStability.index(baseline: [5, 0], current: [0, 5]) > 1)
    }

    @Test func `new vendors and other amounts each show in their own index`() throws {
        let past = lines(1_000, vendor: "shop", amount: -5_000, from: 19_900)
        let same = try #require(Drift(newestFirst: lines(200, vendor: "shop", amount: -5_000, from: 20_000) + past))
        #expect(same.vendor < 0.05 && same.amount < 0.05 && !same.isOverLimit)
        let vendors = try #require(Drift(newestFirst: lines(200, vendor: "new", amount: -5_000, from: 20_000) + past))
        #expect(vendors.vendor > 0.2 && vendors.amount < 0.05)
        let amounts = try #require(Drift(newestFirst: lines(200, vendor: "shop", amount: 5_000, from: 20_000) + past))
        #expect(amounts.amount > 0.2 && amounts.vendor < 0.05)
    }

    @Test func `with too few lines nothing is said`() {
        #expect(Drift(newestFirst: []) == nil)
        #expect(Drift(newestFirst: lines(99, vendor: "a", amount: 1, from: 20_000)) == nil)
        #expect(Drift(newestFirst: lines(499, vendor: "a", amount: 1, from: 20_000)) == nil)
        #expect(Drift(newestFirst: lines(500, vendor: "a", amount: 1, from: 20_000)) != nil)
        #expect(Drift(newestFirst: lines(900, vendor: "a", amount: 1, from: 20_000, isKnown: false)) == nil)
    }

    @Test(arguments: [(0, 149, 0.02), (1, 236, 0.02), (0, 59, 0.05), (0, 299, 0.01)])
    func `the upper limit of a share is Clopper and Pearson's`(hits: Int, trials: Int, share: Double) {
        #expect(BinomialLimits.upper(hits: hits, trials: trials) <= share)
        #expect(BinomialLimits.upper(hits: hits, trials: trials - 1) > share)
    }
}
