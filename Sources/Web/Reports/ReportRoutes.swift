import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// The five reports, for programs.
struct ReportRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        MakeReport.Kind.allCases.flatMap { kind -> [RouteDeclaration] in
            [
                .member(
                    .get, "/api/reports/\(kind.rawValue)", may: .readBooks, .none,
                    .reads(kind.title, Schema(json: ["type": "object"]), query: Self.query, also: ["text/csv"])
                ) { call in try await answer(call, kind) }
            ]
        } + [
            .member(
                .get, "/api/reports/general-ledger", may: .readBooks, .none,
                .reads(
                    "The general ledger", .list(Schema(json: ["type": "object"])),
                    query: Self.query + [.init("account", .text, "of one account, by id or code")], also: ["text/csv"]), use: ledger)
        ] + ReportPages(site: site).all
    }

    private static let query: [APIOperation.Parameter] = [
        .from, .to, .init("period", .text, "2025, 2025-06 or 2025-Q2, instead of from and to"),
        .init("compare", .text, "a period to set beside it"), .init("format", .choice(["json", "csv"]), "json, where it is left out"),
    ]

    private func report(_ call: Call<Seat>, _ kind: MakeReport.Kind) async throws -> MakeReport.Report {
        let comparison = try call.query.text("compare").map { try ReportQuery.period($0, "compare") }
        return try await MakeReport(call.office)(for: call.tenant, kind, period: try ReportQuery.period(call.query), against: comparison)
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
        let period = try ReportQuery.period(call.query)
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
}
