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
    @Option(
        help: "Labelled lines that are learned before the first one is measured: what importing another program's journal does.",
        completion: .file(extensions: ["csv"]))
    var history: String?
    @Flag(help: "Print one JSON object.")
    var json = false
    @Flag(help: "Add figures for each account, a reliability table, and the size of the saved model.")
    var details = false
    @Option(help: "Taken as by every command, and not needed: nothing but the file is used.")
    var database: String?

    func run() throws {
        let file = FileSource(path: file).source
        let evaluate = EvaluateCategorizer()
        let labelled = try evaluate.read(String(decoding: file.bytes(), as: UTF8.self))
        for row in labelled.rejected { Terminal.complain("Row \(row.row) was left out: \(row.reason).") }
        let past = try history.map { try evaluate.read(String(decoding: FileSource(path: $0).source.bytes(), as: UTF8.self)) }
        let start = ContinuousClock.now
        let (evaluation, categorizer) = evaluate(labelled, after: past)
        let seconds = (ContinuousClock.now - start).seconds
        var report = EvaluationReport(evaluation, seconds: seconds, peakMemoryBytes: Terminal.peakMemoryBytes)
        if details { report.details = try EvaluationReport.Details(evaluation, categorizer) }
        print(json ? try report.json() : report.text)
    }
}
