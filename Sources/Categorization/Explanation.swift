package import Bookkeeping

/// The strongest reasons for a proposal, best first, kept as parts so that words are made only when somebody looks.
package struct Explanation: Equatable, Sendable, CustomStringConvertible {
    package enum Part: Equatable, Sendable {
        case rule(String)
        case rulesDisagree([String])
        /// No word alone, but words, vendor and letters together.
        case similarText
        case textContains(String)
        case amountNear(Money)
        case moneyIn, moneyOut
        case dayOfMonth(Int)
        case followsSimilarLine
        /// How many lines of this vendor in a row people filed to the proposed account.
        case earlierLines(Int)
        case nothingKnown
        /// The language model chose; how many of its answers near this confidence people had, and how many of those were right.
        case languageModel(lines: Int, right: Int)
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
        case .similarText: "text like earlier ones"
        // The model reads every digit as the same sign.
        case .textContains(let word) where word.allSatisfy { $0 == "#" }: "text contains a number of \(word.count) digits"
        case .textContains(let word): "text contains \(word)"
        case .amountNear(let amount): "amount near \(amount)"
        case .moneyIn: "money in"
        case .moneyOut: "money out"
        case .dayOfMonth(let day): "day \(day) of the month"
        case .followsSimilarLine: "follows a line of that account"
        case .earlierLines(1): "1 earlier line"
        case .earlierLines(let count): "\(count) earlier lines"
        case .languageModel(0, _): "the language model chose it; none of its answers like this one was checked yet"
        case .languageModel(let lines, let right):
            "the language model chose it; of its last \(lines) answers like this one, \(right) were right"
        case .nothingKnown: "nothing like it was filed before"
        }
    }
}
