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
            let other = call.form.text("other_side").flatMap { LineID(text: $0) }
            if let other { return .transfer(try await call.line(other).account, otherSide: other) }
            return .transfer(try await call.typedAccount(call.form["account"] ?? "").id, otherSide: nil)
        case "typed": return .file(try await call.typedAccount(call.form["account"] ?? "").id)
        default: return .file(try await call.account(call.form["account"] ?? "").id)
        }
    }

    /// The rows of the split editor, without those that are empty. Amounts are typed without sign; a minus goes against the line.
    private func shares(of record: LineStore.Record) async throws -> [DecideLines.Share] {
        let (accounts, amounts) = (call.form.all("part_account"), call.form.all("part_amount"))
        var shares: [DecideLines.Share] = []
        for (account, text) in zip(accounts, amounts) where !(account.trimmingBlanks.isEmpty && text.trimmingBlanks.isEmpty) {
            let typed = String(text.trimmingBlanks).replacing(",", with: "")
            guard let amount = Money(decimalText: typed, record.line.amount.currency) else {
                throw Refusal.invalid("“\(text.prefix(40))” is no amount. Write it like 1234.56.")
            }
            let signed = record.line.amount.isNegative ? try amount.negated() : amount
            shares.append(.init(try await call.typedAccount(account).id, signed))
        }
        return shares
    }
}

/// A rule made beside a line: one condition, one account, at once applied to the lines that wait.
struct RuleForm {
    private let call: Call<Seat>

    init(_ call: Call<Seat>) { self.call = call }

    /// - Returns: what the rule is called, and how many lines it filed
    func save() async throws -> (name: String, filed: Int) {
        let account = try await call.typedAccount(call.form["account"] ?? "")
        let text = String((call.form["text"] ?? "").trimmingBlanks)
        let test: Rule.TextTest =
            switch call.form["op"] {
            case "starts": .starts(text)
            case "equals": .equals(text)
            case "matches": .matches(text)
            default: .contains(text)
            }
        let name = String("\(text) to \(account.label)".prefix(120))
        let rule = Rule(name: name, condition: .text(.text, test), action: .file(account.id))
        let change = try await AddRule(call.office)(for: call.tenant, rule, by: call.actor)
        let applied = try await ApplyRule(call.office)(for: call.tenant, name: name, by: call.actor)
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

/// What was wrong with a form of the pane.
struct PaneFault: Sendable {
    /// Which of them: `account`, `split`, `transfer`, `rule`.
    let form: String
    let message: String
    let status: HTTPResponse.Status
    let typed: Values

    init(_ form: String, _ refusal: Refusal, typed: Values) {
        (self.form, message, status, self.typed) = (form, refusal.message, refusal.status, typed)
    }
}
