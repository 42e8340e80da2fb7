import Bookkeeping
import Operations
import Storage

/// What `/exports/quickbooks/accounts` shows: a row for each of our accounts, with a field for where it goes.
struct QuickBooksAccountsContent: Sendable {
    let rows: [Row]
    let mapped: Int
    let said: Bool

    struct Row: Sendable {
        let id: String
        let label: String
        let targets: [Choice]
        let parties: [Choice]
        let hasParties: Bool
        let note: String
    }

    init(_ chart: ReadQuickBooks.Chart, said: Bool) {
        self.said = said
        mapped = chart.rows.filter { $0.mapping != nil }.count
        let targets = chart.targets
        rows = chart.rows.map { row in
            let chosen = row.mapping?.target ?? row.suggestion?.target.id
            let target = targets.first { $0.id == chosen }
            let parties = chart.parties.filter { $0.kind == target?.wantedParty }
            return Row(
                id: "\(row.account.id)", label: row.account.label,
                targets: targets.filter { $0.isActive || $0.id == chosen }.map { target in
                    .init(
                        target.id, "\(target.label) (\(target.type)\(target.isActive ? "" : ", inactive"))", isSelected: target.id == chosen
                    )
                },
                parties: parties.map { .init($0.id, $0.name, isSelected: $0.id == row.mapping?.party?.id) },
                hasParties: target?.wantedParty != nil, note: Self.note(row))
        }
    }

    /// What the form calls a choice for one of our accounts; the template writes the same.
    static func field(_ choice: QuickBooksMappingFaults.Choice, of account: String) -> String {
        switch choice {
        case .target: "target-\(account)"
        case .party: "party-\(account)"
        }
    }

    private static func note(_ row: ReadQuickBooks.Row) -> String {
        if case .unmapped? = row.obstacle, row.suggestion == nil { return "Nowhere yet: its entries would not be sent." }
        if let suggestion = row.suggestion {
            switch suggestion.ground {
            case .number: return "Suggested: same number. Not saved yet."
            case .name: return "Suggested: same name. Not saved yet."
            case .similarName: return "Suggested: nearly the same name. Not saved yet."
            case .onlyOfItsKind: return "Suggested: the only one of its kind. Not saved yet."
            }
        }
        return row.obstacle?.sentence ?? ""
    }
}

/// What `/exports/quickbooks/runs/{id}` shows: how far an export has come, and what became of each entry.
struct QuickBooksRunContent: Sendable {
    let facts: String
    let isUnderWay: Bool
    let problem: String?
    let seen: Int
    let total: Int
    let words: String
    let table: Table

    private static let pageSize = 200

    init(_ run: QuickBooksRunStore.Record, _ books: Books, after last: EntryID?, now: Instant) throws {
        isUnderWay = (run.state == .waiting || run.state == .running) && !run.isAbandoned(at: now)
        problem = run.problem
        (seen, total) = (run.seen, max(run.total, 1))
        words = run.words(at: now)
        let rest = max(0, run.total - run.seen)
        let time = isUnderWay && rest > 0 ? " At most \((rest + 399) / 400) min more." : ""
        facts = "Posted \(run.counts.posted), skipped \(run.counts.skipped), failed \(run.counts.failed).\(time)"
        let records = try books.quickBooksExports(run.realm).page(of: run.id, after: last, limit: Self.pageSize + 1)
        let rows = try records.prefix(Self.pageSize).map { record in
            let posted = try books.entries.entry(record.entry)
            return Table.Row(
                [
                    .link(posted.map { "\($0.number)" } ?? "\(record.entry)", "/entries/\(record.entry)"),
                    .text(posted.map { "\($0.entry.date)" } ?? ""), .text(record.docNumber), .text(record.state.title),
                    .text(record.fault?.reason ?? ""),
                ],
                action: record.state == .gone
                    ? Table.Action("/exports/quickbooks/entries/\(record.entry)/sending", "Send anew") : nil)
        }
        var table = Table(
            "Entries of this export",
            [.init("Entry"), .init("Date"), .init("Number there"), .init("State"), .init("Reason")], rows,
            empty: "No entry was sent: QuickBooks has them all, or it begins in a moment.")
        if records.count > Self.pageSize { table.next = "/exports/quickbooks/runs/\(run.id)?after=\(records[Self.pageSize - 1].entry)" }
        self.table = table
    }
}
