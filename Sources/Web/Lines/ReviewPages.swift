import Bookkeeping
import Categorization
import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// The queue of lines that wait for a person, and the list of all lines.
struct ReviewPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/review", may: .readBooks, use: review),
            .member(.post, "/review", may: .fileLines, .form(limit: 1 << 20), use: answer),
            .member(.get, "/lines", may: .readBooks, use: lines),
        ]
    }

    private static let shown = 200

    private struct ReviewContent: Sendable {
        let mayFile: Bool
        let groups: [Group]
        let accounts: [Choice]
        let hasGroups: Bool
        /// Of lines that may be known ones; nil where there are none.
        let doubts: String?

        struct Group: Sendable {
            let vendor: String
            let count: String
            let lines: [Line]
        }

        struct Line: Sendable {
            let id: String
            let date: String
            let text: String
            let amount: String
            let account: String
            let method: String
            let confidence: String
            let held: String
            let isDoubtful: Bool
        }
    }

    private func review(_ call: Call<Seat>) async throws -> Response {
        let (waiting, count, doubts, accounts) = try await call.office.database.read(for: call.tenant) { books in
            (
                try books.lines.waiting(limit: Self.shown), try books.lines.waitingCount(),
                try books.duplicates.open(limit: Self.shown).count, try books.accounts.all()
            )
        }
        let labels = Dictionary(accounts.map { ($0.id, $0.label) }) { first, _ in first }
        var groups: [ReviewContent.Group] = []
        for run in waiting.chunked(by: \.vendor) {
            let lines = run.map { record in
                let proposal = record.proposal
                return ReviewContent.Line(
                    id: "\(record.id)", date: "\(record.line.date)", text: record.line.text, amount: record.line.amount.grouped,
                    account: proposal.account.flatMap { labels[$0] } ?? "", method: proposal.method,
                    confidence: proposal.account == nil ? "" : Self.decimal(proposal.confidence),
                    held: proposal.held?.replacing("_", with: " ") ?? "", isDoubtful: proposal.held == HoldReason.possibleDuplicate.rawValue
                )
            }
            groups.append(.init(vendor: run.first?.vendor ?? "", count: lines.count == 1 ? "1 line" : "\(lines.count) lines", lines: lines))
        }
        let facts = count == 0 ? "All lines are filed." : "\(count) \(count == 1 ? "line waits" : "lines wait"), biggest group first."
        return try await site.page(
            call, "review", title: "Review", facts: facts,
            ReviewContent(
                mayFile: call.party.may(.fileLines), groups: groups, accounts: accounts.map { Choice("\($0.id)", $0.label) },
                hasGroups: !groups.isEmpty,
                doubts: doubts == 0 ? nil : doubts == 1 ? "1 line looks like a known one." : "\(doubts) lines look like known ones."))
    }

    /// 8123 is 0.81.
    static func decimal(_ basisPoints: Int) -> String {
        let hundredths = basisPoints / 100
        return hundredths >= 100 ? "1.00" : "0." + (hundredths < 10 ? "0" : "") + "\(hundredths)"
    }

    /// Files the ticked lines: to the account chosen, to what is suggested for each, or out of the books.
    private func answer(_ call: Call<Seat>) async throws -> Response {
        let ids = call.form.all("line").compactMap { LineID(text: $0) }
        guard !ids.isEmpty else { throw Refusal.invalid("No line is ticked. Go back and tick at least one.") }
        let chosen = try await call.form.text("account").asyncMap { try await call.account($0).id }
        let action = call.form["do"] ?? "file"
        var answers: [DecideLines.Answer] = []
        for id in ids {
            if action == "exclude" {
                answers.append(.init(id, .exclude))
            } else if let account = chosen {
                answers.append(.init(id, .file(account)))
            } else if let suggested = try await call.line(id).proposal.account {
                answers.append(.init(id, .file(suggested)))
            } else {
                throw Refusal.invalid("A ticked line has no suggestion. Choose an account for it.")
            }
        }
        let summary = try await DecideLines(call.office)(for: call.tenant, answers, by: call.actor, consequences: .nearestFirst)
        if let refusal = summary.refused.first { throw Refusal(status: .conflict, code: "decision_refused", message: refusal.reason) }
        return .seeOther("/review")
    }

    private func lines(_ call: Call<Seat>) async throws -> Response {
        let state = try LineRoutes.state(call.query.text("state") ?? "all")
        let last = try Cursor(call.query, count: 1).map { LineID($0.numbers[0]) }
        let (records, accounts) = try await call.office.database.read(for: call.tenant) { books in
            (try books.lines.page(in: state, after: last, limit: Self.shown + 1), try books.accounts.all())
        }
        let labels = Dictionary(accounts.map { ($0.id, $0.label) }) { first, _ in first }
        let rows = records.prefix(Self.shown).map { record in
            Table.Row([
                .text("\(record.line.date)"), .text(record.line.text), .text(record.proposal.account.flatMap { labels[$0] } ?? ""),
                .text(record.proposal.method),
                record.entry.map { .link(record.state.rawValue, "/entries/\($0)") } ?? .text(record.state.rawValue),
                .number(record.line.amount.grouped),
            ])
        }
        let states = ["all", "waiting", "posted", "excluded", "undone"].map { name in
            Chip(name.capitalized, "/lines?state=\(name)", isOpen: (state?.rawValue ?? "all") == name)
        }
        var table = Table(
            "Lines", [.init("Date"), .init("Bank text"), .init("Account"), .init("By"), .init("State"), .number("Amount")], rows,
            empty: "There are no such lines.")
        if records.count > Self.shown, let end = records.prefix(Self.shown).last {
            table.next = "/lines?state=\(state?.rawValue ?? "all")&cursor=\(Cursor(end.id.rawValue).text)"
        }
        return try await site.page(
            call, "list", title: "Lines", facts: "What the bank sent, oldest first.", ListContent(chips: states, table: table))
    }
}

extension Optional {
    func asyncMap<Value>(_ transform: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await transform(self)
    }
}

extension Array {
    /// Runs of neighbors that agree.
    func chunked<Key: Equatable>(by key: (Element) -> Key) -> [ArraySlice<Element>] {
        var runs: [ArraySlice<Element>] = []
        for (index, element) in enumerated() {
            if let last = runs.last?.last, key(last) == key(element) {
                runs[runs.count - 1] = self[runs[runs.count - 1].startIndex...index]
            } else {
                runs.append(self[index...index])
            }
        }
        return runs
    }
}
