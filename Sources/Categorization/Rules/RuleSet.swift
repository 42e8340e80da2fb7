import Bookkeeping

/// A tenant's rules, checked and compiled: hundreds of them cost about as much per line as one.
///
/// One pass over the text finds the literals of all rules; only rules whose condition can hold given what was found are
/// evaluated.
package struct RuleSet: Sendable {
    /// As given, those that are switched off included.
    package let rules: [Rule]

    package static let empty = RuleSet()

    /// Strongest first; rules of equal strength in the order given.
    private let compiled: [CompiledRule]
    private let automaton: LiteralAutomaton
    /// For each literal, the compiled rules that need it (or one of several) to be found.
    private let rulesByLiteral: [[Int]]
    /// Compiled rules that can hold whatever is found.
    private let alwaysEvaluated: [Int]
    private let usesCounterparty: Bool

    private init() {
        (rules, compiled, rulesByLiteral, alwaysEvaluated, usesCounterparty) = ([], [], [], [], false)
        automaton = LiteralAutomaton([])
    }

    /// - Throws: the first fault found in any rule, switched off or not.
    package init(_ rules: [Rule]) throws(RuleError) {
        self.rules = rules
        var names = Set<String>()
        for rule in rules {
            try rule.validate()
            guard names.insert(rule.name).inserted else { throw .duplicateName(rule.name) }
        }
        var compiler = RuleCompiler()
        var compiled: [CompiledRule] = []
        for rule in rules where rule.isEnabled { compiled.append(try compiler.compile(rule)) }
        // A stable order keeps results the same from run to run.
        let ordered = compiled.enumerated().sorted { ($1.element.strength, $0.offset) < ($0.element.strength, $1.offset) }.map(\.element)
        var byLiteral = [[Int]](repeating: [], count: compiler.literals.count)
        var always: [Int] = []
        for (index, rule) in ordered.enumerated() {
            if let needed = rule.condition.neededLiterals {
                for literal in needed { byLiteral[literal].append(index) }
            } else {
                always.append(index)
            }
        }
        self.compiled = ordered
        automaton = LiteralAutomaton(compiler.literals.map(\.bytes))
        (rulesByLiteral, alwaysEvaluated, usesCounterparty) = (byLiteral, always, compiler.usesCounterparty)
    }

    /// What the rules say of one line.
    package enum Match: Equatable, Sendable {
        case none
        /// The strongest rule; rules of equal strength agree with it.
        case decided(Rule)
        /// Equally strong rules that disagree.
        case conflict([Rule])
    }

    /// The verdict of the rules on `facts`; `counterparty` stands in where the bank gave none.
    package func match(_ facts: LineFacts, counterparty: @autoclosure () -> String = "") -> Match {
        guard !compiled.isEmpty else { return .none }
        let line = folded(facts, counterparty: counterparty())
        var best: [Int] = []
        for index in candidates(line.found) {
            if let first = best.first, compiled[first].strength > compiled[index].strength { break }
            if compiled[index].condition.holds(line) { best.append(index) }
        }
        guard let first = best.first else { return .none }
        let agree = best.allSatisfy { compiled[$0].rule.action == compiled[first].rule.action }
        return agree ? .decided(compiled[first].rule) : .conflict(best.map { compiled[$0].rule })
    }

    /// Every rule whose condition holds, strongest first, whether or not a stronger one decides.
    package func holding(_ facts: LineFacts, counterparty: @autoclosure () -> String = "") -> [Rule] {
        guard !compiled.isEmpty else { return [] }
        let line = folded(facts, counterparty: counterparty())
        return candidates(line.found).filter { compiled[$0].condition.holds(line) }.map { compiled[$0].rule }
    }

    private func folded(_ facts: LineFacts, counterparty: @autoclosure () -> String) -> FoldedLine {
        let text = FoldedText(facts.text)
        let other = usesCounterparty ? FoldedText(facts.counterparty ?? counterparty()) : nil
        return FoldedLine(facts: facts, text: text, counterparty: other, found: findLiterals(text, other))
    }

    private func findLiterals(_ text: FoldedText, _ counterparty: FoldedText?) -> [FoundLiteral] {
        var found: [FoundLiteral] = []
        automaton.scan(text.bytes) { found.append(FoundLiteral(literal: $0.literal, field: .text, end: $0.end)) }
        if let counterparty {
            automaton.scan(counterparty.bytes) { found.append(FoundLiteral(literal: $0.literal, field: .counterparty, end: $0.end)) }
        }
        return found
    }

    /// Compiled rules worth evaluating, strongest first, each once.
    private func candidates(_ found: [FoundLiteral]) -> [Int] {
        guard !found.isEmpty else { return alwaysEvaluated }
        var indices = alwaysEvaluated
        for find in found { indices += rulesByLiteral[find.literal] }
        indices.sort()
        var unique: [Int] = []
        for index in indices where unique.last != index { unique.append(index) }
        return unique
    }
}

struct FoundLiteral {
    let literal: Int
    let field: Rule.Field
    let end: Int
}

/// A line prepared for many conditions: folded once, literals found once.
struct FoldedLine {
    let facts: LineFacts
    let text: FoldedText
    /// Nil when no rule asks for it.
    let counterparty: FoldedText?
    let found: [FoundLiteral]

    func folded(_ field: Rule.Field) -> FoldedText? { field == .text ? text : counterparty }
}
