import Bookkeeping
import Operations
import Storage

/// What the page of reconciliation shows.
struct ReconcileContent: Sendable {
    let span: String
    let earlier: String
    let later: String?
    let monthNames: [String]
    let rows: [Row]
    let hasRows: Bool
    /// Statements stop some months before today.
    let stale: String?
    let proofs: [ProofPanel]
    let hasProofs: Bool
    let transfers: TransferTable
    let said: Said?
    let closing: ClosingLink?
    let certificates: Table
    let mayImport: Bool

    struct Row: Sendable {
        let name: String
        let cells: [Cell]
    }

    struct Cell: Sendable {
        let address: String?
        let style: String
        let count: String?
        let icon: String?
        let title: String
        let words: String
    }

    /// What has just happened, and the way back.
    struct Said: Sendable {
        let text: String
        let undo: String?
        let out: String?
        let into: String?
    }

    struct ClosingLink: Sendable {
        let address: String
        let title: String
    }

    struct TransferTable: Sendable {
        let facts: String
        let rows: [TransferRow]
        let hasRows: Bool
        let mayFile: Bool
        let currency: String
    }

    struct TransferRow: Sendable {
        let out: String
        let into: String?
        let evidence: String
        let amount: String
        let outLine: String
        let intoLine: String?
        let isMatched: Bool
        let undo: String?
        let entry: String?
        let entryLink: String?
    }
}

extension ReconcileContent.Cell {
    init(_ month: Coverage.Month, of account: Account) {
        let (name, title) = (account.name, month.period.monthAndYear)
        let address = month.statements.last.map { "/reconcile/statements/\($0)" }
        switch month.state {
        case .covered:
            self.init(
                address: address, style: "cov-ok", count: "\(month.lines)", icon: nil, title: "\(name), \(title): covered",
                words: " lines, covered")
        case .missing:
            self.init(
                address: "/import", style: "cov-missing", count: nil, icon: "r-x", title: "\(name), \(title): missing", words: "missing")
        case .duplicate:
            self.init(
                address: address, style: "cov-twice", count: nil, icon: "r-copies", title: "\(name), \(title): covered twice",
                words: "covered twice")
        case .mismatch:
            self.init(
                address: address, style: "cov-off", count: nil, icon: "r-noteq", title: "\(name), \(title): balance does not agree",
                words: "balance does not agree")
        case .notOpen:
            self.init(address: nil, style: "cov-none", count: nil, icon: "r-minus", title: "", words: "not open yet")
        }
    }
}

/// The proof of one statement, as a panel and as the head of its own page.
struct ProofPanel: Sendable {
    let id: String
    let title: String
    let pill: String
    let pillStyle: String
    let pillIcon: String
    let opening: String
    let openingTitle: String
    let linesIn: String
    let amountIn: String
    let linesOut: String
    let amountOut: String
    let closingByLines: String
    let closing: String
    let difference: String
    let isOff: Bool
    let hints: [String]
    let address: String
    let importAddress: String

    init(_ proved: ProvedStatement, of account: Account, causes: [DifferenceCause] = []) {
        let (statement, proof) = (proved.statement, proved.proof)
        id = "\(statement.id)"
        title = "\(account.name), \(statement.period.words)"
        (address, importAddress) = ("/reconcile/statements/\(statement.id)", "/import/\(statement.importID)")
        opening = proof.opening?.grouped ?? "not known"
        openingTitle =
            proof.openingSource == .byStatement ? "Opening balance by the statement" : "Opening balance by the statement before"
        (linesIn, amountIn) = (Self.lines(proof.moneyIn.count, "in"), proof.moneyIn.amount.grouped)
        (linesOut, amountOut) = (Self.lines(proof.moneyOut.count, "out"), proof.moneyOut.amount.grouped)
        closingByLines = proof.closingByLines?.grouped ?? "not known"
        closing = proof.closing?.grouped ?? "not given"
        var hints = causes.map(\.userText)
        switch proved.verdict {
        case .agrees:
            (difference, isOff) = ("0.00".replacingDecimals(of: statement.currency), false)
            if proof.gapBefore == nil {
                (pill, pillStyle, pillIcon) = ("Agrees", "pill--ok", "r-tick")
            } else {
                (pill, pillStyle, pillIcon) = ("Does not follow on", "pill--bad", "r-noteq")
            }
        case .off(let lacking):
            let amount = (try? lacking.magnitude().grouped) ?? lacking.grouped
            (pill, pillStyle, pillIcon) = ("Off by \(amount)", "pill--bad", "r-noteq")
            (difference, isOff) = (lacking.grouped, true)
        case .unproved:
            (pill, pillStyle, pillIcon) = ("No balance to prove", "pill--warn", "r-minus")
            (difference, isOff) = ("not known", false)
            hints.append("\(statement.file) gives no opening or no closing balance, so its lines cannot be held against one.")
        }
        if let gap = proof.gapBefore {
            hints.append(
                "Its opening balance is \(gap.grouped) off from where the statement before ended: lines or a statement between the two are missing."
            )
        }
        self.hints = hints
    }

    private static func lines(_ count: Int, _ direction: String) -> String { "\(count) \(count == 1 ? "line" : "lines") \(direction)" }
}

extension String {
    /// `0.00` as the currency writes zero.
    fileprivate func replacingDecimals(of currency: Currency) -> String { Money.zero(currency).grouped }
}

extension CalendarDate {
    static let monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    static let longMonthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]

    /// `26 Nov 2025`.
    var words: String { "\(day) \(Self.monthNames[month - 1]) \(year)" }
}

extension Period {
    /// `November 2025` for what lies within one month, else `September to November 2025` or `December 2024 to June 2025`.
    var words: String {
        let (start, end) = (CalendarDate.longMonthNames[first.month - 1], CalendarDate.longMonthNames[last.month - 1])
        if first.year != last.year { return "\(start) \(first.year) to \(end) \(last.year)" }
        return first.month == last.month ? "\(end) \(last.year)" : "\(start) to \(end) \(last.year)"
    }

    var monthAndYear: String { "\(CalendarDate.monthNames[first.month - 1]) \(first.year)" }
}
