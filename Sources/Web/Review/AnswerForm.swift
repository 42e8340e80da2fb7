import Bookkeeping
import Categorization
import HTTPTypes
import Operations
import Storage

/// What somebody says of one line, as the pane's forms send it.
struct AnswerForm {
    private let call: Call<Seat>

    init(_ call: Call<Seat>) { self.call = call }

    func choice(for record: LineStore.Record) async throws -> DecideLines.Choice {
        switch call.form["do"] {
        case "exclude": return .exclude
        case "approve": return .approve
        case "split": return .split(try await shares(of: record))
        case "transfer":
            if let text = call.form.text("other_side") {
                guard let other = LineID(text: text) else { throw Refusal.invalid("Choose one of the lines.", field: "other_side") }
                return .transfer(try await about("other_side") { try await call.line(other) }.account, otherSide: other)
            }
            return .transfer(try await about("account") { try await call.typedAccount(call.form["account"] ?? "") }.id, otherSide: nil)
        case "typed": return .file(try await about("account") { try await call.typedAccount(call.form["account"] ?? "") }.id)
        default: return .file(try await about("account") { try await call.account(call.form["account"] ?? "") }.id)
        }
    }

    /// What is refused for no single field is said beside this one.
    var mainField: String { call.form["do"] == "split" ? "part_amount" : "account" }

    /// The rows of the split editor, without those that are empty. Amounts are typed without sign; a minus goes against the line.
    private func shares(of record: LineStore.Record) async throws -> [DecideLines.Share] {
        let (accounts, amounts) = (call.form.all("part_account"), call.form.all("part_amount"))
        var (shares, faults): ([DecideLines.Share], [FieldFault]) = ([], [])
        for (index, (account, text)) in zip(accounts, amounts).enumerated()
        where !(account.trimmingBlanks.isEmpty && text.trimmingBlanks.isEmpty) {
            let typed = String(text.trimmingBlanks).replacing(",", with: "")
            let amount = Money(decimalText: typed, record.line.amount.currency)
            if amount == nil {
                faults.append(FieldFault("part_amount", place: index + 1, "“\(text.prefix(40))” is no amount. Write it like 1234.56."))
            }
            do {
                let chosen = try await call.typedAccount(account).id
                if let amount { shares.append(.init(chosen, record.line.amount.isNegative ? try amount.negated() : amount)) }
            } catch let refusal as Refusal {
                faults.append(FieldFault("part_account", place: index + 1, refusal.message))
            }
        }
        guard faults.isEmpty else { throw Refusal.invalid(faults) }
        return shares
    }
}

/// A rule made beside a line: one condition, one account, at once applied to the lines that wait.
struct RuleForm {
    private let call: Call<Seat>

    init(_ call: Call<Seat>) { self.call = call }

    /// - Returns: what the rule is called, and how many lines it filed
    func save() async throws -> (name: String, filed: Int) {
        let account = try await about("account") { try await call.typedAccount(call.form["account"] ?? "") }
        let text = String(try call.form.filled("text", "A text to look for").trimmingBlanks)
        let test: Rule.TextTest =
            switch call.form["op"] {
            case "contains": .contains(text)
            case "starts": .starts(text)
            case "equals": .equals(text)
            case "matches": .matches(text)
            default: throw Refusal.invalid("Choose one from the list.", field: "op")
            }
        let name = String("\(text) to \(account.label)".prefix(120))
        let rule = Rule(name: name, condition: .text(.text, test), action: .file(account.id))
        let (change, applied) = try await about("text") {
            let change = try await AddRule(call.office)(for: call.tenant, rule, by: call.actor)
            return (change, try await ApplyRule(call.office)(for: call.tenant, name: name, by: call.actor))
        }
        return (name, change.posted + applied.filed)
    }
}

extension Refusal {
    /// An answer that could not be carried out: it was not right, or what it speaks of has changed since.
    init(_ refused: DecideLines.Refused) {
        let isConflict = refused.kind == .conflict
        self.init(
            status: isConflict ? .conflict : .unprocessableContent, code: isConflict ? "conflict" : "invalid", message: refused.reason)
    }
}
