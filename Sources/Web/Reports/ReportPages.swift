import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// The reports in the browser: what did we earn, against when, and what is not in it?
struct ReportPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        MakeReport.Kind.allCases.map { kind in
            .member(.get, "/reports/\(kind.rawValue)", may: .readBooks, page: { call in try await page(call, kind) }) { call in
                try await page(call, kind)
            }
        } + [
            .member(
                .get, "/reports/general-ledger", may: .readBooks, page: LedgerPages(site: site).page, use: LedgerPages(site: site).page),
            .member(.get, "/reports", may: .readBooks) { _ in .seeOther("/reports/profit-and-loss") },
        ]
    }

    struct Content: Sendable {
        let chips: [Chip]
        let address: String
        let from: String
        let to: String
        let comparisons: [Choice]
        let hasComparisons: Bool
        let missing: MissingLines?
        let tables: [StatementTable]
        let isEmpty: Bool
        /// Where there is something to see, when there is nothing here.
        let nearest: String?
        let nearestAddress: String
        let months: ResultByMonth?
        let cash: CashByMonth?
        let foot: String
    }

    private func page(_ call: Call<Seat>, _ kind: MakeReport.Kind) async throws -> Response {
        let current = try await MakeReport(call.office).currentPeriod(for: call.tenant)
        let asked = try ReportQuery.period(call.query)
        let period = asked.map { $0.clippedToBooks(current.span) } ?? current.period
        let comparison = try ReportQuery.Comparison(call.query, kind, period, span: current.span)
        let report = try await MakeReport(call.office)(for: call.tenant, kind, period: period, against: comparison.period)
        let currency = try await call.currency()
        let tables = StatementTable.tables(of: report, period, own: currency)
        let result = Self.result(of: report, currency)
        let waitingPeriod = kind.isBalance ? Period(from: .earliest, through: period.last) ?? period : period
        let content = try await call.office.database.read(for: call.tenant) { books in
            let (accounts, latest) = (try books.accounts.all(), current.span.map { Period.month(containing: $0.last) })
            let posted = counted(try books.entries.count(), "posted entry", "posted entries")
            let cashThrough = min(period.last, current.span?.last ?? period.last)
            return Content(
                chips: Self.chips(kind.rawValue, period), address: "/reports/\(kind.rawValue)", from: "\(period.first)",
                to: "\(period.last)",
                comparisons: comparison.choices, hasComparisons: !comparison.choices.isEmpty,
                missing: MissingLines(try books.lineTotals.waitingMonths(during: waitingPeriod), currency, result: result), tables: tables,
                isEmpty: tables.allSatisfy { table in table.groups.allSatisfy(\.rows.isEmpty) },
                nearest: latest.map { "The latest entries are in \($0.monthWords)." },
                nearestAddress: latest.map { "/reports/\(kind.rawValue)?\($0.query)" } ?? "/import",
                months: kind == .profitAndLoss
                    ? try ResultByMonth(books, accounts: accounts, currency: currency, during: period) : nil,
                cash: kind == .cashFlow ? try CashByMonth(books, accounts: accounts, currency: currency, through: cashThrough) : nil,
                foot: "Every figure opens the postings behind it. Built from \(posted).")
        }
        let csv =
            "/api/reports/\(kind.rawValue)?\(period.query)&format=csv"
            + (comparison.period.map { "\($0)" }.flatMap { Period(text: $0) == nil ? nil : "&compare=\($0)" } ?? "")
        let facts = kind.isBalance ? "At \(period.last.long)" : period.spelled
        let against = comparison.period.map { ", against \(kind.isBalance ? $0.last.long : $0.words)" } ?? ""
        let others = tables.compactMap(\.currency)
        let money = others.count > 1 ? "Each currency by itself" : others.first ?? currency.code
        return try await site.page(
            call, "report", title: kind.title, facts: facts + against + ". \(money), by booking date.",
            head: PageHead(
                actions: [.download("CSV", csv), .print], isNarrow: true,
                printed: "\(kind.title), \(facts). Posted entries as of \(call.office.now().dayAndTime) UTC."), content)
    }

    static func chips(_ open: String, _ period: Period) -> [Chip] {
        let kinds = [MakeReport.Kind.profitAndLoss, .balanceSheet, .cashFlow, .trialBalance].map { ($0.rawValue, $0.title) }
        return (kinds + [("general-ledger", "General ledger")]).map {
            Chip($0.1, "/reports/\($0.0)?\(period.query)", isOpen: $0.0 == open)
        }
    }

    private static func result(of report: MakeReport.Report, _ currency: Currency) -> Money? {
        guard case .profitAndLoss(let profit) = report else { return nil }
        return profit.figures.first { $0.currency == currency }?.netProfit.amount
    }
}

/// The lines that a report leaves out, because nobody has said where they belong.
struct MissingLines: Sendable {
    let count: String
    let text: String

    init?(_ months: [LineTotalStore.WaitingMonth], _ currency: Currency, result: Money?) {
        let count = months.reduce(0) { $0 + $1.count }
        guard count > 0 else { return nil }
        let sums = Dictionary(months.map { ($0.sum.currency, $0.sum.minorUnits) }, uniquingKeysWith: +)
        let sum = sums[currency] ?? 0
        // The books' own currency first and without its code, as everywhere on the page.
        let together =
            (sums[currency].map { [Money(minorUnits: $0, currency).grouped] } ?? [])
            + sums.keys.filter { $0 != currency }.sorted().map { "\(Money(minorUnits: sums[$0] ?? 0, $0).grouped) \($0)" }
        let counts = Dictionary(months.map { ($0.month, $0.count) }, uniquingKeysWith: +).sorted { $0.key.first < $1.key.first }
        let shown = counts.suffix(3).map { "\($0.value.grouped) in \($0.key.monthWords)" }
        let earlier = counts.dropLast(3).reduce(0) { $0 + $1.value }
        let list = (earlier > 0 ? ["\(earlier.grouped) earlier"] : []) + shown
        let withThem = result.map {
            " If all \(sums.count == 1 ? "of them" : "those in \(currency)") are income and costs, the result is "
                + "\(Money(minorUnits: $0.minorUnits + sum, currency).grouped)."
        }
        self.count = count == 1 ? "1 line is not in this report yet," : "\(count.grouped) lines are not in this report yet,"
        text = "together \(together.joined(separator: ", ")): \(list.joined(separator: ", "))." + (withThem ?? "")
    }
}

/// What a report's address asks for.
enum ReportQuery {
    static func period(_ query: Values) throws -> Period? {
        guard let text = query.text("period") else { return try query.period() }
        return try period(text, "period")
    }

    static func period(_ text: String, _ name: String) throws -> Period {
        guard let period = Period(text: text) else {
            throw Refusal.invalid("\(name) takes a year, month or quarter: 2025, 2025-06 or 2025-Q2.", field: name)
        }
        return period
    }

    /// What a report stands beside.
    struct Comparison {
        let period: Period?
        let choices: [Choice]

        /// Without a word the year before, where the books reach back to it.
        init(_ query: Values, _ kind: MakeReport.Kind, _ period: Period, span: Period?) throws {
            guard kind == .profitAndLoss || kind == .balanceSheet else {
                (self.period, choices) = (nil, [])
                return
            }
            let reachesBack = span.map { $0.first < period.first } ?? false
            let word = query.text("compare") ?? (reachesBack ? "last_year" : "nothing")
            switch word {
            case "last_year": self.period = period.lastYear
            case "before": self.period = period.preceding
            case "nothing": self.period = nil
            default: self.period = try ReportQuery.period(word, "compare")
            }
            let named = [("last_year", "Same months last year"), ("before", "Period before"), ("nothing", "Nothing")]
            let own = named.contains { $0.0 == word } ? [] : [(word, word)]
            choices = (named + own).map { Choice($0.0, $0.1, isSelected: $0.0 == word) }
        }
    }
}

extension MakeReport.Kind {
    var title: String {
        switch self {
        case .trialBalance: "Trial balance"
        case .profitAndLoss: "Profit and loss"
        case .balanceSheet: "Balance sheet"
        case .cashFlow: "Cash flow"
        }
    }

    /// Whether it stands at the end of a day.
    var isBalance: Bool { self == .trialBalance || self == .balanceSheet }
}
