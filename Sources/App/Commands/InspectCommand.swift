import ArgumentParser
import Bookkeeping
import Ingestion

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Say what a bank's file is taken for, and what cannot be read in it.",
        discussion: "Nothing is booked and no database is needed.")

    @Argument(help: "The bank's file.", completion: .file())
    var file: String
    @Option(help: "How many lines to show.")
    var rows = 5
    @Option(help: "The currency where the file names none.")
    var currency = "USD"
    @Option(
        name: .customLong("columns"), parsing: .singleValue,
        help: "What a column of a table is, to try it out: amount=Betrag, date-order=dmy.")
    var columns: [String] = []
    @Option(help: "Taken as by every command, and not needed: nothing but the file is read.")
    var database: String?

    func run() throws {
        guard let currency = Currency(code: currency) else {
            throw UsageError.wrongValue(option: "--currency", value: currency, wanted: "an ISO 4217 code like USD")
        }
        var reader = try StatementReader(
            FileSource(path: file).source, options: ReadingOptions(defaultCurrency: currency), changes: MappingChanges(columns))
        printFindings(reader.detection)
        if columns.isEmpty, let mapping = reader.detection.mapping {
            print("".padded(to: 14) + "As settings for --columns: " + mapping.columnNames)
        }
        var (first, problems, count): ([StatementLine], [RowProblem], Int) = ([], [], 0)
        var sums: [Currency: Money] = [:]
        while let batch = try reader.next(atMost: 10_000) {
            first += batch.lines.prefix(max(rows - first.count, 0))
            problems += batch.problems
            count += batch.lines.count
            try add(batch.lines, to: &sums)
        }
        printLines(first, of: count, sums)
        if let doubt = reader.detection.doubt { print("\n\(doubt) To see it so: --columns sign=inverted") }
        for statement in reader.statements { printFacts(statement) }
        if reader.skipped.total > 0 { printSkipped(reader.skipped) }
        if count == 0, problems.isEmpty, let what = reader.skipped.allThereIs { print(what) }
        for problem in problems { print("\nrow \(problem.row): \(problem.reason)\n  \(problem.quote)") }
        if !problems.isEmpty { throw Fault() }
    }

    private func add(_ lines: [StatementLine], to sums: inout [Currency: Money]) throws {
        // A batch is of one statement, and a statement of one currency. By index no line is copied.
        guard let currency = lines.first?.amount.currency else { return }
        var sum = sums[currency] ?? .zero(currency)
        for index in lines.indices { sum = try sum.adding(lines[index].amount) }
        sums[currency] = sum
    }

    private func printFindings(_ detection: Detection) {
        for finding in detection.findings {
            print(finding.topic.rawValue.padded(to: 14) + finding.value + "\n" + "".padded(to: 14) + finding.why)
        }
    }

    private func printLines(_ lines: [StatementLine], of count: Int, _ sums: [Currency: Money]) {
        let total = sums.values.sorted { $0.currency < $1.currency }.map(\.description).joined(separator: ", ")
        print("\n\(count.of("line"))\(total.isEmpty ? "" : ", together \(total)"); the first as they would be booked:")
        let table = TextTable(
            columns: [.init("Row", .trailing), .init("Date"), .init("Amount", .trailing), .init("Bank text"), .init("Reference")],
            rows: lines.map(Self.row))
        print(lines.map(Self.row).reduce(into: table.header) { $0 += table.line(for: $1) }, terminator: "")
    }

    private static func row(_ line: StatementLine) -> ReportTable.Row {
        ReportTable.Row(
            .line, [.text("\(line.row)"), .text("\(line.date)"), .text("\(line.amount)"), .text(line.text), .text(line.reference ?? "")])
    }

    private func printSkipped(_ skipped: SkippedRows) {
        let kinds = SkippedRows.Kind.allCases.filter { skipped[$0] > 0 }.map { "\(skipped[$0]) \($0.rawValue)" }
        print("\nRows that are no movements and were passed over: \(skipped.total) (\(kinds.joined(separator: ", "))).")
    }

    private func printFacts(_ statement: Statement) {
        var facts = ["account \(statement.accountLabel ?? "not named")", "\(statement.currency)"]
        if let opening = statement.openingBalance { facts.append("opening balance \(opening.decimalText)") }
        if let closing = statement.closingBalance { facts.append("closing balance \(closing.decimalText)") }
        if let period = statement.period { facts.append("\(period)") }
        print("\nStatement: " + facts.joined(separator: ", "))
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
