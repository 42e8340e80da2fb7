import Bookkeeping

/// The form of one rule with what it would do: works by a plain button, and by script while one types.
struct RuleEditor: Sendable {
    let address: String
    let name: String
    let priority: String
    let accounts: [Choice]
    let modes: [Choice]
    let conditions: [Condition]
    let groupModes: [Choice]
    let group: [Condition]
    let save: String
    let saveTitle: String
    let version: String?
    let trial: RuleTrial?
    let hasTrial: Bool

    struct Condition: Sendable {
        /// `1`, and `g1` in the group.
        let field: String
        let test: String
        let value: String
        let number: String
        let fields: [Choice]
        let tests: [Choice]
        let text: String
    }

    /// - Parameter version: that the form was made from
    init(
        _ draft: RuleDraft, _ accounts: [Account], trial: RuleTrial?, address: String,
        save: (value: String, title: String),
        version: Int?
    ) {
        (self.address, name, priority) = (address, draft.name, draft.priority)
        let offered = accounts.map { Choice("\($0.id)", $0.label, isSelected: "\($0.id)" == draft.account) }
        self.accounts = offered.contains(where: \.isSelected) ? offered : [Choice("", "Choose an account")] + offered
        modes = Self.choices(draft.mode)
        groupModes = Self.choices(draft.groupMode)
        conditions = Self.conditions(draft.conditions, least: draft.rows, most: RuleDraft.most, prefix: "")
        group = Self.conditions(draft.group, least: draft.groupRows, most: RuleDraft.mostInGroup, prefix: "g")
        (self.save, saveTitle, self.version) = (save.value, save.title, version.map(String.init))
        (self.trial, hasTrial) = (trial, trial != nil)
    }

    private static func choices(_ mode: RuleDraft.Mode) -> [Choice] {
        RuleDraft.Mode.allCases.map { Choice($0.rawValue, $0.words, isSelected: $0 == mode) }
    }

    /// Those that are filled in, and a blank one behind them.
    private static func conditions(_ lines: [RuleDraft.Line], least: Int, most: Int, prefix: String) -> [Condition] {
        let count = min(max(least, lines.count + 1), most)
        return (0..<count).map { index in
            let line = index < lines.count ? lines[index] : RuleDraft.Line()
            let number = index + 1
            return Condition(
                field: "\(prefix)f\(number)", test: "\(prefix)o\(number)", value: "\(prefix)v\(number)",
                number: prefix.isEmpty ? "\(number)" : "\(number) of the group",
                fields: RuleDraft.fields.map { Choice($0.0, $0.1, isSelected: $0.0 == line.field) },
                tests: RuleDraft.tests.map { Choice($0.0, $0.1, isSelected: $0.0 == line.test) }, text: line.value)
        }
    }
}
