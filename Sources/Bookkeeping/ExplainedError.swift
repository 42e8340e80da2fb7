/// An error that a person can do something about: one sentence says what is wrong and the way out.
package protocol ExplainedError: Error {
    var userText: String { get }
    /// What kind of fault it is, for whoever has to answer with a status.
    var faultKind: FaultKind { get }
    /// For programs, in snake_case: `unbalanced`. The kind's own code unless callers have to tell it apart.
    var code: String { get }
}

package enum FaultKind: String, Sendable {
    case notFound = "not_found"
    /// It would have been right in another state of things: a taken name, a closed period.
    case conflict
    case invalid
    case forbidden
    /// Try again later: a lock, a full disk, a server that does not answer.
    case unavailable
    /// A fault of the program: the text is for the log.
    case ours = "unexpected"
}

extension ExplainedError {
    package var faultKind: FaultKind { .invalid }
    package var code: String { faultKind.rawValue }
}

extension MoneyError: ExplainedError {}
extension ReportError: ExplainedError {}

extension EntryError: ExplainedError {
    package var code: String {
        if case .unbalanced = self { "unbalanced" } else { faultKind.rawValue }
    }
}

extension PeriodError: ExplainedError {
    package var faultKind: FaultKind {
        switch self {
        case .notWholeMonths: .invalid
        default: .conflict
        }
    }

    package var code: String {
        if case .closed = self { "period_closed" } else { faultKind.rawValue }
    }
}
