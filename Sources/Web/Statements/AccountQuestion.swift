import Bookkeeping
import Operations
import Storage

/// Which account a file's lines belong to, where they went to one by a guess. It stands on the import's page until somebody answers.
struct AccountQuestion: Sendable {
    let address: String
    let sentences: [String]
    let accounts: [Choice]
    /// The account that the lines are on, which is all that can be said where the file is held no more or has several statements.
    let kept: String
    let keepTitle: String
    let mayChoose: Bool
    let mayAnswer: Bool

    init?(_ details: ImportDetails, _ all: [Account], isHeld: Bool, mayAnswer: Bool) {
        let asking = details.statements.filter(\.asksAccount)
        guard let first = asking.first, details.record.undoneAt == nil else { return nil }
        let labels = Dictionary(all.map { ($0.id, $0.label) }) { first, _ in first }
        address = "/import/\(details.record.id)/account"
        sentences = asking.map { UnmatchedCurrency($0.currency, on: labels[$0.account] ?? "").question }
        accounts = all.filter(\.kind.takesStatements).map { Choice("\($0.id)", $0.label, isSelected: $0.id == first.account) }
        (kept, keepTitle) = ("\(first.account)", "They belong on \(labels[first.account] ?? "")")
        mayChoose = isHeld && details.statements.count == 1
        self.mayAnswer = mayAnswer
    }
}
