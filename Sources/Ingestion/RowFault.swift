/// Why a record could not become a line.
struct RowFault: Error, Equatable {
    /// A sentence.
    let reason: String

    init(reason: String) { self.reason = reason }

    /// For an amount that is none: `text` is what stands there.
    init(_ amount: AmountText, _ text: String) {
        reason =
            switch amount {
            case .empty: "The movement has no amount."
            case .tooLarge: "“\(text)” is more than the books can hold."
            case .notANumber, .amount: "“\(text)” is not an amount."
            }
    }

    static func unknownCurrency(_ code: String) -> RowFault { RowFault(reason: "“\(code)” is no currency of ISO 4217.") }
}
