package import Bookkeeping

/// A suggested account for a statement line, how sure we are, and why. Never a booking.
package struct Proposal: Equatable, Sendable {
    package struct Candidate: Equatable, Sendable {
        package let account: AccountID
        /// 0...1.
        package let probability: Double

        package init(account: AccountID, probability: Double) { (self.account, self.probability) = (account, probability) }
    }

    package let method: Method
    /// Nil when nothing is known, when rules conflict, and when a rule splits the line over several accounts.
    package let account: AccountID?
    /// Calibrated: of lines proposed with 0.9, nine in ten are right. 1 for a rule, which is a person's standing order.
    package let probability: Double
    /// What the deciding rule wants done; nil for every other method and when rules conflict.
    package let action: Rule.Action?
    /// The most probable accounts, best first; at most five. Empty when a rule decided.
    package let candidates: [Candidate]
    package let vendor: Vendor
    /// How many of the last answers by people for this vendor agree without a break: the 2 of "2 of 3".
    package let consistentLabels: Int
    /// Whether those answers name the account proposed here.
    package let agreesWithVendor: Bool
    /// The deciding rule; more than one when they conflict.
    package let ruleNames: [String]
    /// Whether the tenant's own past shows, with 95 % confidence, at most 2 % wrong among lines at least this sure (`PostingRecord`).
    package let isProvenPrecise: Bool
    package let explanation: Explanation

    package init(
        method: Method, account: AccountID?, probability: Double, action: Rule.Action? = nil, candidates: [Candidate] = [], vendor: Vendor,
        consistentLabels: Int = 0, agreesWithVendor: Bool = false, ruleNames: [String] = [], isProvenPrecise: Bool = false,
        explanation: Explanation
    ) {
        (self.method, self.account, self.probability, self.action) = (method, account, probability, action)
        (self.candidates, self.vendor, self.consistentLabels) = (candidates, vendor, consistentLabels)
        (self.agreesWithVendor, self.ruleNames) = (agreesWithVendor, ruleNames)
        (self.isProvenPrecise, self.explanation) = (isProvenPrecise, explanation)
    }

    /// Two or more equally strong rules disagree.
    package var isConflict: Bool { method == .rule && action == nil }
    /// Whether the vendor has left cold start.
    package var isVendorEligible: Bool { consistentLabels >= VendorMemory.labelsNeeded }
    /// In words: `text contains comcast; amount near 89.00 USD; 7 earlier lines`.
    package var reason: String { explanation.description }
}
