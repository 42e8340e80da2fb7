package import Bookkeeping

extension Rule {
    /// What must hold of a line. Texts are compared without regard to letter case.
    package indirect enum Condition: Hashable, Sendable {
        case all([Condition])
        case any([Condition])
        case not(Condition)
        case text(Field, TextTest)
        case amount(AmountRange)
        case direction(Direction)
        case bankAccount(AccountID)

        /// How deep groups may nest.
        package static let deepest = 16
    }

    package enum Field: String, CaseIterable, Sendable {
        /// What the bank wrote.
        case text
        /// The bank's own field for the other end, else the vendor read from the text.
        case counterparty
    }

    package enum TextTest: Hashable, Sendable {
        case contains(String)
        case equals(String)
        case starts(String)
        /// A regular expression, found anywhere in the text: see `TextPattern`.
        case matches(String)
    }

    /// Amounts without their sign, limits included. A line in another currency is never inside.
    package struct AmountRange: Hashable, Sendable {
        package let from: Money?
        package let to: Money?

        package init(from: Money? = nil, to: Money? = nil) { (self.from, self.to) = (from, to) }

        package func contains(_ amount: Money) -> Bool {
            if let from, from.currency != amount.currency || amount.minorUnits.magnitude < from.minorUnits.magnitude { return false }
            if let to, to.currency != amount.currency || amount.minorUnits.magnitude > to.minorUnits.magnitude { return false }
            return true
        }
    }

    package enum Direction: String, CaseIterable, Sendable {
        case moneyIn = "in"
        case moneyOut = "out"

        package func contains(_ amount: Money) -> Bool { self == .moneyIn ? !amount.isNegative : amount.isNegative }
    }
}

extension Rule.Condition {
    /// Every account in the books that the condition names.
    package var bankAccounts: [AccountID] {
        switch self {
        case .all(let group), .any(let group): group.flatMap(\.bankAccounts)
        case .not(let condition): condition.bankAccounts
        case .bankAccount(let account): [account]
        case .text, .amount, .direction: []
        }
    }

    func validate(depth: Int) throws(RuleError) {
        guard depth <= Self.deepest else { throw .nestedTooDeeply }
        switch self {
        case .all(let group), .any(let group):
            guard !group.isEmpty else { throw .emptyGroup }
            for condition in group { try condition.validate(depth: depth + 1) }
        case .not(let condition): try condition.validate(depth: depth + 1)
        case .text(_, .contains(let literal)), .text(_, .equals(let literal)), .text(_, .starts(let literal)):
            guard !FoldedText(literal).bytes.isEmpty else { throw .emptyText }
        case .text(_, .matches(let pattern)): _ = try TextPattern(pattern)
        case .amount(let range):
            guard range.from != nil || range.to != nil else { throw .emptyRange }
            for limit in [range.from, range.to] { if let limit, limit.isNegative { throw .emptyRange } }
            if let from = range.from, let to = range.to {
                guard from.currency == to.currency, from.minorUnits <= to.minorUnits else { throw .emptyRange }
            }
        case .direction, .bankAccount: break
        }
    }

    /// How narrow the condition is, by points: an equal text tells more than a beginning, that more than a part, and longer
    /// texts tell more than shorter ones. A group with AND adds up, one with OR is as wide as its widest branch.
    var specificity: Int {
        switch self {
        case .all(let group): group.reduce(0) { $0 + $1.specificity }
        case .any(let group): group.map(\.specificity).min() ?? 0
        case .not: 1
        case .text(_, .equals(let literal)): 100 + Self.lengthPoints(literal)
        case .text(_, .starts(let literal)): 60 + Self.lengthPoints(literal)
        case .text(_, .contains(let literal)): 40 + Self.lengthPoints(literal)
        case .text(_, .matches): 30
        case .amount(let range): range.from == range.to ? 30 : range.from != nil && range.to != nil ? 20 : 10
        case .bankAccount: 10
        case .direction: 5
        }
    }

    private static func lengthPoints(_ literal: String) -> Int { min(literal.utf8.count, 30) }
}
