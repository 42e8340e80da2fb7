package import Bookkeeping

/// What is refused about a row that a file's reading left out.
package enum LeftOutRowError: ExplainedError, Equatable {
    case noSuchRow(Int)
    case dismissed(row: Int, by: String)
    case takenIn(row: Int, by: String)
    case notDismissed(row: Int)
    /// The file is another program's journal, or nothing of it was a statement.
    case noStatement(file: String)

    package var userText: String {
        switch self {
        case .noSuchRow: "There is no such row among those that were left out."
        case .dismissed(let row, let person):
            "\(person) has said that row \(row) is no transaction. Take that back first, then take the row in."
        case .takenIn(let row, let person):
            "\(person) has taken row \(row) in already. Leave its line out in review if it is no transaction."
        case .notDismissed(let row): "Nobody has said that row \(row) is no transaction. Nothing is left to take back."
        case .noStatement(let file): "\(file) holds no bank statement that the row could belong to. Post an entry by hand instead."
        }
    }

    package var faultKind: FaultKind {
        switch self {
        case .noSuchRow: .notFound
        case .dismissed, .takenIn, .notDismissed: .conflict
        case .noStatement: .invalid
        }
    }
}

/// What is wrong with what a person typed for a row, field by field.
package struct TypedRowFaults: ExplainedError, Equatable {
    package enum Field: String, Sendable { case date, text, amount, statement }

    package struct Fault: Hashable, Sendable {
        package let field: Field
        package let text: String
    }

    package let faults: [Fault]

    package var userText: String { faults.map(\.text).joined(separator: " ") }
}
