package import Bookkeeping

/// A person's standing order: lines that meet the condition are filed as the action says.
package struct Rule: Hashable, Codable, Sendable {
    /// Unique within the tenant: explanations and conflicts name it.
    package var name: String
    package var condition: Condition
    package var action: Action
    /// The higher wins, and any explicit priority wins over none. Without one, the more specific condition wins.
    package var priority: Int?
    package var isEnabled: Bool

    package init(name: String, condition: Condition, action: Action, priority: Int? = nil, isEnabled: Bool = true) {
        (self.name, self.condition, self.action) = (name, condition, action)
        (self.priority, self.isEnabled) = (priority, isEnabled)
    }

    /// Refuses what could never work: an empty name or literal, a wrong pattern, a split that does not divide.
    package func validate() throws(RuleError) {
        guard name.contains(where: { !$0.isWhitespace }) else { throw .emptyName }
        try condition.validate(depth: 0)
        try action.validate()
    }
}

package enum RuleError: Error, Equatable {
    case emptyName
    case duplicateName(String)
    case emptyText
    case emptyGroup
    case nestedTooDeeply
    case wrongPattern(String, String)
    case emptyRange
    case shareOutOfRange
    case splitWithoutShares
    case weightsDoNotSum(Int)
    case negativeShare(Money)
    case unreadable(String)

    package var userText: String {
        switch self {
        case .emptyName: "A rule needs a name. Give it one that says what it does."
        case .duplicateName(let name): "Two rules are called “\(name)”. Rename one of them."
        case .emptyText: "A condition looks for an empty text, which every line contains. Enter the text to look for."
        case .emptyGroup: "A group of conditions is empty. Add a condition to it or remove it."
        case .nestedTooDeeply: "Conditions are nested more than \(Rule.Condition.deepest) levels deep. Split the rule into several."
        case .wrongPattern(let pattern, let fault): "The pattern \(pattern) cannot be used: \(fault)."
        case .emptyRange: "The amount range ends before it begins, or mixes currencies. Correct its limits."
        case .shareOutOfRange: "A share of a split must be more than 0 and at most 10,000 basis points. Correct it."
        case .splitWithoutShares: "A split needs at least two shares. Add one, or file to a single account."
        case .weightsDoNotSum(let sum): "The shares of the split add up to \(sum) basis points. They must add up to 10,000."
        case .negativeShare(let amount): "A fixed share of \(amount) is not positive. Enter it without a sign."
        case .unreadable(let what): "The rule cannot be read: \(what). Correct it and try again."
        }
    }
}
