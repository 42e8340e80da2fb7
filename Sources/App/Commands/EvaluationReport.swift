import Categorization
import Foundation

/// What `evaluate` prints: figures for people, or the same as one JSON object.
struct EvaluationReport: Encodable {
    let lines: Int
    let accounts: Int
    let accuracy: Double
    let coverage: Double
    let precision: Double?
    let ece: Double
    let brier: Double
    let linesPerSecond: Double
    let peakMemoryBytes: Int
    var details: Details?

    init(_ evaluation: Evaluation, seconds: Double, peakMemoryBytes: Int) {
        (lines, accounts) = (evaluation.lines, evaluation.accounts)
        (accuracy, coverage, precision) = (evaluation.accuracy, evaluation.coverage, evaluation.precision)
        (ece, brier) = (evaluation.ece, evaluation.brier)
        linesPerSecond = (Double(evaluation.lines) / max(seconds, 1e-9)).rounded()
        self.peakMemoryBytes = peakMemoryBytes
    }

    enum CodingKeys: String, CodingKey {
        case lines, accounts, accuracy, coverage, precision, ece, brier
        case linesPerSecond = "lines_per_second"
        case peakMemoryBytes = "peak_rss_bytes"
    }

    /// Every key is there, `precision` as null when nothing would be posted; the details' keys stand beside them.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(lines, forKey: .lines)
        try container.encode(accounts, forKey: .accounts)
        try container.encode(accuracy, forKey: .accuracy)
        try container.encode(coverage, forKey: .coverage)
        try container.encode(precision, forKey: .precision)
        try container.encode(ece, forKey: .ece)
        try container.encode(brier, forKey: .brier)
        try container.encode(linesPerSecond, forKey: .linesPerSecond)
        try container.encode(peakMemoryBytes, forKey: .peakMemoryBytes)
        try details?.encode(to: encoder)
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
        speed        \(Int(linesPerSecond)) lines a second
        peak memory  \(peakMemoryBytes >> 20) MB
        """ + (details.map { "\n" + $0.text } ?? "")
    }

    private static func four(_ value: Double) -> String { String(format: "%.4f", value) }
}

extension EvaluationReport {
    /// How far the probabilities can be trusted, how each account fares, and what the learned model weighs.
    struct Details: Encodable {
        struct Bin: Encodable {
            let lower, upper: Double
            let lines: Int
            let meanProbability, shareRight: Double

            enum CodingKeys: String, CodingKey {
                case lower, upper, lines
                case meanProbability = "mean_probability"
                case shareRight = "share_right"
            }
        }

        struct Account: Encodable {
            let account: String
            let lines, right, proposed, posted, postedWrong: Int

            enum CodingKeys: String, CodingKey {
                case account, lines, right, proposed, posted
                case postedWrong = "posted_wrong"
            }
        }

        let reliability: [Bin]
        /// The largest first.
        let perAccount: [Account]
        let savedBytes: Int
        let loadSeconds: Double

        enum CodingKeys: String, CodingKey {
            case reliability
            case perAccount = "per_account"
            case savedBytes = "saved_bytes"
            case loadSeconds = "load_seconds"
        }

        init(_ evaluation: Evaluation, _ categorizer: Categorizer) throws {
            reliability = evaluation.bins.filter { $0.lines > 0 }.map {
                Bin(lower: $0.lower, upper: $0.upper, lines: $0.lines, meanProbability: $0.meanProbability, shareRight: $0.shareRight)
            }
            perAccount = evaluation.accountFigures.sorted { ($1.lines, $0.label) < ($0.lines, $1.label) }.map {
                Account(
                    account: $0.label, lines: $0.lines, right: $0.right, proposed: $0.proposed, posted: $0.posted,
                    postedWrong: $0.postedWrong)
            }
            let saved = categorizer.encoded()
            let start = ContinuousClock.now
            _ = try Categorizer(encoded: saved)
            (savedBytes, loadSeconds) = (saved.count, (ContinuousClock.now - start).seconds)
        }

        var text: String {
            var text = String(format: "saved model  %.1f MB, read back in %.0f ms\n", Double(savedBytes) / 1e6, loadSeconds * 1e3)
            text += "\nprobability    lines  mean probability  share right\n"
            for bin in reliability {
                text += String(
                    format: "%.3f to %.3f %7d  %16.4f  %11.4f\n", bin.lower, bin.upper, bin.lines, bin.meanProbability, bin.shareRight)
            }
            text += "\n  lines  right  proposed  posted  wrong  account"
            for account in perAccount {
                let figures = String(
                    format: "\n%7d %6d %9d %7d %6d  ", account.lines, account.right, account.proposed, account.posted, account.postedWrong)
                text += figures + account.account
            }
            return text
        }
    }
}
