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

    @Test func `two measurements of the same lines give the same figures`() {
        let lines = ChicagoLedger.lines.prefix(700).map { ($0.facts, $0.label) }
        #expect(Evaluation.run(lines) == Evaluation.run(lines))
    }

    @Test(arguments: Resampled.allCases)
    func `the ledger in other shapes keeps its promises of calibration and precision`(shape: Resampled) {
        let evaluation = Evaluation.run(shape.lines)
        #expect(evaluation.lines == shape.lines.count)
        #expect(evaluation.ece <= 0.03)
        #expect((evaluation.precision ?? 1) >= 0.98)
    }

    @Test func `where a third of the answers is chance, nothing is called certain and nothing posted`() {
        var random = Random(seed: 7)
        let lines = (0..<4_000).map { _ -> (facts: LineFacts, label: String) in
            let vendor = random.next(60)
            let account = random.next(3) == 0 ? random.next(12) : vendor % 12
            return (.line("2025-01-01", "-\(1 + random.next(90)).00", "VENDOR \(letters(vendor))"), "Account \(account)")
        }
        let evaluation = Evaluation.run(lines)
        #expect(evaluation.accuracy > 0.60 && evaluation.accuracy < 0.72)
        #expect(evaluation.ece <= 0.03)
        #expect(evaluation.posted == 0)
    }

    enum Unusual: CaseIterable {
        case oneAccount, everyTextNew, noText, otherScripts

        func text(_ line: Int) -> String {
            switch self {
            case .oneAccount: "Vendor \(letters(line % 40))"
            case .everyTextNew: letters(line * 7_919)
            case .noText: ""
            case .otherScripts: ["東京電力", "家賃", "Überweisung Müller", "кафе"][line % 4]
            }
        }

        func account(_ line: Int) -> String {
            switch self {
            case .oneAccount: "Only"
            case .everyTextNew, .noText: line % 2 == 0 ? "Even" : "Odd"
            case .otherScripts: "Account \(line % 4)"
            }
        }
    }

    @Test(arguments: Unusual.allCases)
    func `files without words, with one account, in other scripts and with the largest amounts are learned too`(file: Unusual) {
        let lines = (0..<400).map { line in
            let amount = line % 2 == 0 ? "-10.00" : "92233720368547758.07"
            return (facts: LineFacts.line("2025-01-01", amount, file.text(line)), label: file.account(line))
        }
        let evaluation = Evaluation.run(lines)
        #expect(evaluation.accuracy >= 0.95)
        #expect(evaluation.ece <= 0.05)
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

/// Digits are masked, so texts that shall differ differ in letters.
private func letters(_ number: Int) -> String {
    var (letters, rest) = ("", number)
    repeat {
        letters.unicodeScalars.append(UnicodeScalar(UInt8(ascii: "a") + UInt8(rest % 26)))
        rest /= 26
    } while rest > 0
    return letters
}
