import ArgumentParser
import Categorization
import Foundation
import Operations

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure the categorizer on lines whose account is known.",
        discussion: """
            The file has the header date,description,amount,account. In file order each line is predicted from the lines before it, then its \
            label is revealed as a person's answer. Nothing but the file is used.
            """)

    @Argument(help: "The labelled lines.", completion: .file(extensions: ["csv"]))
    var file: String
    @Flag(help: "Print one JSON object.")
    var json = false
    @Flag(help: "Add figures for each account and a reliability table.")
    var details = false
    @Option(help: "Taken as by every command, and not needed: nothing but the file is used.")
    var database: String?

    func run() throws {
        let file = FileSource(path: file).source
        let evaluate = EvaluateCategorizer()
        let labelled = try evaluate.read(String(decoding: file.bytes(), as: UTF8.self))
        for row in labelled.rejected { Terminal.complain("Row \(row.row) was left out: \(row.reason).") }
        let start = ContinuousClock.now
        let evaluation = evaluate(labelled)
        let seconds = (ContinuousClock.now - start).seconds
        let figures = Figures(evaluation, seconds: seconds)
        print(json ? try figures.json() : figures.text)
        if details { print(Self.details(evaluation), terminator: "") }
    }

    private struct Figures: Encodable {
        let lines: Int
        let accounts: Int
        let accuracy: Double
        let coverage: Double
        let precision: Double?
        let ece: Double
        let brier: Double
        let lines_per_second: Double
        let peak_rss_bytes: Int

        init(_ evaluation: Evaluation, seconds: Double) {
            (lines, accounts) = (evaluation.lines, evaluation.accounts)
            (accuracy, coverage, precision) = (evaluation.accuracy, evaluation.coverage, evaluation.precision)
            (ece, brier) = (evaluation.ece, evaluation.brier)
            lines_per_second = (Double(evaluation.lines) / max(seconds, 1e-9)).rounded()
            peak_rss_bytes = Terminal.peakMemoryBytes
        }

        /// Every key is there, `precision` as null when nothing would be posted.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(lines, forKey: .lines)
            try container.encode(accounts, forKey: .accounts)
            try container.encode(accuracy, forKey: .accuracy)
            try container.encode(coverage, forKey: .coverage)
            try container.encode(precision, forKey: .precision)
            try container.encode(ece, forKey: .ece)
            try container.encode(brier, forKey: .brier)
            try container.encode(lines_per_second, forKey: .lines_per_second)
            try container.encode(peak_rss_bytes, forKey: .peak_rss_bytes)
        }

        enum CodingKeys: CodingKey {
            case lines, accounts, accuracy, coverage, precision, ece, brier, lines_per_second, peak_rss_bytes
        }

        func json() throws -> String { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }

        var text: String {
            """
            lines        \(lines)
            accounts     \(accounts)
            accuracy     \(Self.four(accuracy))
            coverage     \(Self.four(coverage))
            precision    \(precision.map(Self.four) ?? "nothing would be posted")
            ece          \(Self.four(ece))
            brier        \(Self.four(brier))
            speed        \(Int(lines_per_second)) lines a second
            peak memory  \(peak_rss_bytes >> 20) MB
            """
        }

        private static func four(_ value: Double) -> String { String(format: "%.4f", value) }
    }

    private static func details(_ evaluation: Evaluation) -> String {
        var text = "\nprobability    lines  mean probability  share right\n"
        for bin in evaluation.bins where bin.lines > 0 {
            text += String(
                format: "%.3f to %.3f %7d  %16.4f  %11.4f\n", bin.lower, bin.upper, bin.lines, bin.meanProbability, bin.shareRight)
        }
        text += "\n  lines  right  proposed  posted  wrong  account\n"
        for account in evaluation.accountFigures {
            let figures = String(
                format: "%7d %6d %9d %7d %6d  ", account.lines, account.right, account.proposed, account.posted, account.postedWrong)
            text += figures + account.label + "\n"
        }
        return text
    }
}
