import Bookkeeping
import Categorization
import Operations
import Storage

/// The figures of the page of insights, a record each: what is counted, of when, of whom, and how much.
struct InsightsCSV {
    private(set) var text = CSV.record(["figure", "when", "of", "value"])

    init(_ insights: Insights) {
        for count in insights.counts {
            add("lines", "\(SpendingMonth(count.month))", count.method, "\(count.lines)")
            add("filed_without_a_person", "\(SpendingMonth(count.month))", count.method, "\(count.filed)")
        }
        for count in insights.machine {
            add("posted_by_machine", "\(SpendingMonth(count.month))", count.method, "\(count.posted)")
            add("changed_by_people_since", "\(SpendingMonth(count.month))", count.method, "\(count.changed)")
        }
        let evaluation = insights.evaluation
        add("answers_replayed", "", "", "\(evaluation.lines)")
        add("accuracy", "", "", Figures.decimal(evaluation.accuracy, digits: 4))
        add("ece", "", "", Figures.decimal(evaluation.ece, digits: 4))
        add("brier", "", "", Figures.decimal(evaluation.brier, digits: 4))
        for bin in evaluation.bins where bin.lines > 0 {
            let stated = Figures.decimal(bin.meanProbability, digits: 4)
            add("answers_at_stated_confidence", "", stated, "\(bin.lines)")
            add("right_at_stated_confidence", "", stated, "\(bin.right)")
        }
        for snapshot in insights.drift {
            add("psi", "\(snapshot.day)", "vendors", PSIText.of(snapshot.vendor))
            add("psi", "\(snapshot.day)", "amounts", PSIText.of(snapshot.amount))
        }
        for (month, total) in insights.spend {
            add("llm_calls", "\(month)", "", "\(total.calls)")
            add("llm_spend_usd", "\(month)", "", "\(total.spent)")
        }
        for vendor in insights.vendors {
            add("lines_of_counterparty", "", vendor.name, "\(vendor.lines)")
            add("filed_without_a_person_of_counterparty", "", vendor.name, "\(vendor.filed)")
        }
        for vendor in insights.coldStart { add("answers_that_agree", "", vendor.name, "\(vendor.consistentLabels)") }
        for reason in insights.reasons { add("waiting_because", "", reason.held, "\(reason.lines)") }
    }

    private mutating func add(_ figure: String, _ when: String, _ whose: String, _ value: String) {
        text += CSV.record([figure, when, whose, value])
    }
}
