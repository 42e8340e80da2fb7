import Bookkeeping
import Categorization
import Foundation
import Testing

/// Drift as measured here, beside numpy and scipy.
struct DriftAgreementTests {
    private struct Case: Encodable {
        let baseline: [Pair]
        let window: [Pair]
    }

    private struct Pair: Encodable {
        let vendor: String
        let amount: Int64

        func encode(to encoder: any Encoder) throws {
            var list = encoder.unkeyedContainer()
            try list.encode(vendor)
            try list.encode(amount)
        }
    }

    @Test func `both indexes agree with numpy and scipy to nine decimals`() async throws {
        var random = Dice(state: 20_251_128)
        let cases = (0..<40).map { number in
            let side = { (count: Int, shift: Int64, vendors: UInt64) -> [Pair] in
                (0..<count).map { _ in
                    let step = Int64(random.next() % 2_000) - 1_000 + shift
                    // Few distinct amounts in every third case: deciles that fall together.
                    return Pair(
                        vendor: "vendor \(random.next() % vendors * (random.next() % 2))",
                        amount: number % 3 == 0 ? step / 400 : step * step / 7 * (step < 0 ? -1 : 1))
                }
            }
            return Case(baseline: side(200 + number * 37, 0, 30), window: side(100 + number * 5, Int64(number * 25), 30 + UInt64(number)))
        }
        let theirs = try await Python.run("psi.py", [], input: Array(try JSONEncoder().encode(cases)))
        let lines = theirs.split(separator: "\n")
        #expect(lines.count == cases.count)
        for (one, line) in zip(cases, lines) {
            let figures = line.split(separator: " ").compactMap { Double($0) }
            let drift = try #require(Drift(baseline: one.baseline.map(Self.line), window: one.window.map(Self.line)))
            #expect(abs(drift.vendor - figures[0]) < 1e-9)
            #expect(abs(drift.amount - figures[1]) < 1e-9)
        }
        #expect(lines.contains { ($0.split(separator: " ").last.flatMap { Double($0) } ?? 0) > 0.2 })
    }

    private static func line(_ pair: Pair) -> Drift.Line {
        Drift.Line(date: CalendarDate(dayNumber: 20_000), vendor: pair.vendor, amount: pair.amount, isKnown: true)
    }
}

/// SplitMix64: the same throws each time.
private struct Dice {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
