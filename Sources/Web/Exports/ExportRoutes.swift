import HTTPTypes
import Hummingbird
import Operations

/// All posted entries for another program.
struct ExportRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        ExportJournal.Format.allCases.map { format in
            .member(
                .get, "/api/exports/\(format.rawValue)", may: .exportFiles, .none,
                APIOperation(summary: "All posted entries as \(format.rawValue)", answer: [format.mediaType: .text])
            ) { call in try await answer(call, format) }
        } + [.member(.get, "/exports", may: .exportFiles, use: page)]
    }

    private func answer(_ call: Call<Seat>, _ format: ExportJournal.Format) async throws -> Response {
        let file = try SpoolWriter(in: site.settings.spoolFolder)
        _ = try await ExportJournal(call.office)(for: call.tenant, as: format) { text in try file.write(text) }
        return try file.response(type: format.mediaType + "; charset=utf-8").download(named: "journal.\(format.fileEnding)")
    }

    private func page(_ call: Call<Seat>) async throws -> Response {
        let rows = ExportJournal.Format.allCases.map { format in
            Table.Row([.link(format.title, "/api/exports/\(format.rawValue)"), .text(format.purpose)])
        }
        let table = Table("Exports", [.init("File"), .init("For")], rows, empty: "")
        return try await site.page(
            call, "list", title: "Exports", facts: "Every posted entry, in order of date.", ListContent(chips: [], table: table))
    }
}

extension ExportJournal.Format {
    var mediaType: String { self == .csv ? "text/csv" : "text/plain" }

    fileprivate var fileEnding: String { self == .hledger ? "journal" : rawValue }

    fileprivate var title: String {
        switch self {
        case .beancount: "beancount"
        case .hledger: "hledger and ledger"
        case .csv: "CSV"
        }
    }

    fileprivate var purpose: String { self == .csv ? "A spreadsheet: one row for each posting." : "Plain-text accounting." }
}
