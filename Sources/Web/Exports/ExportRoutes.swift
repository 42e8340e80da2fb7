import HTTPTypes
import Hummingbird
import Operations
import Storage

/// All posted entries for another program.
struct ExportRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        ExportJournal.Format.allCases.map { format in
            .member(
                .get, "/api/exports/\(format.rawValue)", may: .exportFiles, .none,
                APIOperation(
                    summary: "Posted entries as \(format.rawValue)", query: format.query, answer: [format.mediaType: .text])
            ) { call in try await answer(call, format) }
        } + [.member(.get, "/exports", may: .exportFiles, use: page)]
    }

    private func answer(_ call: Call<Seat>, _ format: ExportJournal.Format) async throws -> Response {
        let file = try SpoolWriter(in: site.settings.spoolFolder)
        let period = try call.query.period()
        let count = try await ExportJournal(call.office)(
            for: call.tenant, as: format, during: period, taxRate: call.query.text("tax_rate") ?? XeroExport.defaultTaxRate
        ) { text in try file.write(text) }
        // Who only asks for the headers gets no file.
        if call.request.method == .get {
            try await AnnounceExport(call.office)(for: call.tenant, target: format.rawValue, posted: count, by: call.actor)
        }
        return try file.response(type: format.mediaType + "; charset=utf-8").download(named: "journal.\(format.fileEnding)")
    }

    private func page(_ call: Call<Seat>) async throws -> Response {
        let entries = try await call.office.database.read(for: call.tenant) { books in try books.entries.count() }
        let files = ExportJournal.Format.allCases.map {
            ExportsContent.File(
                title: $0.title, purpose: $0.purpose, ending: $0.fileEnding, address: "/api/exports/\($0.rawValue)")
        }
        let content = ExportsContent(
            quickBooks: try await QuickBooksPanel.read(call, site), entries: entries.grouped, files: files,
            mayBring: call.party.may(.postEntries))
        return try await site.page(
            call, "exports", title: "Exports", facts: "The books for another program. Exporting twice posts nothing twice.", content)
    }
}

/// What `/exports` shows.
private struct ExportsContent: Sendable {
    let quickBooks: QuickBooksPanel
    let entries: String
    let files: [File]
    /// Whether the person may bring another program's journal.
    let mayBring: Bool

    struct File: Sendable {
        let title, purpose, ending, address: String
    }
}

extension ExportJournal.Format {
    var mediaType: String {
        switch self {
        case .csv, .xero, .quickBooksCSV: "text/csv"
        case .beancount, .hledger, .iif: "text/plain"
        }
    }

    fileprivate var query: [APIOperation.Parameter] {
        let days: [APIOperation.Parameter] = [.from, .to]
        return self == .xero ? days + [.init("tax_rate", .text, "what the organization calls no tax; Tax Exempt where left out")] : days
    }

    fileprivate var fileEnding: String {
        switch self {
        case .hledger: "journal"
        case .beancount: "beancount"
        case .iif: "iif"
        case .csv, .xero, .quickBooksCSV: "csv"
        }
    }

    fileprivate var title: String {
        switch self {
        case .beancount: "beancount"
        case .hledger: "hledger and ledger"
        case .csv: "Spreadsheet"
        case .iif: "QuickBooks Desktop"
        case .xero: "Xero"
        case .quickBooksCSV: "QuickBooks Online, without a connection"
        }
    }

    fileprivate var purpose: String {
        switch self {
        case .beancount, .hledger: "Plain-text accounting."
        case .csv: "One row for each posting."
        case .iif: "IIF: chart of accounts and general journal."
        case .xero: "Manual journals, in the columns of Xero's template. Xero takes at most 300 rows a file."
        case .quickBooksCSV: "For Import data, Journal entries."
        }
    }
}
