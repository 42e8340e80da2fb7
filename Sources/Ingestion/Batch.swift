package import Bookkeeping

/// The next lines of one statement, and what could not be read on the way.
package struct Batch: Hashable, Sendable {
    /// Which of the reader's `statements` the lines belong to, counted from 0. A batch without lines may name one that is not there:
    /// a file in an archive that could not be read has none.
    package let statement: Int
    package let lines: [StatementLine]
    package let problems: [RowProblem]

    package init(statement: Int, lines: [StatementLine], problems: [RowProblem]) {
        (self.statement, self.lines, self.problems) = (statement, lines, problems)
    }

    var isEmpty: Bool { lines.isEmpty && problems.isEmpty }
}
