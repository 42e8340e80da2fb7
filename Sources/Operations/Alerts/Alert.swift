import Foundation
package import Storage

/// Something that a tenant's people want to know at once. Subjects and messages are the contract's, to the letter: saved filters of mail
/// and searches in Slack rest on them.
package enum Alert: Hashable, Sendable {
    /// The population stability index of vendors or of amounts is above 0.20.
    case drift(vendor: Double, amount: Double)
    /// The month's cap is reached, and the language model is not asked any more.
    case budgetFallback(spentMicroDollars: Int64)
    /// Entries did not balance and were kept aside.
    case unbalancedEntries(count: Int)
    case exportCompleted(posted: Int, skipped: Int)
    /// A vendor reached three answers that agree.
    case vendorGraduated(name: String)

    package var type: AlertType {
        switch self {
        case .drift: .drift
        case .budgetFallback: .budgetFallback
        case .unbalancedEntries: .imbalance
        case .exportCompleted: .exportCompleted
        case .vendorGraduated: .vendorGraduated
        }
    }

    package var message: String {
        switch self {
        case .drift(let vendor, let amount): "PSI vendor: \(Self.index(vendor)), amount: \(Self.index(amount))"
        case .budgetFallback(let spent): "Fallback to Rules/ML activated. Spend: \(Self.dollars(spent))"
        case .unbalancedEntries(let count): "\(count) unbalanced entries detected"
        case .exportCompleted(let posted, let skipped): "Posted: \(posted), Skipped: \(skipped)"
        case .vendorGraduated(let name): "Vendor '\(name)' graduated cold-start"
        }
    }

    private static func index(_ value: Double) -> String { String(format: "%.3f", value) }

    /// To the nearest cent.
    private static func dollars(_ micro: Int64) -> String {
        let cents = (micro + 5_000) / 10_000
        return "$\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }
}

extension AlertType {
    package var subject: String {
        switch self {
        case .drift: "⚠️ Data Drift Detected"
        case .budgetFallback: "⚠️ LLM Budget Exceeded"
        case .imbalance: "⚠️ Journal Entry Imbalance"
        case .exportCompleted: "✅ Export Complete"
        case .vendorGraduated: "✅ Vendor Ready for Auto-Post"
        }
    }
}

extension Books {
    /// Has `alert` told to whoever wants to hear it: in the transaction of what it tells, so that neither is there without the other.
    package func raise(_ alert: Alert, at now: Instant) throws { try raise([alert], at: now) }

    package func raise(_ alerts: [Alert], at now: Instant) throws {
        for (type, group) in Dictionary(grouping: alerts, by: \.type) {
            try self.alerts.raise(type, messages: group.map(\.message), at: now)
        }
    }
}
