package import Bookkeeping

/// What the language model chose for a line.
package struct LanguageModelChoice: Equatable, Sendable {
    package let account: AccountID
    /// The confidence it named, in basis points.
    package let stated: Int

    package init(account: AccountID, stated: Int) { (self.account, self.stated) = (account, stated) }
}

extension Proposal {
    /// This proposal, or the language model's where nobody stronger decided and it has been right more often than the tenant's model is sure.
    ///
    /// A rule and a vendor out of cold start are above it. Its lines post by themselves on the same terms as the model's: the vendor has to
    /// have left cold start with answers that name this very account, and its record has to prove it.
    package func weighed(against choice: LanguageModelChoice, _ record: LanguageModelRecord) -> Proposal {
        guard method == .model || method == .none else { return self }
        let probability = record.probability(stated: choice.stated)
        guard probability > self.probability else { return self }
        let (lines, right) = record.known(stated: choice.stated)
        let others = candidates.filter { $0.account != choice.account }
        return Proposal(
            method: .llm, account: choice.account, probability: probability,
            candidates: Array(([Candidate(account: choice.account, probability: probability)] + others).prefix(5)), vendor: vendor,
            consistentLabels: consistentLabels, agreesWithVendor: agreesWithVendor && account == choice.account,
            isProvenPrecise: record.isProven(stated: choice.stated), explanation: Explanation([.languageModel(lines: lines, right: right)]))
    }
}
