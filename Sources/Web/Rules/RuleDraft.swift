import Bookkeeping
import Categorization
import Operations

/// A rule as the form has it: conditions that all, any or none hold, a group among them, and where the line goes. What is typed stays text
/// until it is read, so that a form with a mistake comes back as it was.
struct RuleDraft: Sendable {
    var name = ""
    var account = ""
    var priority = ""
    var mode = Mode.all
    var conditions: [Line] = []
    var groupMode = Mode.none
    var group: [Line] = []
    /// Lines of the form it was typed into, the blank ones too.
    var (rows, groupRows) = (3, 1)
    /// What is none of the choices.
    private var faults: [FieldFault] = []

    enum Mode: String, CaseIterable, Sendable {
        case all, any, none

        var words: String {
            switch self {
            case .all: "all of these hold"
            case .any: "any of these holds"
            case .none: "none of these holds"
            }
        }
    }

    struct Line: Sendable, Equatable {
        var field = "text"
        var test = "contains"
        var value = ""
        /// What the form calls its value: `v1`, `gv1` in the group.
        var place = ""

        var isBlank: Bool { value.allSatisfy(\.isWhitespace) }
    }

    static let fields = [
        ("text", "Bank text"), ("counterparty", "Counterparty"), ("amount", "Amount"), ("direction", "Direction"), ("bank", "Bank account"),
    ]
    static let tests = [
        ("contains", "contains"), ("equals", "is"), ("starts", "starts with"), ("matches", "matches (regex)"), ("from", "is at least"),
        ("to", "is at most"),
    ]
    static let most = 6
    static let mostInGroup = 3

    init() {}

    init(_ form: Values) {
        (name, account, priority) = (form["name"] ?? "", form["account"] ?? "", form["priority"] ?? "")
        mode = Mode(rawValue: form["mode"] ?? "all") ?? .all
        groupMode = Mode(rawValue: form["group_mode"] ?? "none") ?? .none
        (rows, groupRows) = (max(3, Self.rows(of: form, "", Self.most)), max(1, Self.rows(of: form, "g", Self.mostInGroup)))
        conditions = Self.lines(of: form, "", Self.most)
        group = Self.lines(of: form, "g", Self.mostInGroup)
        faults = Self.strangers(in: form)
        // The short form of another page: one text, one account.
        if let text = form.text("contains") { conditions.insert(Line(value: text), at: 0) }
    }

    private static func rows(of form: Values, _ prefix: String, _ most: Int) -> Int {
        (1...most).last { form["\(prefix)f\($0)"] != nil } ?? 0
    }

    private static func lines(of form: Values, _ prefix: String, _ most: Int) -> [Line] {
        (1...most).map { number in
            Line(
                field: form["\(prefix)f\(number)"] ?? "text", test: form["\(prefix)o\(number)"] ?? "contains",
                value: form["\(prefix)v\(number)"] ?? "", place: "\(prefix)v\(number)")
        }.filter { !$0.isBlank }
    }

    /// Choices that no list of the form has.
    private static func strangers(in form: Values) -> [FieldFault] {
        let modes = Mode.allCases.map(\.rawValue)
        var offered = ["mode": modes, "group_mode": modes]
        for (prefix, most) in [("", most), ("g", mostInGroup)] {
            for number in 1...most {
                offered["\(prefix)f\(number)"] = fields.map(\.0)
                offered["\(prefix)o\(number)"] = tests.map(\.0)
            }
        }
        return form.pairs.filter { offered[$0.name]?.contains($0.value) == false }.map {
            FieldFault($0.name, "Choose one from the list.")
        }
    }

    /// Of a rule that the form can show; nil for one that is made of more.
    init?(_ rule: Rule) {
        guard case .file(let account) = rule.action else { return nil }
        (name, self.account, priority) = (rule.name, "\(account)", rule.priority.map(String.init) ?? "")
        let (mode, parts) = Self.parts(rule.condition)
        self.mode = mode
        for part in parts {
            if let line = Line(part) {
                conditions.append(line)
            } else {
                let (groupMode, inner) = Self.parts(part)
                let lines = inner.compactMap(Line.init)
                guard group.isEmpty, lines.count == inner.count else { return nil }
                (self.groupMode, group) = (groupMode, lines)
            }
        }
        guard conditions.count <= Self.most, group.count <= Self.mostInGroup else { return nil }
    }

    private static func parts(_ condition: Rule.Condition) -> (Mode, [Rule.Condition]) {
        switch condition {
        case .all(let parts): (.all, parts)
        case .any(let parts): (.any, parts)
        case .not(.any(let parts)): (.none, parts)
        case .not(let part): (.none, [part])
        default: (.all, [condition])
        }
    }

    /// - Throws: a refusal that names what cannot be read
    func rule(accounts: [Account], currency: Currency) throws -> Rule {
        var faults = faults
        func read(_ lines: [Line]) throws -> [Rule.Condition] {
            try lines.compactMap { line in
                do { return try line.condition(accounts, currency) } catch let refusal as Refusal {
                    faults.append(FieldFault(line.place, refusal.message))
                    return nil
                }
            }
        }
        if name.allSatisfy(\.isWhitespace) { faults.append(FieldFault("name", RuleError.emptyName.userText)) }
        let chosen = accounts.first { $0.code == account || "\($0.id)" == account }
        if chosen == nil { faults.append(FieldFault("account", "Choose an account from the list.")) }
        let number = Int(priority)
        if number == nil, !priority.isEmpty { faults.append(FieldFault("priority", "The priority is a whole number, or empty.")) }
        var parts = try read(conditions)
        let inner = try read(group)
        if !inner.isEmpty { parts.append(Self.joined(groupMode, inner)) }
        if parts.isEmpty, faults.isEmpty {
            faults.append(FieldFault("v1", "Say when the rule holds: enter a text, an amount or an account to look for."))
        }
        guard faults.isEmpty, let chosen else { throw Refusal.invalid(faults) }
        return Rule(name: name, condition: Self.joined(mode, parts), action: .file(chosen.id), priority: number)
    }

    /// Whatever the rule is refused for, said of a field of the form.
    func explaining<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch RuleError.wrongPattern(let pattern, let fault) {
            let place = (conditions + group).first { $0.value == pattern }?.place
            throw RuleError.wrongPattern(pattern, fault).about(place ?? "v1")
        } catch {
            throw error.about("name")
        }
    }

    private static func joined(_ mode: Mode, _ parts: [Rule.Condition]) -> Rule.Condition {
        switch mode {
        case .all: parts.count == 1 ? parts[0] : .all(parts)
        case .any: parts.count == 1 ? parts[0] : .any(parts)
        case .none: .not(parts.count == 1 ? parts[0] : .any(parts))
        }
    }
}

extension RuleDraft.Line {
    fileprivate init?(_ condition: Rule.Condition) {
        switch condition {
        case .text(let field, let test):
            self.field = field == .text ? "text" : "counterparty"
            switch test {
            case .contains(let text): (self.test, value) = ("contains", text)
            case .equals(let text): (self.test, value) = ("equals", text)
            case .starts(let text): (self.test, value) = ("starts", text)
            case .matches(let text): (self.test, value) = ("matches", text)
            }
        case .amount(let range):
            field = "amount"
            switch (range.from, range.to) {
            case (let from?, let to?) where from == to: (test, value) = ("equals", from.decimalText)
            case (let from?, nil): (test, value) = ("from", from.decimalText)
            case (nil, let to?): (test, value) = ("to", to.decimalText)
            default: return nil
            }
        case .direction(let direction): (field, test, value) = ("direction", "equals", direction.rawValue)
        case .bankAccount(let account): (field, test, value) = ("bank", "equals", "\(account)")
        case .all, .any, .not: return nil
        }
    }

    fileprivate func condition(_ accounts: [Account], _ currency: Currency) throws -> Rule.Condition {
        switch field {
        case "amount":
            guard let amount = Money(decimalText: String(value.trimmingBlanks), currency), !amount.isNegative else {
                throw Refusal.invalid("“\(value.prefix(40))” is no amount. It takes one like 99.50, without a sign.")
            }
            switch test {
            case "from": return .amount(.init(from: amount))
            case "to": return .amount(.init(to: amount))
            default: return .amount(.init(from: amount, to: amount))
            }
        case "direction":
            guard let direction = Rule.Direction(rawValue: String(value.trimmingBlanks).lowercased()) else {
                throw Refusal.invalid("A direction is in or out, not “\(value.prefix(40))”.")
            }
            return .direction(direction)
        case "bank": return .bankAccount(try AccountReference.code(String(value.trimmingBlanks)).account(among: accounts).id)
        default:
            let field: Rule.Field = field == "counterparty" ? .counterparty : .text
            switch test {
            case "equals": return .text(field, .equals(value))
            case "starts": return .text(field, .starts(value))
            case "matches": return .text(field, .matches(value))
            case "contains": return .text(field, .contains(value))
            default: throw Refusal.invalid("A text contains, is, starts with or matches; only an amount is at least or at most.")
            }
        }
    }
}
