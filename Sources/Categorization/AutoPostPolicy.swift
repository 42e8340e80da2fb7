package import Bookkeeping

/// When a proposal may be posted without a person.
///
/// All must agree: the vendor's last answers name the proposed account, the calibrated probability reaches the tenant's
/// threshold, and the tenant's own past shows that proposals at least this sure are wrong no more often than the error budget allows
/// (`PostingRecord`). A rule is a person's standing order:
/// it needs neither, nor a vendor out of cold start, but the limits of amount, period and balance hold for it too.
package struct AutoPostPolicy: Hashable, Sendable {
    package enum Decision: Hashable, Sendable {
        case post
        case hold(HoldReason)
    }

    package static let allowedThresholdBasisPoints = 8_000...9_900
    package static let defaultThresholdBasisPoints = 9_000

    package let isOn: Bool
    /// 9,000 is a probability of 0.90.
    package let thresholdBasisPoints: Int
    /// The largest amount, in or out, that may post by itself, in minor units of the line's currency; nil for no limit.
    package let amountLimitMinorUnits: Int64?

    package init(
        isOn: Bool = false, thresholdBasisPoints: Int = defaultThresholdBasisPoints, amountLimitMinorUnits: Int64? = nil
    ) throws(AutoPostPolicyError) {
        guard Self.allowedThresholdBasisPoints.contains(thresholdBasisPoints) else { throw .thresholdOutOfRange(thresholdBasisPoints) }
        if let limit = amountLimitMinorUnits, limit < 0 { throw .negativeLimit(limit) }
        (self.isOn, self.thresholdBasisPoints, self.amountLimitMinorUnits) = (isOn, thresholdBasisPoints, amountLimitMinorUnits)
    }

    private init() { (isOn, thresholdBasisPoints, amountLimitMinorUnits) = (false, Self.defaultThresholdBasisPoints, nil) }

    /// Off, 0.90, no limit of amount: what a new tenant has.
    package static let initial = AutoPostPolicy()

    /// `post` only when switched on and nothing speaks against it; `auto_post_off` when nothing but the switch does.
    package func decision(for proposal: Proposal, amount: Money, periodIsOpen: Bool) -> Decision {
        if let reason = holdReasonWhenOn(for: proposal, amount: amount, periodIsOpen: periodIsOpen) { return .hold(reason) }
        return isOn ? .post : .hold(.autoPostOff)
    }

    /// Whether the line would be filed were posting switched on: what counts as "filed by rule", "by vendor", "by model".
    package func wouldFile(_ proposal: Proposal, amount: Money, periodIsOpen: Bool) -> Bool {
        holdReasonWhenOn(for: proposal, amount: amount, periodIsOpen: periodIsOpen) == nil
    }

    /// The first objection, gravest first.
    private func holdReasonWhenOn(for proposal: Proposal, amount: Money, periodIsOpen: Bool) -> HoldReason? {
        if proposal.isConflict { return .ruleConflict }
        if let action = proposal.action, action.parts(of: amount) == nil { return .imbalance }
        if !periodIsOpen { return .periodClosed }
        if let limit = amountLimitMinorUnits, amount.minorUnits.magnitude > limit.magnitude { return .largeAmount }
        if proposal.method == .rule { return nil }
        guard proposal.isVendorEligible else { return .coldStart }
        guard proposal.account != nil, proposal.agreesWithVendor, proposal.isProvenPrecise else { return .belowThreshold }
        return proposal.probability * 10_000 >= Double(thresholdBasisPoints) ? nil : .belowThreshold
    }
}

package enum AutoPostPolicyError: Error, Equatable {
    case thresholdOutOfRange(Int)
    case negativeLimit(Int64)

    package var userText: String {
        switch self {
        case .thresholdOutOfRange(let basisPoints):
            "A threshold of \(Double(basisPoints) / 10_000) is outside 0.80 to 0.99. Choose one within."
        case .negativeLimit(let limit): "A limit of \(limit) is negative. Give the largest amount as a positive number, or none."
        }
    }
}
