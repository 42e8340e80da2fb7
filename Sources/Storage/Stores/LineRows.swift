package import Bookkeeping

/// Statement lines as rows, and what they change in the queue and in the totals; made without the database.
package struct LineRows: Sendable {
    private(set) var rows: BulkRows
    let queue: QueueChanges
    let totals: LineTotalChanges

    package init(_ drafts: [LineStore.Draft], of tenant: TenantID, into statement: StatementID, account: AccountID) {
        var rows = BulkRows(into: "statement_line", Self.columns, capacity: drafts.count)
        var (queue, totals) = (QueueChanges(), LineTotalChanges())
        for draft in drafts {
            if let held = draft.proposal.held { queue.add(draft.line.amount, vendor: draft.vendor, held: held) }
            let state: LineStore.State = draft.entry == nil ? .waiting : .posted
            totals.add(draft.line, on: statement, account, state)
            rows.append([
                tenant.sqlValue, draft.id.sqlValue, statement.sqlValue, account.sqlValue, draft.line.row.sqlValue, draft.line.date.sqlValue,
                .integer(draft.line.amount.minorUnits), draft.line.amount.currency.sqlValue, .text(draft.line.text),
                draft.line.counterparty.sqlValue, draft.line.reference.sqlValue, .integer(draft.occurrence.fingerprint),
                draft.occurrence.number.sqlValue, .text(draft.vendor), state.sqlValue, .text(draft.proposal.method),
                draft.proposal.account.sqlValue, draft.proposal.confidence.sqlValue, draft.proposal.held.sqlValue,
                .text(draft.proposal.reason),
                draft.entry.sqlValue,
            ])
        }
        (self.rows, self.queue, self.totals) = (rows, queue, totals)
    }

    package mutating func ready(_ readying: Readying?) { readying?(&rows) }

    static let columns: [BulkRows.Column] = [
        .integer("tenant_id"), .integer("id"), .integer("statement_id"), .integer("account_id"), .integer("row_number"), .integer("date"),
        .integer("amount"), .text("currency"), .text("text"), .text("counterparty"), .text("reference"), .integer("fingerprint"),
        .integer("occurrence"), .text("vendor"), .text("state"), .text("method"), .integer("proposed_account_id"), .integer("confidence"),
        .text("held"), .text("reason"), .integer("entry_id"),
    ]
}
