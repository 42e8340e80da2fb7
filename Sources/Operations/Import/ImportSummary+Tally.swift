import Categorization
import Storage

extension ImportSummary {
    /// What one batch adds to the summary.
    struct Tally: Sendable {
        var lines = 0
        var duplicates = 0
        var posted = 0
        var filed = Filed()
        var rejected: [ImportStore.RejectedRow]

        init(rejected: [ImportStore.RejectedRow]) { self.rejected = rejected }

        mutating func count(_ outcome: LineFiling.Outcome, by method: Categorization.Method) {
            if outcome.entry != nil { posted += 1 }
            guard outcome.isFiled else {
                filed.review += 1
                return
            }
            switch method {
            case .rule: filed.rule += 1
            case .vendor: filed.vendor += 1
            case .llm: filed.llm += 1
            case .model: filed.model += 1
            case .person, .none: filed.review += 1
            }
        }
    }

    mutating func add(_ tally: Tally) {
        lines += tally.lines
        duplicates += tally.duplicates
        posted += tally.posted
        filed.rule += tally.filed.rule
        filed.vendor += tally.filed.vendor
        filed.model += tally.filed.model
        filed.llm += tally.filed.llm
        filed.review += tally.filed.review
        rejected += tally.rejected
    }
}
