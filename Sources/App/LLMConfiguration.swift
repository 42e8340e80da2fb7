import Bookkeeping
import Integrations
import Operations
import Storage

/// What the environment says about the language model. Without LLM_BASE_URL and LLM_MODEL there is none and everything else works; a wrong value
/// stops the start.
struct LLMConfiguration: Sendable {
    /// Nil without configuration.
    let tier: LLMTier?
    let caps: LLMTier.Caps

    /// What tokens count for where the operator does not say: dearer than most, so that a cap holds all the same. In dollars for a million.
    private static let (priceInput, priceOutput) = ("10", "30")

    init(_ environment: [String: String]) throws {
        try self.init { name in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    }

    /// - Parameter value: of an environment variable; nil where it is empty or not set
    init(_ value: (String) -> String?) throws {
        func dollars(_ name: String, or standard: String, wanted: String) throws -> MicroDollars {
            let text = value(name) ?? standard
            guard let amount = MicroDollars(dollars: text) else { throw ConfigurationError.wrong(name, text, wanted: wanted) }
            return amount
        }
        let cap = "dollars a month, such as 50 or 12.50"
        caps = LLMTier.Caps(
            tenant: try dollars("LLM_TENANT_CAP_USD", or: "50", wanted: cap),
            global: try dollars("LLM_GLOBAL_CAP_USD", or: "1000", wanted: cap))
        let price = "dollars for a million tokens, at most six decimals, such as 0.15"
        let prices = LLMTier.Prices(
            input: try dollars("LLM_PRICE_INPUT_PER_MTOK", or: Self.priceInput, wanted: price),
            output: try dollars("LLM_PRICE_OUTPUT_PER_MTOK", or: Self.priceOutput, wanted: price))
        guard let base = try Self.base(value("LLM_BASE_URL")), let model = value("LLM_MODEL") else {
            if let model = value("LLM_MODEL"), value("LLM_BASE_URL") == nil {
                throw ConfigurationError.wrong("LLM_MODEL", model, wanted: "an endpoint beside it, in LLM_BASE_URL")
            }
            if let address = value("LLM_BASE_URL") {
                throw ConfigurationError.wrong("LLM_BASE_URL", address, wanted: "the name of a model beside it, in LLM_MODEL")
            }
            tier = nil
            return
        }
        let key = try value("LLM_API_KEY").map { text in
            // The text itself is a secret, whatever is wrong with it.
            guard let key = LLMKey(text) else {
                throw ConfigurationError.wrong("LLM_API_KEY", "…", wanted: "a key without blanks, as the endpoint hands it out")
            }
            return key
        }
        tier = LLMTier(model: .live(model: model, base: base, key: key), prices: prices, caps: caps)
    }

    /// Lines and a key travel there, so only over https, or to a model in one's own network.
    private static func base(_ text: String?) throws -> String? {
        guard let text else { return nil }
        let address = text.hasSuffix("/") ? String(text.dropLast()) : text
        let own = ["http://127.0.0.1:", "http://localhost:", "http://10.", "http://192.168."]
        guard address.hasPrefix("https://") || own.contains(where: address.hasPrefix) else {
            throw ConfigurationError.wrong(
                "LLM_BASE_URL", text, wanted: "an address that begins with https://, or http:// to a machine of one's own")
        }
        return address
    }
}
