/// What people can be told of: the names of the contract, which stand in `alerts_json` and in the log.
package enum AlertType: String, CaseIterable, Sendable, SQLConvertible {
    case drift = "psi_alert"
    case budgetFallback = "budget_fallback"
    case imbalance = "je_imbalance"
    case exportCompleted = "export_completed"
    case vendorGraduated = "coldstart_graduated"
}

/// How they are told.
package enum AlertChannel: String, CaseIterable, Sendable, SQLConvertible {
    case email, slack

    package var other: AlertChannel { self == .email ? .slack : .email }
}
