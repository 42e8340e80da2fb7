import Bookkeeping
import Ingestion

/// What every fuzz target does with its input: reads it as a file of one format, twice, and compares.
///
/// A crash, a hang or memory without bounds is found by libFuzzer; the checks here find what is quietly wrong.
enum FuzzedFile {
    static func read(_ bytes: [UInt8], as format: Format?) {
        let source = ByteSource(name: "fuzz", bytes: bytes)
        let options = ReadingOptions(defaultCurrency: .eur, format: format)
        let whole = lines(source, options, atMost: 1_000)
        let parts = lines(source, options, atMost: 3)
        precondition(whole.error == parts.error, "the size of batches changes what is refused")
        // What stood before a fault may have been handed out already, or not.
        precondition(whole.error != nil || whole == parts, "the size of batches changes what is read")
    }

    private static func lines(_ source: ByteSource, _ options: ReadingOptions, atMost count: Int) -> Outcome {
        var outcome = Outcome()
        do {
            var reader = try StatementReader(source, options: options)
            while let batch = try reader.next(atMost: count) {
                precondition(batch.lines.count <= count && batch.problems.count <= count, "a batch is larger than asked for")
                precondition(!batch.lines.isEmpty || !batch.problems.isEmpty, "a batch without anything in it")
                precondition(batch.lines.isEmpty || batch.statement < reader.statements.count, "lines of a statement that is not there")
                outcome.lines += batch.lines
                outcome.problems += batch.problems
            }
            let further = try reader.next(atMost: count)
            precondition(further == nil, "something comes after the end")
        } catch {
            precondition(!error.userText.isEmpty, "an error without words")
            outcome.error = error
        }
        return outcome
    }

    private struct Outcome: Equatable {
        var lines: [StatementLine] = []
        var problems: [RowProblem] = []
        var error: IngestionError?
    }
}
