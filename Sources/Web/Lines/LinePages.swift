import Bookkeeping
import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// All lines, newest first, by what is known of them.
struct LinePages: Sendable {
    let site: Site

    var all: [RouteDeclaration] { [.member(.get, "/lines", may: .readBooks, use: lines)] }

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
        let fault: String?
    }

    private struct Row: Sendable {
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
        let query = LineQuery(call.query, base: try await call.currency())
        let after = try Cursor(call.query, count: 2).flatMap { cursor in
            Int(exactly: cursor.numbers[0]).flatMap(CalendarDate.init(packed:)).map {
                LineStore.SearchPosition(date: $0, id: LineID(cursor.numbers[1]))
            }
        }
        let (page, accounts) = try await call.office.database.read(for: call.tenant) { books in
            (try books.lines.search(query.search, after: after, limit: Self.shown), try books.accounts.all())
        }
        let labels = Dictionary(accounts.map { ($0.id, $0) }) { first, _ in first }
        let today = call.office.now().day
        let rows = page.records.map { record in
            Row(
                date: record.line.date.short(on: today), text: record.line.text, bank: labels[record.account]?.name ?? "",
                account: record.proposal.account.flatMap { labels[$0]?.label } ?? "", method: MethodMark(record.proposal.method),
                state: Self.word(record.state), address: record.entry.map { "/entries/\($0)" } ?? "/review?line=\(record.id)#line",
                amount: record.line.amount.grouped)
        }
        let reach = page.isCutShort ? page.next.map { "Looked through back to \($0.date)." } : nil
        let content = Content(
            query: query.typed["q"] ?? "", from: query.typed["from"] ?? "", to: query.typed["to"] ?? "",
            accounts: accounts.map { Choice("\($0.id)", $0.label, isSelected: $0.id == query.search.account) },
            methods: ["person", "rule", "vendor", "model", "llm", "none"].map {
                Choice($0, MethodMark($0).word, isSelected: $0 == query.search.method)
            },
            states: [("waiting", "Waiting"), ("posted", "Filed"), ("excluded", "Left out"), ("undone", "Undone")].map {
                Choice($0.0, $0.1, isSelected: $0.0 == query.typed["state"])
            },
            statement: query.typed["statement"], rows: rows, hasRows: !rows.isEmpty, reach: reach,
            next: page.next.map { query.address(with: Cursor(Int64($0.date.packed), $0.id.rawValue).text) },
            nextTitle: page.isCutShort ? "Look further back" : "Earlier lines", isFiltered: query.isFiltered, fault: query.fault)
        return try await site.page(
            call, "lines", title: "Lines", facts: "What the bank sent, newest first.", content,
            status: query.fault == nil ? .ok : .unprocessableContent)
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
    /// What could not be understood.
    let fault: String?

    private static let names = ["q", "account", "method", "state", "from", "to", "statement"]

    init(_ query: Values, base: Currency) {
        typed = Values(query.pairs.filter { Self.names.contains($0.name) && !$0.value.allSatisfy(\.isWhitespace) })
        var search = LineStore.Search()
        if let text = typed.text("q").map({ String($0.trimmingBlanks) }) {
            search.amounts = Self.amounts(text, base)
            if search.amounts == nil { search.text = String(text.prefix(200)) }
        }
        search.account = typed.text("account").flatMap { AccountID(text: $0) }
        search.method = typed.text("method")
        search.importID = typed.text("statement").flatMap { ImportID(text: $0) }
        if let state = typed.text("state").flatMap(LineStore.State.init(rawValue:)) { search.states = [state] }
        var fault: String?
        do { search.period = try typed.period() } catch { fault = Refusal(error)?.message }
        (self.search, self.fault) = (search, fault)
    }

    var isFiltered: Bool { !typed.pairs.isEmpty }

    func address(with cursor: String) -> String {
        let pairs = typed.pairs + [(name: "cursor", value: cursor)]
        return "/lines?" + pairs.map { "\($0.name)=\(OwnPath.encoded($0.value))" }.joined(separator: "&")
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
