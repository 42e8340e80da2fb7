/// Who decided, or proposes, where a line belongs; strongest first.
package enum Method: String, CaseIterable, Sendable {
    case person, rule, vendor, model, llm, none

    /// In one word, as the review queue shows it.
    package var word: String {
        switch self {
        case .person: "person"
        case .rule: "rule"
        case .vendor: "vendor"
        case .model: "model"
        case .llm: "LLM"
        case .none: "none"
        }
    }

    /// A machine never overwrites a person, nor a weaker machine a stronger one.
    package func outranks(_ other: Method) -> Bool { rank < other.rank }

    private var rank: Int {
        switch self {
        case .person: 0
        case .rule: 1
        case .vendor: 2
        case .model: 3
        case .llm: 4
        case .none: 5
        }
    }
}
