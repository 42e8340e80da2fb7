import Bookkeeping
import Foundation
import HTTPTypes
import Ingestion
import Operations
import Storage

/// The rows that a file's reading left out, fifty on a page, each with a form to complete it.
struct LeftOutContent: Sendable {
    let facts: String
    let rows: [Row]
    let hasRows: Bool
    let previous: String?
    let next: String?
    let hasPager: Bool

    struct Row: Sendable {
        let position: String
        let importID: String
        let row: String
        let source: String
        let isOpen: Bool
        /// Where no field is to blame.
        let reason: String?
        /// What somebody said, and when.
        let answer: String?
        let became: Became?
        let form: Form?
        /// Of a row that can become no line.
        let mayDismiss: Bool
        let mayRevoke: Bool
    }

    struct Became: Sendable {
        let text: String
        let link: String
        let address: String
    }

    struct Form: Sendable {
        let fields: [Field]
        /// Which statement the row belongs to, where the file has several.
        let place: Place?
    }

    struct Field: Sendable {
        let id: String
        let name: String
        let label: String
        let value: String
        let hint: String
        let isAmount: Bool
        let error: String?
    }

    struct Place: Sendable {
        let id: String
        let choices: [Choice]
    }

    static let shown = 50

    static func firstPosition(near position: Int) -> Int { max(0, position) / shown * shown }

    /// - Parameter refused: the position of a row whose answer was refused: what is wrong with that answer is said instead of the row's reason
    init(_ page: ReadLeftOutRows.Page, _ accounts: [Account], _ people: PeopleNames, refused: Int?, mayAnswer: Bool, today: CalendarDate) {
        let (all, open) = page.count
        let mayAnswer = mayAnswer && page.record.undoneAt == nil
        facts =
            open == 0
            ? "All of them are answered."
            : "\(open.grouped) of \(all.grouped) \(open == 1 ? "is" : "are") open. Complete each, or say that it is no transaction."
        rows = page.rows.map { RowMaker(page, $0, accounts, people, isRefused: $0.row.position == refused, mayAnswer, today).row }
        hasRows = !rows.isEmpty
        let first = page.rows.first?.row.position ?? 0
        func address(_ position: Int) -> String { "/import/\(page.record.id)?rows=\(position)#left-out" }
        previous = first >= Self.shown ? address(first - Self.shown) : nil
        next = first + Self.shown < all ? address(first + Self.shown) : nil
        hasPager = previous != nil || next != nil
    }
}

/// Makes what the page shows of one row.
private struct RowMaker {
    private let page: ReadLeftOutRows.Page
    private let leftOut: ReadLeftOutRows.Row
    private let accounts: [Account]
    private let people: PeopleNames
    private let isRefused: Bool
    private let mayAnswer: Bool
    private let today: CalendarDate

    init(
        _ page: ReadLeftOutRows.Page, _ leftOut: ReadLeftOutRows.Row, _ accounts: [Account], _ people: PeopleNames, isRefused: Bool,
        _ mayAnswer: Bool,
        _ today: CalendarDate
    ) {
        (self.page, self.leftOut, self.accounts, self.people, self.isRefused) = (page, leftOut, accounts, people, isRefused)
        (self.mayAnswer, self.today) = (mayAnswer, today)
    }

    private var position: Int { leftOut.row.position }
    private var isOpen: Bool { leftOut.row.answer == nil }

    var row: LeftOutContent.Row {
        let mayComplete = mayAnswer && isOpen && !page.statements.isEmpty
        return LeftOutContent.Row(
            position: "\(position)", importID: "\(page.record.id)", row: "\(leftOut.row.row.row)",
            source: (leftOut.row.row.source ?? leftOut.row.row.text).replacing("\t", with: " "), isOpen: isOpen,
            reason: mayComplete && blamed != nil ? nil : leftOut.row.row.reason, answer: answer, became: became,
            form: mayComplete ? form : nil, mayDismiss: mayAnswer && isOpen && page.statements.isEmpty,
            mayRevoke: mayAnswer && leftOut.row.answer?.kind == .dismissed)
    }

    private var answer: String? {
        leftOut.row.answer.map { answer in
            let deed =
                switch answer.kind {
                case .taken: "Taken in"
                case .known: "Taken in, and known before,"
                case .dismissed: "Not a transaction, said"
                }
            return "\(deed) by \(people[answer.by]), \(answer.at.short(today))"
        }
    }

    private var became: LeftOutContent.Became? {
        leftOut.line.map { record in
            let line = record.line
            let state =
                switch record.state {
                case .waiting: "It waits in review."
                case .posted: "It is filed."
                case .excluded: "It was left out of the books."
                case .undone: "Its import was undone."
                }
            return LeftOutContent.Became(
                text: "\(line.date.short(on: today)), \(line.text), \(line.amount.grouped) \(line.amount.currency). \(state)",
                link: record.entry == nil ? "See the line" : "See the entry",
                address: record.entry.map { "/entries/\($0)" } ?? "/review?line=\(record.id)#line")
        }
    }

    /// The field that kept the row out.
    private var blamed: String? {
        let draft = leftOut.draft
        if draft == .empty { return nil }
        return !draft.isDateRead ? "date" : !draft.isAmountRead ? "amount" : nil
    }

    private var form: LeftOutContent.Form {
        let draft = leftOut.draft
        return LeftOutContent.Form(
            fields: [
                field("date", "Date", draft.date, "Like 2025-06-30"), field("text", "Description", draft.text, "What the bank wrote"),
                field("amount", "Amount", draft.amount, "Like -\(page.amountExample); minus is money out"),
            ], place: place)
    }

    private func field(_ name: String, _ label: String, _ read: String, _ hint: String) -> LeftOutContent.Field {
        LeftOutContent.Field(
            id: "\(name)-\(position)", name: name, label: label, value: read, hint: hint, isAmount: name == "amount",
            error: blamed == name && !isRefused ? leftOut.row.row.reason : nil)
    }

    private var place: LeftOutContent.Place? {
        guard page.statements.count > 1 else { return nil }
        let labels = Dictionary(accounts.map { ($0.id, $0.label) }) { first, _ in first }
        return LeftOutContent.Place(
            id: "statement-\(position)",
            choices: page.statements.map {
                Choice("\($0.id)", "\(labels[$0.account] ?? ""), \($0.currency)")
            })
    }
}

/// What the form of a left out row says.
struct LeftOutAnswer {
    private let call: Call<Seat>
    private let id: ImportID
    private let position: Int

    init(_ call: Call<Seat>, _ id: ImportID, _ position: Int) { (self.call, self.id, self.position) = (call, id, position) }

    /// - Returns: what was done, in a sentence
    func carryOut() async throws -> String {
        switch call.form["do"] {
        case "dismiss":
            try await DismissRow(call.office)(for: call.tenant, position, of: id, by: call.actor)
            return "The row is no transaction, and stays out of the books."
        case "revoke":
            try await DismissRow(call.office).undo(for: call.tenant, position, of: id, by: call.actor)
            return "The row is open again."
        default:
            let form = call.form
            let typed = TypedRow(
                date: form["date"] ?? "", text: form["text"] ?? "", amount: form["amount"] ?? "",
                statement: form.text("statement").flatMap { StatementID(text: $0) })
            do {
                let outcome = try await TakeInRow(call.office)(for: call.tenant, position, of: id, as: typed, by: call.actor)
                return Self.words(outcome, by: try await call.peopleNames()[outcome.by])
            } catch let faults as TypedRowFaults {
                throw Refusal.invalid(faults.faults.map { FieldFault($0.field.rawValue, $0.text) })
            }
        }
    }

    private static func words(_ outcome: TakeInRow.Outcome, by person: String) -> String {
        if !outcome.isNews { return "\(person) has taken row \(outcome.row) in already; it is in the books once." }
        return outcome.isKnown
            ? "Row \(outcome.row) is a line that the books hold already; it stands below among those."
            : "Row \(outcome.row) is a line of this import now."
    }
}
