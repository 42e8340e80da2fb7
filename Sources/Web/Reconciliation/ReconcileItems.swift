import Bookkeeping
import Operations
import Storage

struct OverviewItem: Encodable {
    let months: [String]
    let accounts: [AccountItem]
    let statements: [ProvedItem]

    struct AccountItem: Encodable {
        let account: Int64
        let label: String
        let months: [MonthItem]
    }

    struct MonthItem: Encodable {
        let month: String
        let state: String
        let lines: Int
    }

    init(_ overview: ReadReconciliation.Overview) throws {
        months = overview.months.map(\.description)
        accounts = overview.rows.map { row in
            AccountItem(
                account: row.account.id.rawValue, label: row.account.label,
                months: row.coverage.months.map { MonthItem(month: "\($0.period)", state: $0.state.rawValue, lines: $0.lines) })
        }
        statements = overview.statements.map(ProvedItem.init)
    }
}

struct ProvedItem: Encodable {
    let id: Int64
    let account: Int64
    let file: String
    let first: String
    let last: String
    let currency: String
    let verdict: String
    let opening: String?
    let closing: String?
    let closing_by_lines: String?
    let off_by: String?
    let gap_before: String?

    init(_ proved: ProvedStatement) {
        let (statement, proof) = (proved.statement, proved.proof)
        (id, account, file) = (statement.id.rawValue, statement.account.rawValue, statement.file)
        (first, last, currency) = ("\(statement.period.first)", "\(statement.period.last)", statement.currency.code)
        switch proved.verdict {
        case .agrees: (verdict, off_by) = ("agrees", nil)
        case .off(let lacking): (verdict, off_by) = ("off", lacking.decimalText)
        case .unproved: (verdict, off_by) = ("unproved", nil)
        }
        (opening, closing) = (proof.opening?.decimalText, proof.closing?.decimalText)
        (closing_by_lines, gap_before) = (proof.closingByLines?.decimalText, proof.gapBefore?.decimalText)
    }
}

struct StatementDetailsItem: Encodable {
    let statement: ProvedItem
    let causes: [String]
    let lines: [Line]
    let balance: Balance

    struct Line: Encodable {
        let id: Int64
        let date: String
        let amount: String
        let text: String
        let state: String
        let known: Bool
        let entry: Int64?
    }

    struct Balance: Encodable {
        let bank: String?
        let books: String
        let difference: String?
        let reasons: [String]
    }

    init(_ details: ReadStatement.Details) {
        (statement, causes) = (ProvedItem(details.proved), details.causes.map(\.userText))
        lines = details.lines.map { line in
            let record = line.record
            return Line(
                id: record.id.rawValue, date: "\(record.line.date)", amount: record.line.amount.decimalText, text: record.line.text,
                state: record.state.rawValue, known: line.isKnown, entry: record.entry?.rawValue)
        }
        let proof = details.balance
        balance = Balance(
            bank: proof.bank?.decimalText, books: proof.books.decimalText, difference: proof.difference?.decimalText, reasons: proof.reasons
        )
    }
}

struct TransfersItem: Encodable {
    let proposed: [Proposed]
    let matched: [Matched]

    struct Proposed: Encodable {
        let out: Int64
        let `in`: Int64
        let amount: String
        let currency: String
        let days: Int
        let evidence: String
    }

    struct Matched: Encodable {
        let id: Int64
        let out: Int64
        let `in`: Int64
        let entry: Int64
        let matched_by: String
        let matched_at: String
    }

    init(_ found: TransferPairing.Result, _ transfers: [ListTransfers.Matched]) {
        proposed = found.pairs.map { pair in
            Proposed(
                out: pair.out.id.rawValue, in: pair.into.id.rawValue, amount: pair.into.amount.decimalText,
                currency: pair.into.amount.currency.code, days: pair.days, evidence: pair.evidence)
        }
        matched = transfers.map { transfer in
            let match = transfer.match
            return Matched(
                id: match.id.rawValue, out: match.out.rawValue, in: match.into.rawValue, entry: match.entry.rawValue,
                matched_by: match.decidedBy, matched_at: match.decidedAt.iso)
        }
    }
}

struct ChecklistItem: Encodable {
    let period: String
    let closed: Bool
    let open: Int
    let obstacle: String?
    let points: [Point]

    struct Point: Encodable {
        let point: String
        let title: String
        let done: Bool
        let finding: String
    }

    init(_ checklist: CloseChecklist) {
        (period, closed, open, obstacle) = ("\(checklist.period)", checklist.isClosed, checklist.openCount, checklist.obstacle)
        points = checklist.items.map { Point(point: $0.point.rawValue, title: $0.point.title, done: $0.isDone, finding: $0.finding) }
    }
}

struct CertificateItem: Encodable {
    let id: Int64
    let period: String
    let hash: String
    let made_at: String
    let made_by: String

    init(_ record: CertificateStore.Record) {
        (id, period, hash) = (record.id.rawValue, "\(record.period)", record.hash.hexadecimal)
        (made_at, made_by) = (record.madeAt.iso, record.madeBy)
    }
}
