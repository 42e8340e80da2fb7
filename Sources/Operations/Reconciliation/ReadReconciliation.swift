package import Bookkeeping
import Storage

/// Which months of which bank accounts are proved by a statement, what each statement proves, and which transfers wait to be matched.
package struct ReadReconciliation: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Overview: Sendable {
        package let months: [Period]
        package let rows: [Row]
        /// Those that touch the months shown, newest first.
        package let statements: [ProvedStatement]
        package let transfers: TransferPairing.Result
        package let accounts: [AccountID: Account]
        /// The last day that any statement covers.
        package let coveredThrough: CalendarDate?

        package func label(_ account: AccountID) -> String { accounts[account]?.label ?? "" }

        package var span: Period? { months.first.flatMap { first in months.last.flatMap { Period(from: first.first, through: $0.last) } } }

        package func count(_ state: Coverage.State) -> Int {
            rows.reduce(0) { $0 + $1.coverage.months.count { $0.state == state } }
        }

        /// Months in which an account was open.
        package var openMonths: Int { rows.reduce(0) { $0 + $1.coverage.months.count { $0.state != .notOpen } } }
    }

    package struct Row: Sendable {
        package let account: Account
        package let coverage: Coverage
    }

    package static let months = 12

    /// - Parameter last: a day of the last month shown; nil shows up to the last month that has ended, or that a statement covers
    package func callAsFunction(for tenant: TenantID, through last: CalendarDate? = nil) async throws -> Overview {
        let today = office.today
        return try await office.database.read(for: tenant) { books in
            let statements = try ProvedStatements(books)
            let covered = statements.all.map(\.period.last).max()
            let months = Self.window(through: last, covered: covered, today: today)
            let accounts = try books.accounts.all()
            guard let first = months.first, let end = months.last, let span = Period(from: first.first, through: end.last) else {
                preconditionFailure("twelve months are shown")
            }
            return Overview(
                months: months, rows: try Self.rows(accounts, statements, months, books),
                statements: try statements.proved(statements.all.filter { $0.period.overlaps(span) }, books).reversed(),
                transfers: try Transfers(books, statements, accounts).find(during: span),
                accounts: Dictionary(accounts.map { ($0.id, $0) }) { first, _ in first }, coveredThrough: covered)
        }
    }

    /// Twelve months; they end with the last one that is over, unless the books' statements ended long before that.
    static func window(through last: CalendarDate?, covered: CalendarDate?, today: CalendarDate) -> [Period] {
        let over = Period.month(containing: today).first.previous ?? today
        var end = last ?? over
        if last == nil, let covered, covered < over, Period.months(from: covered, through: over).count > 4 { end = covered }
        var months = [Period.month(containing: end)]
        while months.count < Self.months, let day = months[0].first.previous { months.insert(.month(containing: day), at: 0) }
        return months
    }

    static func rows(_ accounts: [Account], _ statements: ProvedStatements, _ months: [Period], _ books: Books) throws -> [Row] {
        guard let first = months.first, let end = months.last, let span = Period(from: first.first, through: end.last) else { return [] }
        let withPostings = Set(try books.totals.through(end.last).map(\.account))
        return try accounts.inOrderOfCode().compactMap { account in
            let own = statements.statements(of: account.id)
            let isProvable = account.kind == .bank || account.kind == .creditCard
            guard !own.isEmpty || (isProvable && withPostings.contains(account.id)) else { return nil }
            let proved = try statements.proved(own.filter { $0.period.overlaps(span) }, books)
            let counts = try books.lineTotals.countsByMonth(of: account.id, during: span)
            let lines = Dictionary(months.map { ($0, counts[$0.first.packed / 100] ?? 0) }) { first, _ in first }
            let opened = own.map(\.period.first).min() ?? span.first
            let pieces = proved.map { Coverage.Piece(id: $0.statement.id, period: $0.statement.period, isOff: $0.isOff) }
            return Row(account: account, coverage: Coverage(of: months, pieces: pieces, opened: opened, lines: lines))
        }
    }
}
