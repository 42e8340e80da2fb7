import Bookkeeping
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Operations
import Storage

/// All lines, newest first, by what is known of them.
struct LinePages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/lines", may: .readBooks, page: lines, use: lines),
            .member(
                .get, "/api/lines/csv", may: .readBooks, .none,
                APIOperation(
                    summary: "The lines of the page's filter as CSV, newest first, all of them",
                    query: [
                        .init("q", .text, "text, or an amount without its sign"), .init("account", .id, "where they are or belong"),
                        .init("method", .text, "who proposed the account"),
                        .init("state", .choice(["waiting", "posted", "excluded", "undone", "all"]), "what became of them"),
                        .init("statement", .id, "of one import"), .from, .to,
                    ], answer: ["text/csv": .text]), use: csv),
        ]
    }

    private static let shown = 100

    private struct Content: Sendable {
        let query: String
        let from: String
        let to: String
        let accounts: [Choice]
        let methods: [Choice]
        let states: [Choice]
        let statement: String?
        let rows: [Row]
        let hasRows: Bool
        /// What the page looked into and what not, where it did not look into all.
        let reach: String?
        let next: String?
        let nextTitle: String
        let isFiltered: Bool
    }

    private struct Row: TemplateRow {
        static let template = "lines-row"

        let date: String
        let text: String
        let bank: String
        let account: String
        let method: MethodMark
        let state: String
        let address: String
        let amount: String
    }

    private func lines(_ call: Call<Seat>) async throws -> Response {
        let own = try await call.currency()
        let query = try LineQuery(call.query, base: own)
        let after = try Cursor(call.query, count: 2).flatMap { cursor in
            Int(exactly: cursor.numbers[0]).flatMap(CalendarDate.init(packed:)).map {
                LineStore.SearchPosition(date: $0, id: LineID(cursor.numbers[1]))
            }
        }
        let (page, accounts) = try await call.office.database.read(for: call.tenant) { books in
            (try books.lines.search(query.search, after: after, limit: Self.shown), try books.accounts.all())
        }
        let labels = Dictionary(accounts.map { ($0.id, $0) }) { first, _ in first }
        if let account = query.search.account, labels[account] == nil {
            throw Refusal.invalid("Choose an account from the list.", field: "account")
        }
        let today = call.office.now().day
        let rows = page.records.map { record in
            Row(
                date: record.line.date.short(on: today), text: record.line.text, bank: labels[record.account]?.name ?? "",
                account: record.proposal.account.flatMap { labels[$0]?.label } ?? "", method: MethodMark(record.proposal.method),
                state: Self.word(record.state), address: record.entry.map { "/entries/\($0)" } ?? "/review?line=\(record.id)#line",
                amount: record.line.amount.grouped + (record.line.amount.currency == own ? "" : " \(record.line.amount.currency)"))
        }
        let reach = page.isCutShort ? page.next.map { "Looked through back to \($0.date)." } : nil
        let content = Content(
            query: query.typed["q"] ?? "", from: query.typed["from"] ?? "", to: query.typed["to"] ?? "",
            accounts: accounts.map { Choice("\($0.id)", $0.label, isSelected: $0.id == query.search.account) },
            methods: LineQuery.methods.map {
                Choice($0, MethodMark($0).word, isSelected: $0 == query.search.method)
            },
            states: [("waiting", "Waiting"), ("posted", "Filed"), ("excluded", "Left out"), ("undone", "Undone")].map {
                Choice($0.0, $0.1, isSelected: $0.0 == query.typed["state"])
            },
            statement: query.typed["statement"], rows: rows, hasRows: !rows.isEmpty, reach: reach,
            next: page.next.map { query.address("/lines", cursor: Cursor(Int64($0.date.packed), $0.id.rawValue).text) },
            nextTitle: page.isCutShort ? "Look further back" : "Earlier lines", isFiltered: query.isFiltered)
        return try await site.page(
            call, "lines", title: "Lines", facts: "What the bank sent, newest first.",
            head: PageHead(actions: [.download("CSV", query.address("/api/lines/csv"))]), content)
    }

    private static let pieceSize = 2_000

    /// Page by page from the database to the reader, as the page shows them: no length is too much, and no transaction stays open meanwhile.
    private func csv(_ call: Call<Seat>) async throws -> Response {
        let query = try LineQuery(call.query, base: try await call.currency())
        let labels = Dictionary(try await call.accounts().map { ($0.id, $0.label) }) { first, _ in first }
        let body = ResponseBody { writer in
            try await writer.write(
                ByteBuffer(
                    string: CSV.record([
                        "date", "bank text", "counterparty", "reference", "bank account", "account", "by", "state", "amount", "currency",
                    ])))
            var after: LineStore.SearchPosition?
            repeat {
                let last = after
                let page = try await call.office.database.read(for: call.tenant) { books in
                    try books.lines.search(query.search, after: last, limit: Self.pieceSize)
                }
                let text = page.records.reduce(into: "") { text, record in text += Self.csv(record, labels) }
                if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
                after = page.next
            } while after != nil
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/csv; charset=utf-8"], body: body).download(named: "lines.csv")
    }

    private static func csv(_ record: LineStore.Record, _ labels: [AccountID: String]) -> String {
        let line = record.line
        return CSV.record([
            "\(line.date)", line.text, line.counterparty ?? "", line.reference ?? "", labels[record.account] ?? "",
            record.proposal.account.flatMap { labels[$0] } ?? "", MethodMark(record.proposal.method).word, word(record.state),
            line.amount.decimalText, line.amount.currency.code,
        ])
    }

    private static func word(_ state: LineStore.State) -> String {
        switch state {
        case .waiting: "waits"
        case .posted: "filed"
        case .excluded: "left out"
        case .undone: "undone"
        }
    }
}

/// The filter as it was typed, and what it means.
struct LineQuery: Sendable {
    let typed: Values
    let search: LineStore.Search

    static let methods = ["person", "rule", "vendor", "model", "llm", "none"]
    private static let names = ["q", "account", "method", "state", "from", "to", "statement"]

    /// - Throws: a refusal that names what is not understood
    init(_ query: Values, base: Currency) throws {
        typed = Values(query.pairs.filter { Self.names.contains($0.name) && !$0.value.allSatisfy(\.isWhitespace) })
        var search = LineStore.Search()
        if let text = typed.text("q").map({ String($0.trimmingBlanks) }) {
            search.amounts = Self.amounts(text, base)
            if search.amounts == nil { search.text = String(text.prefix(200)) }
        }
        search.account = try typed.text("account").map { text in
            guard let id = AccountID(text: text) else { throw Refusal.invalid("Choose an account from the list.", field: "account") }
            return id
        }
        if let method = typed.text("method") {
            guard Self.methods.contains(method) else { throw Refusal.invalid("Choose one from the list.", field: "method") }
            search.method = method
        }
        search.importID = typed.text("statement").flatMap { ImportID(text: $0) }
        if let text = typed.text("state"), let state = try about("state", { try LineRoutes.state(text) }) { search.states = [state] }
        search.period = try typed.period()
        self.search = search
    }

    var isFiltered: Bool { !typed.pairs.isEmpty }

    func address(_ path: String, cursor: String? = nil) -> String {
        let pairs = typed.pairs + (cursor.map { [(name: "cursor", value: $0)] } ?? [])
        let query = pairs.map { "\($0.name)=\(OwnPath.encoded($0.value))" }.joined(separator: "&")
        return query.isEmpty ? path : "\(path)?\(query)"
    }

    /// `1494` is any amount from 1494.00 to 1494.99, `1,494.50` that one alone; nil for what is no amount.
    static func amounts(_ text: String, _ base: Currency) -> ClosedRange<Int64>? {
        let plain = String(text.replacing(",", with: "").trimmingPrefix("-"))
        guard let amount = Money(decimalText: plain, base), !amount.isNegative else { return nil }
        guard !plain.contains("."), let next = Money(decimalText: "1", base), base.decimals > 0 else {
            return amount.minorUnits...amount.minorUnits
        }
        let (end, overflow) = amount.minorUnits.addingReportingOverflow(next.minorUnits - 1)
        return overflow ? nil : amount.minorUnits...end
    }
}
