import Bookkeeping

/// A rule whose texts are folded and whose patterns are automata.
struct CompiledRule: Sendable {
    let rule: Rule
    let condition: CompiledCondition
    let strength: Strength

    /// An explicit priority wins over none; then the more specific condition.
    struct Strength: Comparable, Sendable {
        let priority: Int
        let specificity: Int

        static func < (left: Self, right: Self) -> Bool {
            (left.priority, left.specificity) < (right.priority, right.specificity)
        }
    }
}

indirect enum CompiledCondition: Sendable {
    case all([CompiledCondition])
    case any([CompiledCondition])
    case not(CompiledCondition)
    /// By the literal's number; `length` in bytes.
    case contains(Rule.Field, Int)
    case starts(Rule.Field, Int, length: Int)
    case equals(Rule.Field, Int, length: Int)
    case matches(Rule.Field, TextPattern)
    case amount(Rule.AmountRange)
    case direction(Rule.Direction)
    case bankAccount(AccountID)

    func holds(_ line: FoldedLine) -> Bool {
        switch self {
        case .all(let group): group.allSatisfy { $0.holds(line) }
        case .any(let group): group.contains { $0.holds(line) }
        case .not(let condition): !condition.holds(line)
        case .contains(let field, let literal): line.found.contains { $0.literal == literal && $0.field == field }
        case .starts(let field, let literal, let length):
            line.found.contains { $0.literal == literal && $0.field == field && $0.end == length }
        case .equals(let field, let literal, let length):
            line.folded(field)?.bytes.count == length
                && line.found.contains { $0.literal == literal && $0.field == field && $0.end == length }
        case .matches(let field, let pattern): line.folded(field).map(pattern.matches) ?? false
        case .amount(let range): range.contains(line.facts.amount)
        case .direction(let direction): direction.contains(line.facts.amount)
        case .bankAccount(let account): line.facts.bankAccount == account
        }
    }

    /// Literals of which at least one must be found for the condition to hold; nil when it can hold without any.
    var neededLiterals: Set<Int>? {
        switch self {
        case .contains(_, let literal), .starts(_, let literal, _), .equals(_, let literal, _): return [literal]
        case .all(let group): return group.compactMap(\.neededLiterals).min { $0.count < $1.count }
        case .any(let group):
            var union = Set<Int>()
            for condition in group {
                guard let needed = condition.neededLiterals else { return nil }
                union.formUnion(needed)
            }
            return union
        case .not, .matches, .amount, .direction, .bankAccount: return nil
        }
    }
}

/// Gathers the literals of all rules under one numbering.
struct RuleCompiler {
    private(set) var literals: [FoldedText] = []
    private(set) var usesCounterparty = false
    private var numbers: [FoldedText: Int] = [:]

    mutating func compile(_ rule: Rule) throws(RuleError) -> CompiledRule {
        let strength = CompiledRule.Strength(priority: rule.priority ?? .min, specificity: rule.condition.specificity)
        return CompiledRule(rule: rule, condition: try compile(rule.condition), strength: strength)
    }

    private mutating func compile(_ condition: Rule.Condition) throws(RuleError) -> CompiledCondition {
        switch condition {
        case .all(let group): return .all(try compile(group))
        case .any(let group): return .any(try compile(group))
        case .not(let inner): return .not(try compile(inner))
        case .amount(let range): return .amount(range)
        case .direction(let direction): return .direction(direction)
        case .bankAccount(let account): return .bankAccount(account)
        case .text(let field, let test):
            if field == .counterparty { usesCounterparty = true }
            switch test {
            case .contains(let text): return .contains(field, number(of: FoldedText(text)))
            case .starts(let text): return .starts(field, number(of: FoldedText(text)), length: FoldedText(text).bytes.count)
            case .equals(let text): return .equals(field, number(of: FoldedText(text)), length: FoldedText(text).bytes.count)
            case .matches(let pattern): return .matches(field, try TextPattern(pattern))
            }
        }
    }

    private mutating func compile(_ group: [Rule.Condition]) throws(RuleError) -> [CompiledCondition] {
        var compiled: [CompiledCondition] = []
        for condition in group { compiled.append(try compile(condition)) }
        return compiled
    }

    private mutating func number(of literal: FoldedText) -> Int {
        if let number = numbers[literal] { return number }
        numbers[literal] = literals.count
        literals.append(literal)
        return literals.count - 1
    }
}
