package import Bookkeeping

extension OperationError {
    package var faultKind: FaultKind {
        switch self {
        case .noSuchAccount, .noSuchTenant, .noSuchLine, .noSuchEntry, .noSuchImport, .noSuchRule, .noSuchRuleVersion, .noSuchSuggestion,
            .noSuchDuplicate, .noSuchVendor, .noSuchDecision:
            .notFound
        case .lineUndone, .importUndone, .alreadyReversed, .reversalStays, .stale, .duplicateDecided, .importedWithOtherColumns,
            .ruleSwitchedOff, .vendorNameTaken, .vendorNotMerged, .vendorChangedLater, .nothingToUndo,
            .decisionUndone, .decidedAgain:
            .conflict
        default: .invalid
        }
    }

    package var code: String {
        switch self {
        case .stale: "stale"
        case .alreadyReversed: "already_reversed"
        default: faultKind.rawValue
        }
    }
}
