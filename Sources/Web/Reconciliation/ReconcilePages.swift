import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Proving the books in the browser: coverage, statements, transfers.
struct ReconcilePages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/reconcile", may: .readBooks, use: page),
            .member(.get, "/reconcile/statements/{id}", may: .readBooks, use: statement),
            .member(.post, "/reconcile/transfers", may: .fileLines, .form(limit: 4 << 10), use: decide),
            .member(.post, "/reconcile/transfers/{id}/undoing", may: .fileLines, .form(limit: 4 << 10), use: takeApart),
        ]
    }

    private static let (shownProofs, shownTransfers, shownCertificates) = (6, 50, 12)

    private func page(_ call: Call<Seat>) async throws -> Response {
        let overview = try await ReadReconciliation(call.office)(for: call.tenant, through: call.query.through())
        let content = ReconcileContent(
            span: overview.span?.words ?? "", earlier: Self.address(overview.months.first?.first.previous),
            later: Self.later(overview, today: call.office.now()),
            monthNames: overview.months.map { CalendarDate.monthNames[$0.first.month - 1] },
            rows: overview.rows.map { row in
                .init(name: row.account.name, cells: row.coverage.months.map { .init($0, of: row.account) })
            }, hasRows: !overview.rows.isEmpty, stale: Self.stale(overview, today: call.office.now()),
            proofs: try await proofs(call, overview), hasProofs: !overview.statements.isEmpty,
            transfers: try await transfers(call, overview), said: try await said(call), closing: try await closing(call, overview),
            certificates: try await certificates(call))
        let actions = call.party.may(.importStatements) ? [PageHead.Action.link("Add a statement", "/import", icon: "upload")] : []
        return try await site.page(
            call, "reconcile", title: "Reconcile", facts: Self.facts(overview), head: PageHead(actions: actions), content)
    }

    /// What the page says first: how much is proved, and what is not.
    static func facts(_ overview: ReadReconciliation.Overview) -> String {
        guard overview.openMonths > 0 else { return "No bank account has a statement yet." }
        let proved = overview.count(.covered) + overview.count(.duplicate) + overview.count(.mismatch)
        var text = "\(proved) of \(overview.openMonths) account months are covered by a statement."
        let faults = [
            (overview.count(.missing), "missing"), (overview.count(.mismatch), "does not agree"),
            (overview.count(.duplicate), "covered twice"),
        ].filter { $0.0 > 0 }
        guard !faults.isEmpty else { return text }
        text += " " + faults.map { count, word in "\(count) \(word)" }.joined(separator: ", ") + "."
        return text
    }

    private static func address(_ day: CalendarDate?) -> String { day.map { "/reconcile?through=\(Period.month(containing: $0))" } ?? "" }

    private static func later(_ overview: ReadReconciliation.Overview, today: Instant) -> String? {
        guard let end = overview.span?.last, let next = end.next, next < today.calendarDay else { return nil }
        // A year on, or up to the month before this one.
        let months = Period.months(from: next, through: today.calendarDay).prefix(ReadReconciliation.months)
        return months.last.map { "/reconcile?through=\($0)" }
    }

    private static func stale(_ overview: ReadReconciliation.Overview, today: Instant) -> String? {
        guard let covered = overview.coveredThrough else { return nil }
        let since = Period.months(from: covered, through: today.calendarDay).count - 2
        guard since > 0 else { return nil }
        return "The latest statement ends \(covered.words). \(since) \(since == 1 ? "month" : "months") since then have none."
    }

    /// Those that do not agree first, then the newest of each account.
    private func proofs(_ call: Call<Seat>, _ overview: ReadReconciliation.Overview) async throws -> [ProofPanel] {
        let off = overview.statements.filter(\.isOff)
        var seen: Set<AccountID> = []
        let newest = overview.statements.filter { !$0.isOff && seen.insert($0.statement.account).inserted }
        var panels: [ProofPanel] = []
        for proved in (off + newest).prefix(Self.shownProofs) {
            guard let account = overview.accounts[proved.statement.account] else { continue }
            // Causes are looked for among all lines of a statement: only where there is something to explain.
            let causes = proved.isOff ? try await ReadStatement(call.office)(for: call.tenant, proved.statement.id).causes : []
            panels.append(ProofPanel(proved, of: account, causes: causes))
        }
        return panels
    }

    private func transfers(_ call: Call<Seat>, _ overview: ReadReconciliation.Overview) async throws -> ReconcileContent.TransferTable {
        let (found, people) = (overview.transfers, try await call.peopleNames())
        func name(_ line: TransferPairing.Line) -> String { "\(overview.accounts[line.account]?.name ?? ""), \(line.date.words)" }
        let proposed = found.pairs.prefix(Self.shownTransfers).map { pair in
            ReconcileContent.TransferRow(
                out: name(pair.out), into: name(pair.into), evidence: pair.evidence, amount: pair.into.amount.grouped,
                outLine: "\(pair.out.id)", intoLine: "\(pair.into.id)", isMatched: false, undo: nil, entry: nil, entryLink: nil)
        }
        let alone = found.withoutPartner.prefix(Self.shownTransfers).map { line in
            ReconcileContent.TransferRow(
                out: name(line), into: nil, evidence: overview.whyAlone(line), amount: line.amount.grouped, outLine: "\(line.id)",
                intoLine: nil, isMatched: false, undo: nil, entry: nil, entryLink: nil)
        }
        let matched = try await ListTransfers(call.office)(for: call.tenant, limit: 12).map { transfer in
            ReconcileContent.TransferRow(
                out: "\(overview.accounts[transfer.out.account]?.name ?? ""), \(transfer.out.line.date.words)",
                into: "\(overview.accounts[transfer.into.account]?.name ?? ""), \(transfer.into.line.date.words)",
                evidence: "Matched by \(people[transfer.match.decidedBy])", amount: transfer.into.line.amount.grouped, outLine: "",
                intoLine: nil,
                isMatched: true, undo: "/reconcile/transfers/\(transfer.match.id)/undoing", entry: "\(transfer.entry)",
                entryLink: "/entries/\(transfer.match.entry)")
        }
        let rows = Array(proposed) + Array(alone) + matched
        let currencies = Set(found.pairs.map(\.into.amount.currency))
        return .init(
            facts:
                "\(found.pairs.count) \(found.pairs.count == 1 ? "pair" : "pairs") proposed, \(found.withoutPartner.count) without a partner",
            rows: rows, hasRows: !rows.isEmpty, mayFile: call.party.may(.fileLines),
            currency: currencies.count == 1 ? currencies.first?.code ?? "" : "Amount")
    }

    private func said(_ call: Call<Seat>) async throws -> ReconcileContent.Said? {
        if let id = call.query.text("matched").flatMap({ TransferPairID(text: $0) }) {
            let found = try await ListTransfers(call.office)(for: call.tenant, limit: 12).first { $0.match.id == id }
            return found.map {
                .init(
                    text: "\($0.into.line.amount.grouped) is one transfer now, entry \($0.entry).",
                    undo: "/reconcile/transfers/\(id)/undoing", out: nil, into: nil)
            }
        }
        if let out = call.query.text("out").flatMap({ LineID(text: $0) }), let into = call.query.text("into").flatMap({ LineID(text: $0) })
        {
            return .init(
                text: "Remembered: the two are no pair.", undo: "/reconcile/transfers", out: "\(out)", into: "\(into)")
        }
        return nil
    }

    /// The month that comes next in the row of closed ones.
    private func closing(_ call: Call<Seat>, _ overview: ReadReconciliation.Overview) async throws -> ReconcileContent.ClosingLink? {
        guard let covered = overview.coveredThrough else { return nil }
        let closed = try await call.office.database.read(for: call.tenant) { books in try books.closings.closedPeriods() }
        let day = closed.lastClosedDay?.next ?? covered
        let month = Period.month(containing: day)
        guard month.last < call.office.now().calendarDay else { return nil }
        return .init(address: "/reconcile/closing/\(month)", title: "Checklist for \(month.words)")
    }

    private func certificates(_ call: Call<Seat>) async throws -> Table {
        let people = try await call.peopleNames()
        let records = try await ReadCertificate(call.office).all(for: call.tenant, limit: Self.shownCertificates)
        return Table(
            "Certificates", [.init("Period"), .init("Made"), .init("By"), .init("SHA-256")],
            records.map { record in
                Table.Row([
                    .link(record.period.words, "/reconcile/certificates/\(record.id)"), .text(record.madeAt.dayAndTime),
                    .text(people[record.madeBy]), .text(String(record.hash.hexadecimal.prefix(16))),
                ])
            }, empty: "No period was certified yet.")
    }

    private func decide(_ call: Call<Seat>) async throws -> Response {
        guard let out = call.form.text("out").flatMap({ LineID(text: $0) }), let into = call.form.text("into").flatMap({ LineID(text: $0) })
        else { throw Refusal.notFound("line") }
        let key = TransferPairing.Key(out: out, into: into)
        switch call.form["do"] {
        case "match":
            let match = try await MatchTransfer(call.office)(for: call.tenant, key, by: call.actor)
            return .seeOther("/reconcile?matched=\(match.id)")
        case "reject":
            try await RejectTransfer(call.office)(for: call.tenant, key, by: call.actor)
            return .seeOther("/reconcile?out=\(out)&into=\(into)")
        case "ask-again":
            try await RejectTransfer(call.office).undo(for: call.tenant, key, by: call.actor)
            return .seeOther("/reconcile")
        default: throw Refusal.invalid("Say whether the two lines are one transfer.")
        }
    }

    private func takeApart(_ call: Call<Seat>) async throws -> Response {
        try await TakeTransferApart(call.office)(for: call.tenant, call.id("transfer"), by: call.actor)
        return .seeOther("/reconcile")
    }

    // MARK: One statement

    private struct StatementContent: Sendable {
        let panel: ProofPanel
        let balance: BalanceRows
        let table: Table
        let waiting: String?
    }

    private static let shownLines = 1_000

    private func statement(_ call: Call<Seat>) async throws -> Response {
        let details = try await ReadStatement(call.office)(for: call.tenant, call.id("statement"))
        let rows = details.lines.prefix(Self.shownLines).map { line in
            Table.Row([
                .text(line.record.line.date.words), .text(line.record.line.text),
                line.record.entry.map { .link(line.entry?.description ?? "", "/entries/\($0)") } ?? .text(line.stateWords),
                .number(line.record.line.amount.grouped),
            ])
        }
        let waiting = details.count(.waiting)
        let statement = details.proved.statement
        return try await site.page(
            call, "statement", title: "\(details.account.name), \(statement.period.words)",
            facts: "\(statement.file), \(statement.period.first.words) to \(statement.period.last.words).",
            head: PageHead(crumbs: [.init("Reconcile", "/reconcile")]),
            StatementContent(
                panel: ProofPanel(details.proved, of: details.account, causes: details.causes), balance: BalanceRows(details.balance),
                table: Table(
                    "Lines and what books them", [.init("Date"), .init("Bank text"), .init("Entry"), .number("Amount")], Array(rows),
                    empty: "The statement has no line."),
                waiting: waiting == 0 ? nil : "\(waiting) \(waiting == 1 ? "line waits" : "lines wait") in review."))
    }
}

/// The bank's balance against the books', as rows.
struct BalanceRows: Sendable {
    let name: String
    let day: String
    let bank: String
    let books: String
    let difference: String
    let agrees: Bool
    let reasons: [String]

    init(_ proof: BalanceProof) {
        (name, day, agrees) = (proof.account.name, proof.day.words, proof.agrees)
        (bank, books) = (proof.bank?.grouped ?? "not known", proof.books.grouped)
        (difference, reasons) = (proof.difference?.grouped ?? "not known", proof.reasons)
    }
}

extension ReadStatement.Line {
    fileprivate var stateWords: String {
        switch record.state {
        case .waiting: "waits in review"
        case .excluded: "left out"
        case .posted, .undone: ""
        }
    }
}

extension TransferPairing.Pair {
    /// What speaks for it, in a sentence.
    var evidence: String {
        let apart = days == 0 ? "the same day" : days == 1 ? "1 day apart" : "\(days) days apart"
        let booked = out.isPosted && into.isPosted ? ", booked twice" : ""
        return "Equal amount, \(apart)" + (hint.isEmpty ? "" : ", text “\(hint)”") + booked
    }
}

extension ReadReconciliation.Overview {
    /// Why a transfer has one side only.
    func whyAlone(_ line: TransferPairing.Line) -> String {
        guard let counter = line.counterAccount, let account = accounts[counter] else { return "No line there fits." }
        let month = Period.month(containing: line.date)
        let state = rows.first { $0.account.id == counter }?.coverage.months.first { $0.period == month }?.state
        return state == .missing
            ? "The \(month.words) statement of \(account.name) is missing." : "No line of \(account.name) has this amount near this day."
    }
}
