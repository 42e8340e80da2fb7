package import Bookkeeping
import Storage

/// What a bookkeeper looks at before a period is closed, each point with what is still open.
package struct CloseChecklist: Sendable {
    package let period: Period
    package let items: [Item]
    package let balances: [BalanceProof]
    package let rows: [ReadReconciliation.Row]
    /// Whether the period is closed already.
    package let isClosed: Bool
    /// Why the period cannot be closed now, whatever the points say; nil where it can, or is.
    package let obstacle: String?

    package struct Item: Sendable {
        package enum Point: String, CaseIterable, Sendable {
            case statements, agreement, review, balances, transfers, keptAside = "kept_aside", trialBalance = "trial_balance"
            case auditChain = "audit_chain"
        }

        package let point: Point
        package let isDone: Bool
        /// In a sentence: what was found.
        package let finding: String
    }

    package var openCount: Int { items.count { !$0.isDone } }

    init(_ books: Books, of period: Period, on today: CalendarDate) throws {
        self.period = period
        let accounts = try books.accounts.all()
        let statements = try ProvedStatements(books)
        let months = Period.months(from: period.first, through: period.last)
        rows = try ReadReconciliation.rows(accounts, statements, months, books)
        balances = try rows.flatMap { row -> [BalanceProof] in
            let currencies = Set(statements.statements(of: row.account.id).map(\.currency))
            return try currencies.sorted().map { try BalanceProof(row.account, in: $0, at: period.last, statements, books) }
        }
        let closed = try books.closings.closedPeriods()
        isClosed = !closed.allows(period.last)
        do {
            if !isClosed { _ = try closed.closing(period, on: today) }
            obstacle = nil
        } catch {
            obstacle = error.userText
        }
        let transfers = try Transfers(books, statements, accounts).find(during: period)
        items = [
            Self.coverage(rows), Self.agreement(rows), Self.review(try books.lines.waitingCount(during: period)),
            Self.agreement(of: balances), Self.transfers(transfers.pairs.count), Self.keptAside(try books.keptAside.count(during: period)),
            try Self.trialBalance(books, accounts, at: period.last), Self.chain(try books.audit.firstBrokenSequence()),
        ]
    }

    private static func coverage(_ rows: [ReadReconciliation.Row]) -> Item {
        let missing = rows.flatMap { row in
            row.coverage.months.filter { $0.state == .missing }.map { "\(row.account.name) \($0.period)" }
        }
        let finding =
            missing.isEmpty
            ? "Every account that was open has a statement for every month." : "No statement: \(missing.prefix(6).joined(separator: ", "))."
        return Item(
            point: .statements, isDone: missing.isEmpty, finding: rows.isEmpty ? "There is no bank account with statements." : finding)
    }

    private static func agreement(_ rows: [ReadReconciliation.Row]) -> Item {
        let off = rows.flatMap { row in
            row.coverage.months.filter { $0.state == .mismatch }.map { "\(row.account.name) \($0.period)" }
        }
        return Item(
            point: .agreement, isDone: off.isEmpty,
            finding: off.isEmpty
                ? "No statement contradicts its lines or the one before." : "Does not agree: \(off.prefix(6).joined(separator: ", ")).")
    }

    private static func review(_ count: Int) -> Item {
        let finding = count == 0 ? "No line waits." : "\(count) \(count == 1 ? "line waits" : "lines wait") for a person."
        return Item(point: .review, isDone: count == 0, finding: finding)
    }

    private static func agreement(of balances: [BalanceProof]) -> Item {
        let off = balances.filter { !$0.agrees }.map { proof in
            guard let difference = proof.difference else { return "\(proof.account.name): no statement gives a balance" }
            return "\(proof.account.name): \(difference.grouped)"
        }
        return Item(
            point: .balances, isDone: off.isEmpty,
            finding: off.isEmpty
                ? "The books have what the banks have, to the cent." : "Bank less books: \(off.prefix(6).joined(separator: "; ")).")
    }

    private static func transfers(_ count: Int) -> Item {
        let finding =
            count == 0 ? "No transfer waits to be matched." : "\(count) \(count == 1 ? "pair waits" : "pairs wait") to be matched."
        return Item(point: .transfers, isDone: count == 0, finding: finding)
    }

    private static func keptAside(_ count: Int) -> Item {
        let finding =
            count == 0 ? "No entry was kept aside." : "\(count) \(count == 1 ? "entry" : "entries") did not balance and were kept aside."
        return Item(point: .keptAside, isDone: count == 0, finding: finding)
    }

    private static func trialBalance(_ books: Books, _ accounts: [Account], at day: CalendarDate) throws -> Item {
        let balance = try TrialBalance(asOf: day, accounts: accounts, totals: books.totals.through(day))
        return Item(
            point: .trialBalance, isDone: balance.isBalanced,
            finding: balance.isBalanced ? "Debits equal credits." : "Debits and credits differ. Run: bookkeeper verify")
    }

    private static func chain(_ broken: Int64?) -> Item {
        Item(
            point: .auditChain, isDone: broken == nil,
            finding: broken.map { "The audit chain breaks at row \($0)." } ?? "The audit chain is whole.")
    }
}

extension CloseChecklist.Item.Point {
    package var title: String {
        switch self {
        case .statements: "Statements are complete"
        case .agreement: "Statements agree"
        case .review: "Every line is filed"
        case .balances: "Books agree with the banks"
        case .transfers: "Transfers are matched"
        case .keptAside: "No entry is kept aside"
        case .trialBalance: "The trial balance is even"
        case .auditChain: "The record is whole"
        }
    }
}

/// Reads the checklist of a period.
package struct ReadCloseChecklist: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Throws: `PeriodError.notWholeMonths` where nothing could ever be closed so
    package func callAsFunction(for tenant: TenantID, _ period: Period) async throws -> CloseChecklist {
        guard period.isWholeMonths else { throw PeriodError.notWholeMonths(period) }
        let today = office.today
        return try await office.database.read(for: tenant) { books in try CloseChecklist(books, of: period, on: today) }
    }
}
