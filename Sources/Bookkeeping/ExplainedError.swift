/// An error that a person can do something about: one sentence says what is wrong and the way out.
package protocol ExplainedError: Error {
    var userText: String { get }
}

extension EntryError: ExplainedError {}
extension MoneyError: ExplainedError {}
extension PeriodError: ExplainedError {}
extension ReportError: ExplainedError {}
