/// Why an entry waits for a person instead of being posted.
package enum HoldReason: String, CaseIterable, Sendable {
    case autoPostOff = "auto_post_off"
    case belowThreshold = "below_threshold"
    case coldStart = "cold_start"
    case largeAmount = "large_amount"
    case imbalance
    case budgetFallback = "budget_fallback"
    case ruleConflict = "rule_conflict"
    case periodClosed = "period_closed"
    case ownAccount = "own_account"
    case possibleDuplicate = "possible_duplicate"
    /// The other line of the transfer is booked, and its entry has both sides.
    case transfer
    case reversed
    case auditSample = "audit_sample"

    /// For the bookkeeper: why the line waits, and what would let it pass.
    package var userText: String {
        switch self {
        case .autoPostOff: "Automatic posting is off for these books. An owner can switch it on in the settings."
        case .belowThreshold: "The proposal is not certain enough to post by itself. Confirm it or choose another account."
        case .coldStart: "The vendor is still new. After three equal answers its lines can post by themselves."
        case .largeAmount: "The amount is above the limit for automatic posting. Check it and approve."
        case .imbalance: "Debits and credits of the proposed entry differ. Correct its lines before it can be posted."
        case .budgetFallback:
            "The month's budget for the language model is used up, and rules and model are not certain enough. Choose the account."
        case .ruleConflict: "Two equally strong rules disagree about this line. Give one of them a higher priority."
        case .ownAccount: "The rule files the line to the very account it stands on. Choose the account on the other side."
        case .possibleDuplicate: "The books may hold this line already, from another file. Compare the two: file it, or leave it out."
        case .transfer: "The books hold this transfer already, from the line on the other account. Approve it, and one entry explains both."
        case .auditSample: "Sure enough to post, and drawn by chance for a look: one in fifty is, so that the share of errors stays known."
        case .reversed: "A person reversed the entry of this line. Say where it belongs; no machine posts it again."
        case .periodClosed: "The line's period is closed. Reopen the period or book the line on a later date."
        }
    }
}
