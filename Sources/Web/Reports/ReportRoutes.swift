import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// The five reports, for programs and people.
struct ReportRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        MakeReport.Kind.allCases.flatMap { kind -> [RouteDeclaration] in
            [
                .member(
                    .get, "/api/reports/\(kind.rawValue)", may: .readBooks, .none,
                    .reads(kind.title, Schema(json: ["type": "object"]), query: Self.query, also: ["text/csv"])
                ) { call in try await answer(call, kind) },
                .member(.get, "/reports/\(kind.rawValue)", may: .readBooks) { call in try await page(call, kind) },
            ]
        } + [
            .member(
                .get, "/api/reports/general-ledger", may: .readBooks, .none,
                .reads(
                    "The general ledger", .list(Schema(json: ["type": "object"])),
                    query: Self.query + [.init("account", .text, "of one account, by id or code")], also: ["text/csv"]), use: ledger),
            .member(.get, "/reports/general-ledger", may: .readBooks, use: ledgerPage),
            .member(.get, "/reports", may: .readBooks) { _ in .seeOther("/reports/profit-and-loss") },
        ]
    }

    private static let query: [APIOperation.Parameter] = [
        .from, .to, .init("period", .text, "2025, 2025-06 or 2025-Q2, instead of from and to"),
        .init("compare", .text, "a period to set beside it"), .init("format", .choice(["json", "csv"]), "json, where it is left out"),
    ]

    private func period(_ query: Values) throws -> Period? {
        guard let text = query.text("period") else { return try query.period() }
        return try Self.period(text, "period")
    }

    private static func period(_ text: String, _ name: String) throws -> Period {
        guard let period = Period(text: text) else {
            throw Refusal.invalid("\(name) takes a year, month or quarter: 2025, 2025-06 or 2025-Q2.")
        }
        return period
    }

    private func report(_ call: Call<Seat>, _ kind: MakeReport.Kind) async throws -> MakeReport.Report {
        let comparison = try call.query.text("compare").map { try Self.period($0, "compare") }
        return try await MakeReport(call.office)(for: call.tenant, kind, period: try period(call.query), against: comparison)
    }

    private enum Format { case json, csv }

    private func format(_ query: Values) throws -> Format {
        switch query.text("format") {
        case nil, "json": return .json
        case "csv": return .csv
        default: throw Refusal.invalid("format is json or csv.")
        }
    }

    private func answer(_ call: Call<Seat>, _ kind: MakeReport.Kind) async throws -> Response {
        let format = try format(call.query)
        let report = try await report(call, kind)
        switch format {
        case .json: return .json(text: try report.json())
        case .csv:
            return .bytes(Array(report.table.csv().utf8), type: "text/csv; charset=utf-8").download(named: "\(kind.rawValue).csv")
        }
    }

    /// Made on disk first, so that a slow reader holds no transaction open and an error is an error, not half an answer.
    private func ledger(_ call: Call<Seat>) async throws -> Response {
        let format = try format(call.query)
        let account = try await call.query.text("account").asyncMap { try await call.account($0).id }
        let period = try period(call.query)
        let file = try SpoolWriter(in: site.settings.spoolFolder)
        try file.write(format == .csv ? ReportTable.csvHeader(GeneralLedger.columns) : "[")
        try await MakeReport(call.office).generalLedger(for: call.tenant, period: period, account: account) { element in
            switch format {
            case .csv: for row in GeneralLedger.rows(for: element) { try file.write(row.csv()) }
            case .json: try file.write((file.isEmptyList ? "\n" : ",\n") + element.json())
            }
        }
        if format == .json { try file.write("\n]\n") }
        return format == .csv
            ? try file.response(type: "text/csv; charset=utf-8").download(named: "general-ledger.csv")
            : try file.response(type: "application/json")
    }

    // MARK: Pages

    private struct ReportContent: Sendable {
        let chips: [Chip]
        let from: String
        let to: String
        let address: String
        let csv: String
        let warning: String?
        let table: Table
    }

    private func page(_ call: Call<Seat>, _ kind: MakeReport.Kind) async throws -> Response {
        let table = try await report(call, kind).table
        return try await page(call, kind.rawValue, title: kind.title, Table(table), facts: table.subtitle)
    }

    private static let shownRows = 2_000

    private func ledgerPage(_ call: Call<Seat>) async throws -> Response {
        let account = try await call.query.text("account").asyncMap { try await call.account($0).id }
        let rows = RowCollector(limit: Self.shownRows)
        try await MakeReport(call.office).generalLedger(for: call.tenant, period: try period(call.query), account: account) { element in
            rows.add(GeneralLedger.rows(for: element))
        }
        let table = ReportTable(title: "General ledger", subtitle: "", columns: GeneralLedger.columns, rows: rows.rows)
        let facts = rows.isFull ? "The first \(Self.shownRows) rows; the file holds all." : "Every posting, account by account."
        return try await page(call, "general-ledger", title: "General ledger", Table(table), facts: facts)
    }

    private func page(_ call: Call<Seat>, _ kind: String, title: String, _ table: Table, facts: String) async throws -> Response {
        let kinds = MakeReport.Kind.allCases.map { ($0.rawValue, $0.title) } + [("general-ledger", "General ledger")]
        let waiting = try await call.office.database.read(for: call.tenant) { books in try books.lines.waitingCount() }
        let query = call.request.uri.query.map { "?\($0)" } ?? ""
        let content = ReportContent(
            chips: kinds.map { Chip($0.1, "/reports/\($0.0)", isOpen: $0.0 == kind) }, from: call.query["from"] ?? "",
            to: call.query["to"] ?? "",
            address: "/reports/\(kind)", csv: "/api/reports/\(kind)\(query.isEmpty ? "?" : query + "&")format=csv",
            warning: waiting == 0 ? nil : "\(waiting) \(waiting == 1 ? "line is" : "lines are") not in this report yet.", table: table)
        return try await site.page(call, "report", title: title, facts: facts, content)
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
}
