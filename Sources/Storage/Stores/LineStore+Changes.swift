package import Bookkeeping

/// What becomes of lines. Each change that begins or ends a line's waiting, or changes what it waits for, changes the queue with it,
/// and the totals.
extension LineStore {
    /// - Parameter line: as it stands in this transaction
    package func setProposal(_ proposal: Proposal, of line: Record) throws(StorageError) {
        guard let old = WaitingPlace(line) else { return }
        try db.execute(
            """
            UPDATE statement_line SET method = \(proposal.method), proposed_account_id = \(proposal.account), confidence = \(proposal.confidence),
                held = \(proposal.held), reason = \(proposal.reason)
            WHERE tenant_id = \(tenant) AND id = \(line.id) AND state = 'waiting'
            """)
        guard let held = proposal.held, held != old.held else { return }
        var changes = QueueChanges()
        changes.remove(old.amount, vendor: old.vendor, held: old.held)
        changes.add(old.amount, vendor: old.vendor, held: held)
        try queue.apply(changes)
    }

    package func setPosted(_ id: LineID, as entry: EntryID, _ proposal: Proposal) throws(StorageError) {
        guard let line = try line(id) else { return }
        try setPosted(line, as: entry, proposal)
    }

    /// - Parameter line: as it stands in this transaction
    package func setPosted(_ line: Record, as entry: EntryID, _ proposal: Proposal) throws(StorageError) {
        try leaveQueue(WaitingPlace(line))
        try move(line, to: .posted)
        try db.execute(
            """
            UPDATE statement_line SET state = 'posted', entry_id = \(entry), held = NULL, method = \(proposal.method),
                proposed_account_id = \(proposal.account), confidence = \(proposal.confidence), reason = \(proposal.reason)
            WHERE tenant_id = \(tenant) AND id = \(line.id)
            """)
    }

    /// Puts the line that `entry` booked back into the queue.
    package func reopen(entry: EntryID, reason: String) throws(StorageError) {
        let line: LineID?? = try db.first("SELECT line_id FROM entry WHERE tenant_id = \(tenant) AND id = \(entry)")
        guard let id = line ?? nil, try self.line(id)?.entry == entry else { return }
        try wait(id, Proposal(method: "none", account: nil, confidence: 0, held: "reversed", reason: reason))
    }

    /// Puts a line that was left out back into the queue.
    package func putBack(_ id: LineID, _ proposal: Proposal) throws(StorageError) {
        guard try line(id)?.state == .excluded else { return }
        try wait(id, proposal)
    }

    /// Puts a line into the queue, whatever had become of it.
    package func wait(_ id: LineID, _ proposal: Proposal) throws(StorageError) {
        guard let held = proposal.held else { preconditionFailure("a waiting line has a reason to wait") }
        guard let line = try line(id) else { return }
        try leaveQueue(WaitingPlace(line))
        try move(line, to: .waiting)
        try db.execute(
            """
            UPDATE statement_line SET state = 'waiting', entry_id = NULL, held = \(held), method = \(proposal.method),
                proposed_account_id = \(proposal.account), confidence = \(proposal.confidence), reason = \(proposal.reason)
            WHERE tenant_id = \(tenant) AND id = \(id)
            """)
        var changes = QueueChanges()
        changes.add(line.line.amount, vendor: line.vendor, held: held)
        try queue.apply(changes)
    }

    /// Takes a line out of the books: a person left it out, or its import was undone.
    package func setOut(_ id: LineID, _ state: State, reason: String) throws(StorageError) {
        precondition(state == .excluded || state == .undone, "only these states have no entry and no question")
        guard let line = try line(id) else { return }
        try leaveQueue(WaitingPlace(line))
        try move(line, to: state)
        try db.execute(
            """
            UPDATE statement_line SET state = \(state), entry_id = NULL, held = NULL, reason = \(reason)
            WHERE tenant_id = \(tenant) AND id = \(id)
            """)
    }

    /// Lines whose vendor is another one from now on, by that one's key.
    package func setVendors(_ lines: [String: [LineID]]) throws(StorageError) {
        var changes = QueueChanges()
        for (vendor, ids) in lines.sorted(by: { $0.key < $1.key }) {
            for start in stride(from: 0, to: ids.count, by: 500) {
                let some = ids[start..<min(start + 500, ids.count)]
                try db.each(
                    """
                    SELECT vendor, held, amount, currency FROM statement_line
                    WHERE tenant_id = \(tenant) AND state = 'waiting' AND id IN \(list: some)
                    """
                ) { (row) throws(StorageError) in
                    let (old, held, amount): (String, String, Money) = (try row[0], try row[1], Money(minorUnits: try row[2], try row[3]))
                    changes.remove(amount, vendor: old, held: held)
                    changes.add(amount, vendor: vendor, held: held)
                }
                try db.execute("UPDATE statement_line SET vendor = \(vendor) WHERE tenant_id = \(tenant) AND id IN \(list: some)")
            }
        }
        try queue.apply(changes)
    }

    /// Gives lines that wait another reason to wait.
    package func setHeld(_ reason: String, of ids: [LineID]) throws(StorageError) {
        var changes = QueueChanges()
        for start in stride(from: 0, to: ids.count, by: 500) {
            let some = ids[start..<min(start + 500, ids.count)]
            try db.each(
                """
                SELECT vendor, held, amount, currency FROM statement_line
                WHERE tenant_id = \(tenant) AND state = 'waiting' AND held <> \(reason) AND id IN \(list: some)
                """
            ) { (row) throws(StorageError) in
                let (vendor, held, amount): (String, String, Money) = (try row[0], try row[1], Money(minorUnits: try row[2], try row[3]))
                changes.remove(amount, vendor: vendor, held: held)
                changes.add(amount, vendor: vendor, held: reason)
            }
            try db.execute(
                "UPDATE statement_line SET held = \(reason) WHERE tenant_id = \(tenant) AND state = 'waiting' AND id IN \(list: some)")
        }
        try queue.apply(changes)
    }

    private struct WaitingPlace {
        let vendor: String
        let held: String
        let amount: Money

        /// Nil for a line that does not wait.
        init?(_ line: Record) {
            guard line.state == .waiting, let held = line.proposal.held else { return nil }
            (vendor, self.held, amount) = (line.vendor, held, line.line.amount)
        }
    }

    private func move(_ line: Record, to state: State) throws(StorageError) {
        guard line.state != state else { return }
        var changes = LineTotalChanges()
        changes.move(line, to: state)
        try totals.apply(changes)
    }

    private func leaveQueue(_ place: WaitingPlace?) throws(StorageError) {
        guard let place else { return }
        var changes = QueueChanges()
        changes.remove(place.amount, vendor: place.vendor, held: place.held)
        try queue.apply(changes)
    }
}
