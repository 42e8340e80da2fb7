package import Storage

/// The language model with what it costs and how much it may: what the operator says about it.
package struct LLMTier: Sendable {
    package let model: LLM
    package let prices: Prices
    package let caps: Caps

    package init(model: LLM, prices: Prices, caps: Caps) { (self.model, self.prices, self.caps) = (model, prices, caps) }

    /// In dollars for a million tokens.
    package struct Prices: Hashable, Sendable {
        package let input: MicroDollars
        package let output: MicroDollars

        package init(input: MicroDollars, output: MicroDollars) { (self.input, self.output) = (input, output) }

        /// Every begun millionth of a dollar counts.
        package func cost(promptTokens: Int, completionTokens: Int) -> MicroDollars {
            Self.cost(promptTokens, input) + Self.cost(completionTokens, output)
        }

        /// No endpoint counts more tokens in one reply; what says it does is not believed further.
        private static let mostTokens = 100_000_000

        private static func cost(_ tokens: Int, _ price: MicroDollars) -> MicroDollars {
            let tokens = UInt64(min(max(tokens, 0), mostTokens))
            let product = tokens.multipliedFullWidth(by: UInt64(max(price.rawValue, 0)))
            let (whole, rest) = UInt64(1_000_000).dividingFullWidth(product)
            return MicroDollars(Int64(whole) + (rest > 0 ? 1 : 0))
        }
    }

    /// How much may be spent in a calendar month.
    package struct Caps: Hashable, Sendable {
        package let tenant: MicroDollars
        package let global: MicroDollars
        /// Calls for each hundred lines that came in in the month.
        package let callsPerHundredLines: Int

        package init(tenant: MicroDollars, global: MicroDollars, callsPerHundredLines: Int = 30) {
            (self.tenant, self.global, self.callsPerHundredLines) = (tenant, global, callsPerHundredLines)
        }
    }
}
