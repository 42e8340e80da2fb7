import Bookkeeping
import Storage

/// A few entries on their way to QuickBooks at once: noted as `sending`, sent, and read back.
///
/// Whatever stops the program, an entry is there once. Before the call its row is committed, with the request id and the document number
/// that every later attempt repeats. Whose fate is not known (a crash, a lost answer, a fault on Intuit's side) is looked up by its number
/// first: found with our mark it is adopted, found without it is a conflict, not found it is sent again under the same request id.
struct QuickBooksBlock: Sendable {
    let desk: QuickBooksDesk
    let tenant: TenantID
    let plan: QuickBooksPlan
    let run: QuickBooksRunID

    /// Intuit takes 500 requests a minute and 10 a second for a company, all its programs together.
    static let size = 20
    private static let pauseBetweenCalls = Duration.milliseconds(125)
    private static let mostAtOnce = 8
    /// Longer than a call may take, so that nobody takes over from someone who waits for an answer.
    static let claimSeconds: Int64 = 300
    private static let pausesSeconds: [Int64] = [2, 5, 15]
    private static let throttledPause = Duration.seconds(60)
    private static let mostThrottledPauses = 10

    struct Outcome: Sendable {
        var counts = QuickBooksRunStore.Counts()
        /// Why nothing more can be sent for now.
        var stop: (any ExplainedError)?
    }

    private var realm: RealmID { plan.connection.realm }
    private var tokens: QuickBooksTokens { QuickBooksTokens(desk: desk, tenant: tenant) }

    /// - Parameter block: at most `size` entries
    func callAsFunction(_ block: [PostedEntry]) async throws -> Outcome {
        try await takeAllowance()
        let claim = newClaim()
        var (jobs, outcome, unread) = try await begin(block, claim)
        do {
            try await settle(&jobs, &outcome, &unread, claim)
        } catch let error as any ExplainedError where error is QuickBooksError || error is QuickBooksExportError {
            outcome.stop = error
            outcome.counts.failed += jobs.count
            try await release(claim, error)
            return outcome
        }
        try await readBack(unread, &outcome)
        return outcome
    }

    private func newClaim() -> QuickBooksExportStore.Claim {
        .init(name: desk.random.make(16), run: run, until: desk.now().advanced(bySeconds: Self.claimSeconds))
    }

    /// One of the minute's shares, which all processes that export to this company take from.
    private func takeAllowance() async throws {
        let charge = Allowance.quickBooksBlocks.charge("\(realm)")
        while true {
            let now = desk.now()
            let wait = try await desk.database.writePeople { people in try people.rateLimits.take([charge], at: now) }
            guard let wait else { return }
            try await desk.pause(.seconds(wait))
        }
    }

    // MARK: Before the call

    /// An entry that is to be there at the end.
    private struct Job: Sendable {
        let posted: PostedEntry
        let record: QuickBooksExportStore.Draft
        /// Whether it may be there already.
        var isDoubtful: Bool

        var unread: Unread { Unread(entry: posted.id, docNumber: record.docNumber, content: record.content) }
    }

    /// What was sent or adopted and has to be read back.
    private struct Unread: Sendable {
        let entry: EntryID
        let docNumber: String
        let content: String
    }

    private func begin(
        _ block: [PostedEntry], _ claim: QuickBooksExportStore.Claim
    ) async throws -> ([Job], Outcome, [Unread]) {
        let (tenant, plan, run, realm, now) = (tenant, plan, run, realm, desk.now())
        return try await desk.database.write(for: tenant) { books in
            let exports = books.quickBooksExports(realm)
            let known = try exports.records(of: block.map(\.id))
            var (jobs, outcome, unread): ([Job], Outcome, [Unread]) = ([], Outcome(), [])
            for posted in block {
                let record = known[posted.id]
                switch record?.state {
                case .sent?, .landed?, .drifted?, .gone?:
                    if record?.run == run { outcome.counts.posted += 1 } else { outcome.counts.skipped += 1 }
                    if let record, record.state == .sent {
                        unread.append(Unread(entry: posted.id, docNumber: record.docNumber, content: record.content))
                    }
                case .sending?, .conflict?:
                    guard let record else { continue }
                    // Of a run that this process has taken over, nobody else is at work.
                    guard record.run == run || !record.isClaimed(at: now, longestSeconds: Self.claimSeconds) else {
                        outcome.counts.skipped += 1
                        continue
                    }
                    try exports.takeOver(posted.id, claim)
                    jobs.append(Job(posted: posted, record: .init(record), isDoubtful: true))
                case .failed?, nil:
                    let generation = record?.generation ?? 1
                    do {
                        let content = try plan.content(of: posted.entry)
                        let draft = plan.draft(of: posted, tenant: tenant, generation: generation, content)
                        try exports.begin(draft, claim)
                        jobs.append(Job(posted: posted, record: draft, isDoubtful: false))
                    } catch let obstacle as QuickBooksPlan.Obstacle {
                        let draft = plan.draft(of: posted, tenant: tenant, generation: generation, nil)
                        try exports.refuse(draft, obstacle.fault, claim, at: now)
                        outcome.counts.failed += 1
                    }
                }
            }
            return (jobs, outcome, unread)
        }
    }

    // MARK: The call

    /// Sends and looks up until each entry's fate is known, or patience ends.
    private func settle(
        _ jobs: inout [Job], _ outcome: inout Outcome, _ unread: inout [Unread], _ claim: QuickBooksExportStore.Claim
    ) async throws {
        var (attempts, throttledPauses) = (0, 0)
        while true {
            var trouble: QuickBooksError?
            do {
                try await lookUp(&jobs, &outcome, &unread, claim)
            } catch let error as QuickBooksError where error.leavesOutcomeOpen {
                trouble = error
            }
            if trouble == nil { trouble = try await send(&jobs, &outcome, &unread, claim) }
            guard !jobs.isEmpty else { return }
            if trouble == .throttled, throttledPauses < Self.mostThrottledPauses {
                throttledPauses += 1
                try await desk.pause(Self.throttledPause)
            } else if attempts < Self.pausesSeconds.count {
                try await desk.pause(.seconds(Self.pausesSeconds[attempts]))
                attempts += 1
            } else {
                throw trouble ?? .unreadableAnswer("no end to it")
            }
            let extended = QuickBooksExportStore.Claim(
                name: claim.name, run: run, until: desk.now().advanced(bySeconds: Self.claimSeconds))
            let realm = realm
            try await desk.database.write(for: tenant) { books in try books.quickBooksExports(realm).extend(extended) }
        }
    }

    /// Finds out about those that may be there already.
    private func lookUp(
        _ jobs: inout [Job], _ outcome: inout Outcome, _ unread: inout [Unread], _ claim: QuickBooksExportStore.Claim
    ) async throws {
        let doubtful = jobs.filter(\.isDoubtful)
        guard !doubtful.isEmpty else { return }
        let found = try await tokens.call { edge, access in
            try await edge.entries(access, .docNumbers(doubtful.map(\.record.docNumber)))
        }
        let byNumber = Dictionary(grouping: found, by: \.docNumber)
        for job in doubtful {
            let namesakes = byNumber[job.record.docNumber] ?? []
            let own = namesakes.filter { $0.note.contains(QuickBooksPlan.marker(job.record.contentHash)) }
            if namesakes.isEmpty {
                for index in jobs.indices where jobs[index].posted.id == job.posted.id { jobs[index].isDoubtful = false }
            } else if own.count == 1, namesakes.count == 1 {
                try await finish(job, .sent, id: own[0].id, trace: own[0].trace, claim: claim)
                jobs.removeAll { $0.posted.id == job.posted.id }
                outcome.counts.posted += 1
                unread.append(job.unread)
            } else {
                try await finish(job, .conflict, fault: Self.conflict(job, own: own.count, all: namesakes.count), claim: claim)
                jobs.removeAll { $0.posted.id == job.posted.id }
                outcome.counts.failed += 1
            }
        }
    }

    private static func conflict(_ job: Job, own: Int, all: Int) -> QuickBooksExportStore.Fault {
        let number = job.record.docNumber
        return own > 1
            ? .init(
                code: "twice", reason: "QuickBooks has entry \(number) \(own) times. Delete all but one of them there, then export again.")
            : .init(
                code: "foreign",
                reason: "QuickBooks has an entry \(number) that is not this one. Give that one another number there, then export again.")
    }

    private enum Fate: Sendable {
        case created(QuickBooksEntry)
        case refused([QuickBooksFault])
        case open(QuickBooksError)
        case stopped(any ExplainedError)
    }

    /// Sends those that are not there.
    /// - Returns: why some are still open; nil where only a look can tell.
    /// - Throws: what makes every further call pointless.
    private func send(
        _ jobs: inout [Job], _ outcome: inout Outcome, _ unread: inout [Unread], _ claim: QuickBooksExportStore.Claim
    ) async throws -> QuickBooksError? {
        let ready = jobs.filter { !$0.isDoubtful }
        var settled: Set<EntryID> = []
        var doubtful: Set<EntryID> = []
        var (trouble, stop): (QuickBooksError?, (any ExplainedError)?) = (nil, nil)
        try await withThrowingTaskGroup(of: (Job, Fate).self) { group in
            func take(_ job: Job, _ fate: Fate) async throws {
                switch fate {
                case .created(let entry):
                    try await finish(job, .sent, id: entry.id, trace: entry.trace, claim: claim)
                    settled.insert(job.posted.id)
                    outcome.counts.posted += 1
                    unread.append(job.unread)
                case .refused(let faults):
                    // A number that is taken may be taken by this very entry; a fault of the system may come after the deed.
                    guard !faults.contains(where: { $0.meaning == .duplicateNumber || $0.meaning == .system }) else {
                        doubtful.insert(job.posted.id)
                        trouble = .refused(faults)
                        return
                    }
                    try await finish(job, .failed, fault: Self.fault(faults), claim: claim)
                    settled.insert(job.posted.id)
                    outcome.counts.failed += 1
                case .open(let error):
                    doubtful.insert(job.posted.id)
                    trouble = error
                case .stopped(let error): stop = error
                }
            }
            var underWay = 0
            for job in ready where stop == nil && trouble != .throttled {
                if underWay >= Self.mostAtOnce, let (done, fate) = try await group.next() {
                    underWay -= 1
                    try await take(done, fate)
                }
                group.addTask { (job, try await attempt(job)) }
                underWay += 1
                try await desk.pause(Self.pauseBetweenCalls)
            }
            for try await (done, fate) in group { try await take(done, fate) }
        }
        jobs.removeAll { settled.contains($0.posted.id) }
        for index in jobs.indices where doubtful.contains(jobs[index].posted.id) { jobs[index].isDoubtful = true }
        if let stop { throw stop }
        return trouble
    }

    private func attempt(_ job: Job) async throws -> Fate {
        guard let content = QuickBooksContent(text: job.record.content) else {
            return .refused([.init(code: "content", message: "What was sent cannot be read any more.", detail: "")])
        }
        let new = QuickBooks.NewEntry(
            docNumber: job.record.docNumber, requestID: job.record.requestID,
            note: QuickBooksPlan.note(of: job.posted, job.record.contentHash), narration: job.posted.entry.narration, content: content)
        do {
            return .created(try await tokens.call { edge, access in try await edge.create(access, new) })
        } catch QuickBooksError.refused(let faults) {
            return .refused(faults)
        } catch let error as QuickBooksError {
            return error.leavesOutcomeOpen ? .open(error) : .stopped(error)
        } catch let error as QuickBooksExportError {
            return .stopped(error)
        }
    }

    private static func fault(_ faults: [QuickBooksFault]) -> QuickBooksExportStore.Fault {
        .init(code: faults.first?.code ?? "refused", reason: QuickBooksError.refused(faults).userText)
    }

    // MARK: After the call

    private func finish(
        _ job: Job, _ state: QuickBooksExportStore.State, id: String? = nil, fault: QuickBooksExportStore.Fault? = nil,
        trace: String? = nil, claim: QuickBooksExportStore.Claim
    ) async throws {
        let (realm, now, entry) = (realm, desk.now(), job.posted.id)
        try await desk.database.write(for: tenant) { books in
            try books.quickBooksExports(realm).finish(entry, state, qboID: id, fault: fault, trace: trace, claim: claim, at: now)
        }
    }

    /// Whatever is still open is looked up by the next export before anything else.
    private func release(_ claim: QuickBooksExportStore.Claim, _ error: any ExplainedError) async throws {
        let realm = realm
        let fault = QuickBooksExportStore.Fault(code: "unconfirmed", reason: "QuickBooks has not confirmed it. \(error.userText)")
        try await desk.database.write(for: tenant) { books in try books.quickBooksExports(realm).release(claim, fault: fault) }
    }

    /// What QuickBooks says it took, it should have. Where it cannot be asked now, `sent` stays until the next look.
    private func readBack(_ unread: [Unread], _ outcome: inout Outcome) async throws {
        guard !unread.isEmpty else { return }
        let found: [QuickBooksEntry]
        do {
            found = try await tokens.call { edge, access in try await edge.entries(access, .docNumbers(unread.map(\.docNumber))) }
        } catch let error as QuickBooksError {
            if !error.leavesOutcomeOpen { outcome.stop = error }
            return
        } catch let error as QuickBooksExportError {
            outcome.stop = error
            return
        }
        let (byNumber, realm, now) = (Dictionary(grouping: found, by: \.docNumber), realm, desk.now())
        try await desk.database.write(for: tenant) { books in
            for each in unread {
                guard let verdict = QuickBooksVerdict(sent: each.content, found: byNumber[each.docNumber] ?? []) else { continue }
                try books.quickBooksExports(realm).check(each.entry, verdict.state, fault: verdict.fault, at: now)
            }
        }
    }
}

extension QuickBooksExportStore.Draft {
    /// As it was sent before.
    fileprivate init(_ record: QuickBooksExportStore.Record) {
        self.init(
            entry: record.entry, docNumber: record.docNumber, generation: record.generation, content: record.content,
            contentHash: record.contentHash, requestID: record.requestID)
    }
}

/// What reading back says about an entry.
struct QuickBooksVerdict: Sendable {
    let state: QuickBooksExportStore.State
    let fault: QuickBooksExportStore.Fault?

    /// Nil where it is not there, which a moment after the call means nothing.
    init?(sent: String, found: [QuickBooksEntry]) {
        guard let first = found.first else { return nil }
        guard found.count == 1 else {
            state = .drifted
            fault = .init(
                code: "twice", reason: "QuickBooks has \(first.docNumber) \(found.count) times. Delete all but one of them there.")
            return
        }
        guard let own = QuickBooksContent(text: sent), let theirs = first.content, own.says(theSameAs: theirs) else {
            state = .drifted
            let difference = QuickBooksContent(text: sent).flatMap { own in first.content.map { own.difference(to: $0) } }
            fault = .init(
                code: "drifted",
                reason:
                    "Somebody changed it in QuickBooks: \(difference ?? "it holds lines that no entry from here has"). Put it right there.")
            return
        }
        (state, fault) = (.landed, nil)
    }
}
