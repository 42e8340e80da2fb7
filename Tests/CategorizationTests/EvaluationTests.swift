import Bookkeeping
import Categorization
import Foundation
import Testing

struct EvaluationTests {
    @Test func `the workshop's ledger is categorized as well as promised`() {
        let evaluation = Evaluation.run(ChicagoLedger.lines.map { ($0.facts, $0.label) })
        #expect(evaluation.lines == 3_831 && evaluation.accounts == 180)
        #expect(evaluation.accuracy >= 0.855)
        #expect(evaluation.ece <= 0.02)
        #expect(evaluation.coverage >= 0.60)
        #expect((evaluation.precision ?? 0) >= 0.98)
        #expect(evaluation.bins.reduce(0) { $0 + $1.lines } == evaluation.lines)
        #expect(evaluation.accountFigures.reduce(0) { $0 + $1.lines } == evaluation.lines)
        #expect(evaluation.accountFigures.reduce(0) { $0 + $1.right } == evaluation.right)
        #expect(evaluation.accountFigures.reduce(0) { $0 + $1.posted } == evaluation.posted)
    }

    @Test func `the first line of an account is always a miss`() {
        let lines = (1...9).map { (facts: LineFacts.line("2025-01-0\($0)", "-5.00", "SHOP"), label: "Account \($0)") }
        let evaluation = Evaluation.run(lines)
        #expect(evaluation.accuracy == 0 && evaluation.accounts == 9)
    }

    @Test func `nothing posted has no precision, and no lines have no figures`() {
        let empty = Evaluation.run([(facts: LineFacts, label: String)]())
        #expect(empty.accuracy == 0 && empty.precision == nil && empty.ece == 0 && empty.brier == 0)
        let one = Evaluation.run([(facts: .line("2025-01-01", "-5.00", "SHOP"), label: "A")])
        #expect(one.coverage == 0 && one.precision == nil && one.brier == 1)
    }

    @Test func `a line is posted only after a long record of right proposals`() {
        let lines = (0..<400).map { index in
            (facts: LineFacts.line("2025-01-01", "-5.00", "SHOP \(index % 7)"), label: "Supplies")
        }
        let evaluation = Evaluation.run(lines)
        // 149 eligible lines without an error prove 98 % (Clopper, Pearson); eligible from the fourth on.
        #expect(evaluation.posted > 150 && evaluation.posted <= 400 - 149 - 3)
        #expect(evaluation.precision == 1)
    }

    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["BOOKKEEPER_SHARED"] != nil),
        arguments: [
            ("hackclub-ledger", 0.840, 0.035, 0), ("hackerspace-chicago-ledger", 0.855, 0.02, 0.60),
            ("oxford-council-suppliers", 0.800, 0.02, 0.25), ("birmingham-purchase-cards", 0.620, 0.02, 0),
            ("london-gla-suppliers", 0.800, 0.02, 0.33),
        ])
    func `labelled sets outside the repository reach their floors`(name: String, accuracy: Double, ece: Double, coverage: Double) {
        let folder = ProcessInfo.processInfo.environment["BOOKKEEPER_SHARED"] ?? ""
        let lines = ChicagoLedger.read(URL(filePath: folder).appending(path: "data/categorize/\(name).csv"))
        let evaluation = Evaluation.run(lines.map { ($0.facts, $0.label) })
        #expect(evaluation.accuracy >= accuracy)
        #expect(evaluation.ece <= ece)
        #expect(evaluation.coverage >= coverage)
        #expect((evaluation.precision ?? 1) >= 0.98)
    }
}
