package import Bookkeeping
package import Storage

/// Sends every entry that QuickBooks Online does not have yet, each once, oldest first.
///
/// It may be run as often as one likes, by several processes at once, and killed at any moment: what it did is in the ledger of exports,
/// and the next run goes on from there.
package struct ExportToQuickBooks: Sendable {
    let desk: QuickBooksDesk

    package init(_ desk: QuickBooksDesk) { self.desk = desk }

    private static let pageSize = 500
    /// A run whose process has not been heard of for so long is taken over.
    private static let claimSeconds: Int64 = 300

    package struct Summary: Hashable, Sendable {
        package let run: QuickBooksRunID
        package let counts: QuickBooksRunStore.Counts
        /// Why it stopped before the end.
        package let problem: String?
    }

    /// From begin to end.
    package func callAsFunction(for tenant: TenantID, by actor: String) async throws -> Summary {
        let run = try await begin(for: tenant, by: actor)
        guard let summary = try await perform(run, for: tenant) else { throw QuickBooksExportError.noSuchRun }
        return summary
    }

    /// Notes that an export is wanted; `perform` does it, in this process or another one.
    package func begin(for tenant: TenantID, by actor: String) async throws -> QuickBooksRunID {
        let connection = try await desk.connection(of: tenant)
        let now = desk.now()
        return try await desk.database.write(for: tenant) { books in
            // Whoever begins it has a moment to take it up before others do.
            let id = try books.quickBooksRuns.add(
                connection.realm, total: books.entries.count(), claimedUntil: now.advanced(bySeconds: 30), by: actor, at: now)
            try books.audit.append(
                .init(actor: actor, action: "export.started", subject: "qbo", detail: "realm \(connection.realm)"), at: now)
            return id
        }
    }

    /// - Returns: nil when somebody else is at it, or it has ended.
    package func perform(_ run: QuickBooksRunID, for tenant: TenantID) async throws -> Summary? {
        let (claim, now) = (desk.random.make(16), desk.now())
        let isMine = try await desk.database.write(for: tenant) { books in
            try books.quickBooksRuns.claim(run, claim, until: now.advanced(bySeconds: Self.claimSeconds), at: now)
        }
        guard isMine else { return nil }
        var progress = Progress()
        do {
            try await ReadQuickBooksChart(desk)(for: tenant)
            let connection = try await desk.connection(of: tenant)
            let started = try await desk.database.read(for: tenant) { books in try books.quickBooksRuns.record(run) }
            guard started?.realm == connection.realm else { throw QuickBooksExportError.notConnected }
            let plan = try await desk.database.read(for: tenant) { books in try QuickBooksPlan(books, connection) }
            let block = QuickBooksBlock(desk: desk, tenant: tenant, plan: plan, run: run)
            try await walk(block, &progress, claim)
        } catch let error as any ExplainedError where error is QuickBooksError || error is QuickBooksExportError {
            progress.stop = error
        }
        return try await end(run, progress, claim, for: tenant)
    }

    private struct Progress: Sendable {
        var counts = QuickBooksRunStore.Counts()
        var stop: (any ExplainedError)?
    }

    private func walk(_ block: QuickBooksBlock, _ progress: inout Progress, _ claim: [UInt8]) async throws {
        var last: PostedEntry?
        while true {
            let after = last
            let page = try await desk.database.read(for: block.tenant) { books in
                try books.entries.page(after: after, limit: Self.pageSize)
            }
            guard !page.isEmpty else { return }
            last = page.last
            var rest = try await leaveOut(page, block, &progress)[...]
            try await note(block, progress, claim)
            while !rest.isEmpty {
                let outcome = try await block(Array(rest.prefix(QuickBooksBlock.size)))
                rest = rest.dropFirst(QuickBooksBlock.size)
                progress.counts.posted += outcome.counts.posted
                progress.counts.skipped += outcome.counts.skipped
                progress.counts.failed += outcome.counts.failed
                try await note(block, progress, claim)
                if let stop = outcome.stop {
                    progress.stop = stop
                    return
                }
            }
        }
    }

    /// Those of a page that QuickBooks has are counted, and need no more.
    private func leaveOut(_ page: [PostedEntry], _ block: QuickBooksBlock, _ progress: inout Progress) async throws -> [PostedEntry] {
        let (realm, run) = (block.plan.connection.realm, block.run)
        let known = try await desk.database.read(for: block.tenant) { books in
            try books.quickBooksExports(realm).records(of: page.map(\.id))
        }
        var rest: [PostedEntry] = []
        for posted in page {
            guard let record = known[posted.id], [.landed, .drifted, .gone].contains(record.state) else {
                rest.append(posted)
                continue
            }
            if record.run == run { progress.counts.posted += 1 } else { progress.counts.skipped += 1 }
        }
        return rest
    }

    private func note(_ block: QuickBooksBlock, _ progress: Progress, _ claim: [UInt8]) async throws {
        let (counts, until, run) = (progress.counts, desk.now().advanced(bySeconds: Self.claimSeconds), block.run)
        try await desk.database.write(for: block.tenant) { books in
            try books.quickBooksRuns.note(
                run, seen: counts.sum, counts, total: max(books.entries.count(), counts.sum), claim: claim, until: until)
        }
    }

    private func end(_ run: QuickBooksRunID, _ progress: Progress, _ claim: [UInt8], for tenant: TenantID) async throws -> Summary {
        let (counts, problem, now) = (progress.counts, progress.stop?.userText, desk.now())
        try await desk.database.write(for: tenant) { books in
            let state: QuickBooksRunStore.State = problem == nil ? .finished : .stopped
            guard let record = try books.quickBooksRuns.record(run),
                try books.quickBooksRuns.end(run, state, problem: problem, claim: claim, at: now)
            else { return }
            try books.announceExport(
                to: "qbo", posted: counts.posted, skipped: counts.skipped, failed: counts.failed, by: record.startedBy, at: now)
            if problem == nil { try books.raise(.exportCompleted(posted: counts.posted, skipped: counts.skipped), at: now) }
        }
        return Summary(run: run, counts: counts, problem: problem)
    }
}

/// Goes on with exports that nobody is at: begun by a process that has ended since.
package struct ContinueQuickBooksExports: Sendable {
    let desk: QuickBooksDesk

    package init(_ desk: QuickBooksDesk) { self.desk = desk }

    package func callAsFunction() async throws {
        guard desk.edge != nil else { return }
        for tenant in try await TenantStore(desk.database).all() {
            let now = desk.now()
            let open = try await desk.database.read(for: tenant.id) { books in
                try books.quickBooksRuns.open().filter { $0.isAbandoned(at: now) }
            }
            for run in open { _ = try await ExportToQuickBooks(desk).perform(run.id, for: tenant.id) }
        }
    }
}
