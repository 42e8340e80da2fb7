package import Bookkeeping

/// The strongest reasons for a proposal, best first, kept as parts so that words are made only when somebody looks.
package struct Explanation: Equatable, Sendable, CustomStringConvertible {
    package enum Part: Equatable, Sendable {
        case rule(String)
        case rulesDisagree([String])
        /// The line's text is, apart from digits, one that was answered before.
        case sameText
        case sameTextAndAmount
        case textContains(String)
        case amountNear(Money)
        case moneyIn, moneyOut
        case dayOfMonth(Int)
        case followsSimilarLine
        case accountName(String)
        /// How many lines of this vendor people filed to the proposed account.
        case earlierLines(Int)
        case vendorMemory(String, Int)
        case nothingKnown
    }

    package let parts: [Part]

    package init(_ parts: [Part]) { self.parts = parts }

    package var description: String { parts.map(\.words).joined(separator: "; ") }
}

extension Explanation.Part {
    package var words: String {
        switch self {
        case .rule(let name): "rule “\(name)”"
        case .rulesDisagree(let names): "rules disagree: " + names.map { "“\($0)”" }.joined(separator: ", ")
        case .sameText: "same text as before"
        case .sameTextAndAmount: "same text and amount as before"
        case .textContains(let word): "text contains \(word)"
        case .amountNear(let amount): "amount near \(amount)"
        case .moneyIn: "money in"
        case .moneyOut: "money out"
        case .dayOfMonth(let day): "day \(day) of the month"
        case .followsSimilarLine: "follows a line of that account"
        case .accountName(let name): "account name contains \(name)"
        case .earlierLines(1): "1 earlier line"
        case .earlierLines(let count): "\(count) earlier lines"
        case .vendorMemory(let name, let count): "\(name) was filed here \(count) times in a row"
        case .nothingKnown: "nothing like it was filed before"
        }
    }
}
