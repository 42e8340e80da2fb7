import Bookkeeping
import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// What needs me, how much is it, and do the books agree with the bank?
struct DashboardPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] { [.member(.get, "/dashboard", may: .readBooks, use: page)] }

    private func page(_ call: Call<Seat>) async throws -> Response {
        let (today, currency) = (call.office.today, try await call.currency())
        let isNew = try await call.office.database.read(for: call.tenant) { books in try !books.imports.isAny && books.totals.span() == nil
        }
        let mayImport = call.party.may(.importStatements)
        let actions = mayImport ? [PageHead.Action.link("Import a statement", "/import", icon: "upload")] : []
        if isNew {
            return try await site.page(
                call, "dashboard", title: "Dashboard", facts: "These books are empty. Three steps, and the first report stands.",
                head: PageHead(actions: actions), DashboardContent(first: .init(mayImport: mayImport, mayMakeDemo: site.demo != nil)))
        }
        let proof = try await ReadReconciliation(call.office)(for: call.tenant)
        let period = try await MakeReport(call.office).currentPeriod(for: call.tenant)
        let profit = try await profit(call, currency, period.period)
        let content = try await call.office.database.read(for: call.tenant) { books in
            try DashboardContent(books, proof, profit: profit, period, currency: currency, today: today)
        }
        let booked = period.span.map { "Booked to \($0.last.long)." } ?? "Nothing is posted yet."
        return try await site.page(
            call, "dashboard", title: "Dashboard", facts: "\(Self.weekdays[today.weekday - 1]) \(today.long). \(booked)",
            head: PageHead(actions: actions), content)
    }

    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    private func profit(_ call: Call<Seat>, _ currency: Currency, _ period: Period) async throws -> Money {
        let report = try await MakeReport(call.office)(for: call.tenant, .profitAndLoss, period: period)
        guard case .profitAndLoss(let profit) = report, let own = profit.figures.first(where: { $0.currency == currency }) else {
            return .zero(currency)
        }
        return own.netProfit.amount
    }
}

extension DashboardContent {
    fileprivate init(first: FirstSteps) {
        (due, hasDue, isQuiet, quiet, figures, cash) = ([], false, false, "", [], nil)
        (imports, hasImports, alerts, hasAlerts, firstSteps) = ([], false, [], false, first)
    }

    fileprivate init(
        _ books: Books, _ proof: ReadReconciliation.Overview, profit: Money, _ covered: (period: Period, span: Period?), currency: Currency,
        today: CalendarDate
    ) throws {
        let everything = Period.all
        let waiting = try books.lineTotals.waitingMonths(during: everything)
        due = try Self.due(books, proof, waiting)
        hasDue = !due.isEmpty
        isQuiet = due.isEmpty
        quiet =
            try books.closings.closedPeriods().lastClosedDay.map { "The books are closed through \($0.long)." }
            ?? "No period is closed yet."
        let accounts = try books.accounts.all()
        cash = try CashByMonth(books, accounts: accounts, currency: currency, through: covered.span?.last ?? today, listed: 6)
        let recent = try books.imports.newest(limit: Self.shownImports).map { record in try ImportFigures(record, books) }
        imports = recent.map { Self.row($0, today) }
        hasImports = !imports.isEmpty
        alerts = try books.notificationLog.page(limit: 20).reduce(into: []) { rows, record in
            guard let type = AlertType(rawValue: record.type), rows.count < 5 else { return }
            let row = Alert(
                title: type.title, text: record.state == .off ? "\(record.error ?? "Switched off")." : record.state.words,
                when: record.createdAt.short(today))
            if !rows.contains(where: { $0.title == row.title && $0.when == row.when }) { rows.append(row) }
        }
        hasAlerts = !alerts.isEmpty
        figures = [
            Self.cashFigure(cash, proof, covered.span, today), Self.profitFigure(profit, covered.period, waiting, currency),
            Self.filedFigure(recent), Self.proofFigure(proof),
        ]
        firstSteps = nil
    }

    private static let shownImports = 5

    private static func due(_ books: Books, _ proof: ReadReconciliation.Overview, _ waiting: [LineTotalStore.WaitingMonth]) throws -> [Due]
    {
        var due: [Due] = []
        let lines = waiting.reduce(0) { $0 + $1.count }
        if lines > 0 {
            let aliases = try books.vendors.aliases()
            let names = try books.queue.groups(held: nil, after: nil, limit: 2).map { group in
                let vendor = group.vendor
                return "\(group.lines.grouped) from \(vendor.isEmpty ? "nobody known" : aliases[vendor]?.name ?? vendor.capitalized)"
            }
            due.append(
                Due(
                    count: lines.grouped, title: lines == 1 ? "Line to review" : "Lines to review",
                    text: names.joined(separator: ", ") + ".",
                    button: "Review", address: "/review", isMain: true))
        }
        let aside = try books.keptAside.count()
        if aside > 0, let latest = try books.keptAside.page(limit: 1).first {
            due.append(
                Due(
                    count: aside.grouped, title: aside == 1 ? "Unbalanced entry kept aside" : "Unbalanced entries kept aside",
                    text: "The latest is of \(latest.date.long), off by \(latest.difference.grouped). It is not posted.", button: "Look",
                    address: "/entries/kept-aside", isMain: false))
        }
        let doubtful = try books.duplicates.open(limit: 100).count
        if doubtful > 0 {
            due.append(
                Due(
                    count: doubtful == 100 ? "100+" : "\(doubtful)", title: doubtful == 1 ? "Possible duplicate" : "Possible duplicates",
                    text: "Left out until you say otherwise.", button: "Decide", address: "/duplicates", isMain: false))
        }
        let missing = proof.rows.flatMap { row in
            row.coverage.months.filter { $0.state == .missing }.map { "\(row.account.name): \($0.period.monthWords)" }
        }
        if let first = missing.first {
            due.append(
                Due(
                    count: "\(missing.count)", title: missing.count == 1 ? "Month without a statement" : "Months without a statement",
                    text: missing.count == 1 ? "\(first)." : "\(first), and \(missing.count - 1) more.", button: "Add it",
                    address: "/reconcile",
                    isMain: false))
        }
        let off = proof.count(.mismatch)
        if off > 0 {
            due.append(
                Due(
                    count: "\(off)", title: off == 1 ? "Month that does not agree with the bank" : "Months that do not agree with the bank",
                    text: "The statement's balances and its lines contradict each other.", button: "Look", address: "/reconcile",
                    isMain: false))
        }
        return due
    }

    // MARK: Figures

    private static func cashFigure(_ cash: CashByMonth?, _ proof: ReadReconciliation.Overview, _ span: Period?, _ today: CalendarDate)
        -> Figure
    {
        let off = proof.count(.mismatch)
        return Figure(
            name: span.map { "Cash at \($0.last.short(today))" } ?? "Cash",
            value: cash?.months.first?.balance ?? "0.00", unit: cash?.currency ?? "",
            note: off == 0 ? "Posted, in all bank and cash accounts." : "\(counted(off, "month")) off from the bank.", link: "Proof",
            address: "/reconcile")
    }

    private static func profitFigure(_ profit: Money, _ period: Period, _ waiting: [LineTotalStore.WaitingMonth], _ currency: Currency)
        -> Figure
    {
        let own = waiting.filter { period.overlaps($0.month) && $0.sum.currency == currency }
        let (count, sum) = own.reduce((0, Int64(0))) { ($0.0 + $1.count, $0.1 + $1.sum.minorUnits) }
        let note =
            count == 0
            ? "All lines are in it."
            : "\(counted(count, "line")) in review (\(Money(minorUnits: sum, currency).grouped)) not in it."
        return Figure(
            name: "Profit, \(period.spelled), posted", value: profit.grouped, unit: "", note: note, link: "Report",
            address: "/reports/profit-and-loss?\(period.query)")
    }

    private static func filedFigure(_ imports: [ImportFigures]) -> Figure {
        let counted = imports.filter { $0.filed != nil && $0.record.undoneAt == nil }
        let (filed, lines) = counted.reduce((0, 0)) { ($0.0 + ($1.filed ?? 0), $0.1 + $1.lines) }
        return Figure(
            name: "Filed without you", value: Share(filed, of: lines).text, unit: "\(filed.grouped) of \(lines.grouped)",
            note: counted.count == 1 ? "Of the latest import." : "Of the latest \(counted.count) imports.", link: "Rules", address: "/rules"
        )
    }

    private static func proofFigure(_ proof: ReadReconciliation.Overview) -> Figure {
        let (covered, open) = (proof.count(.covered), proof.openMonths)
        return Figure(
            name: "Months with a statement", value: "\(covered)", unit: "of \(open)",
            note: proof.coveredThrough.map { "Statements cover the time to \($0.long)." } ?? "No statement has both balances yet.",
            link: "Reconcile", address: "/reconcile")
    }

    private static func row(_ figures: ImportFigures, _ today: CalendarDate) -> Import {
        let record = figures.record
        let problem = record.undoneAt != nil ? "undone" : figures.rejected > 0 ? "\(figures.rejected.grouped) rejected" : nil
        return Import(
            name: record.fileName, address: "/import/\(record.id)", when: record.importedAt.short(today), lines: record.newLines.grouped,
            filed: figures.filed?.grouped ?? "", review: figures.review?.grouped ?? "", problem: problem)
    }
}

/// What became of an import's lines. Of a very large one nothing is counted here: its own page does.
private struct ImportFigures {
    private static let mostCounted = 5_000

    let record: ImportStore.Record
    var lines = 0
    var filed: Int?
    var review: Int?
    let rejected: Int

    init(_ record: ImportStore.Record, _ books: Books) throws {
        self.record = record
        rejected = try books.imports.leftOutCount(of: record.id).open
        guard record.newLines <= Self.mostCounted else { return }
        let counts = try books.lines.counts(of: record.id)
        lines = counts.reduce(0) { $0 + $1.count }
        filed = counts.filter { $0.state == .posted && $0.method != "person" }.reduce(0) { $0 + $1.count }
        review = counts.filter { $0.state == .waiting }.reduce(0) { $0 + $1.count }
    }
}

/// A part of a whole in percent, to a tenth.
struct Share {
    let text: String

    init(_ part: Int, of whole: Int) {
        guard whole > 0 else {
            text = "none yet"
            return
        }
        let perMille = (part * 2_000 + whole) / (2 * whole)
        text = "\(perMille / 10).\(perMille % 10)%"
    }
}

extension Period {
    /// From the first day there is to the last.
    static var all: Period { Period(from: .earliest, through: .latest) ?? .month(containing: .earliest) }
}

extension NotificationLogStore.State {
    fileprivate var words: String {
        switch self {
        case .waiting: "Waits to be sent."
        case .sent: "Sent."
        case .failed: "Not delivered."
        case .held: "Held back: one of its kind was sent a moment before."
        case .off: "Switched off."
        case .dryRun: "Dry run: no credentials to send it with."
        }
    }
}
