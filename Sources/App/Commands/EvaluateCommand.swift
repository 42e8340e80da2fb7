import ArgumentParser
import Categorization
import Foundation
import Operations

struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure the categorizer on lines whose account is known.",
        discussion: """
            The file has the header date,description,amount,account. In file order each line is predicted from the lines before it, then its \
            label is revealed as a person's answer. Nothing but the file is used.
            """)

    @Argument(help: "The labelled lines.", completion: .file(extensions: ["csv"]))
    var file: String
    @Option(
        help: "Labelled lines that are learned before the first one is measured: what importing another program's journal does.",
        completion: .file(extensions: ["csv"]))
    var history: String?
    @Flag(help: "Print one JSON object.")
    var json = false
    @Flag(help: "Add figures for each account, a reliability table, and the size of the saved model.")
    var details = false
    @Flag(help: "Put the lines to the language model that LLM_BASE_URL and LLM_MODEL name, and measure its answers: this sends them there.")
    var llm = false
    @Flag(help: "Print the drift of vendors and amounts at the end of each month, as CSV.")
    var drift = false
    @Option(help: "Taken as by every command, and not needed: nothing but the file is used.")
    var database: String?

    func run() async throws {
        let file = FileSource(path: file).source
        let evaluate = EvaluateCategorizer()
        let labelled = try evaluate.read(String(decoding: file.bytes(), as: UTF8.self))
        for row in labelled.rejected { Terminal.complain("Row \(row.row) was left out: \(row.reason).") }
        if drift {
            print("month,vendor_psi,amount_psi,window_lines")
            for (month, drift) in DriftHistory(labelled.lines.map(\.facts)).months {
                print("\(month / 100)-\(month % 100 < 10 ? "0" : "")\(month % 100),\(drift.vendor),\(drift.amount),\(drift.windowLines)")
            }
            return
        }
        if llm { return try await evaluateLLM(labelled.lines) }
        let past = try history.map { try evaluate.read(String(decoding: FileSource(path: $0).source.bytes(), as: UTF8.self)) }
        let start = ContinuousClock.now
        let (evaluation, categorizer) = evaluate(labelled, after: past)
        let seconds = (ContinuousClock.now - start).seconds
        var report = EvaluationReport(evaluation, seconds: seconds, peakMemoryBytes: Terminal.peakMemoryBytes)
        if details { report.details = try EvaluationReport.Details(evaluation, categorizer) }
        print(json ? try report.json() : report.text)
    }

    private struct LLMReport: Encodable {
        let lines, answered, calls: Int
        let accuracy: Double
        let precision: Double?
        let stated, calibrated: Double
        let spent_usd: String
    }

    private func evaluateLLM(_ lines: [(facts: LineFacts, label: String)]) async throws {
        guard let tier = try LLMConfiguration(ProcessInfo.processInfo.environment).tier else {
            throw UsageError.wrongValue(option: "--llm", value: "", wanted: "a configured model: set LLM_BASE_URL and LLM_MODEL")
        }
        let figures = try await EvaluateLLM(tier)(lines)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let report = LLMReport(
                lines: figures.lines, answered: figures.answered, calls: figures.calls, accuracy: figures.accuracy,
                precision: figures.precision, stated: figures.stated, calibrated: figures.calibrated, spent_usd: "\(figures.spent)")
            return print(String(decoding: try encoder.encode(report), as: UTF8.self))
        }
        func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
        print(
            """
            Lines                 \(figures.lines) in \(figures.calls) calls
            Right                 \(percent(figures.accuracy)) of all lines
            Answered              \(figures.answered), of those right \(figures.precision.map(percent) ?? "none")
            Confidence            \(percent(figures.stated)) by its own word, \(percent(figures.calibrated)) calibrated
            Cost                  $\(figures.spent)
            """)
    }
}
