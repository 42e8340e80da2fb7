package import Bookkeeping
import Storage

/// Reads back what was sent, the entries first that were not looked at for longest: each is there as it was sent, changed, or gone.
package struct CheckQuickBooksEntries: Sendable {
    let desk: QuickBooksDesk

    package init(_ desk: QuickBooksDesk) { self.desk = desk }

    private static let blockSize = 50

    package struct Summary: Hashable, Sendable {
        package internal(set) var landed = 0
        package internal(set) var drifted = 0
        package internal(set) var gone = 0

        package var sum: Int { landed + drifted + gone }
    }

    /// - Parameter limit: a person waits for the answer, and each fifty take a question or two
    package func callAsFunction(for tenant: TenantID, limit: Int = 500) async throws -> Summary {
        let realm = try await desk.connection(of: tenant).realm
        let records = try await desk.database.read(for: tenant) { books in
            try books.quickBooksExports(realm).leastRecentlyChecked(limit: limit)
        }
        var summary = Summary()
        for start in stride(from: 0, to: records.count, by: Self.blockSize) {
            try await check(Array(records[start..<min(start + Self.blockSize, records.count)]), realm, tenant, &summary)
        }
        return summary
    }

    private func check(
        _ block: [QuickBooksExportStore.Record], _ realm: RealmID, _ tenant: TenantID, _ summary: inout Summary
    ) async throws {
        let tokens = QuickBooksTokens(desk: desk, tenant: tenant)
        let found = try await tokens.call { edge, access in try await edge.entries(access, .docNumbers(block.map(\.docNumber))) }
        let byNumber = Dictionary(grouping: found, by: \.docNumber)
        // Somebody may have given an entry another number.
        let missing = block.filter { byNumber[$0.docNumber] == nil }.compactMap(\.qboID)
        let renumbered = missing.isEmpty ? [] : try await tokens.call { edge, access in try await edge.entries(access, .ids(missing)) }
        let byID = Dictionary(renumbered.map { ($0.id, $0) }) { first, _ in first }
        let verdicts = block.map { record -> (EntryID, QuickBooksVerdict) in
            if let verdict = QuickBooksVerdict(sent: record.content, found: byNumber[record.docNumber] ?? []) {
                return (record.entry, verdict)
            }
            return (record.entry, QuickBooksVerdict(withoutNumber: record.qboID.flatMap { byID[$0] }, record))
        }
        for (_, verdict) in verdicts {
            switch verdict.state {
            case .landed: summary.landed += 1
            case .drifted: summary.drifted += 1
            default: summary.gone += 1
            }
        }
        let now = desk.now()
        try await desk.database.write(for: tenant) { books in
            for (entry, verdict) in verdicts {
                try books.quickBooksExports(realm).check(entry, verdict.state, fault: verdict.fault, at: now)
            }
        }
    }
}

extension QuickBooksVerdict {
    /// Of an entry that its number does not find.
    fileprivate init(withoutNumber found: QuickBooksEntry?, _ record: QuickBooksExportStore.Record) {
        if let found {
            state = .drifted
            fault = .init(
                code: "renumbered",
                reason:
                    "Somebody gave it the number “\(found.docNumber.prefix(40))” in QuickBooks. Give it \(record.docNumber) again there.")
        } else {
            state = .gone
            fault = .init(
                code: "gone", reason: "Somebody deleted it in QuickBooks. It is not sent again by itself; send it anew, or reverse it here."
            )
        }
    }
}

/// Has an entry sent anew that somebody deleted in QuickBooks: a person's word, since a person deleted it.
package struct SendAnewToQuickBooks: Sendable {
    let desk: QuickBooksDesk

    package init(_ desk: QuickBooksDesk) { self.desk = desk }

    package func callAsFunction(_ entry: EntryID, for tenant: TenantID, by actor: String) async throws {
        let realm = try await desk.connection(of: tenant).realm
        let now = desk.now()
        try await desk.database.write(for: tenant) { books in
            guard let posted = try books.entries.entry(entry) else { throw OperationError.noSuchEntry("\(entry)") }
            guard try books.quickBooksExports(realm).sendAnew(entry) else { throw QuickBooksExportError.notGone(posted.number) }
            try books.audit.append(.init(actor: actor, action: "quickbooks.send_anew", subject: "\(posted.number)"), at: now)
        }
    }
}
