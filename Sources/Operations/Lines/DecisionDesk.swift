import Bookkeeping
import Storage

/// What one caller brings to the desk.
struct DecisionRequest: Sendable {
    /// Made within the transaction, from the books as they stand there. What it throws its caller alone gets.
    let answers: @Sendable (Books, [Account]) throws -> [DecideLines.Answer]
    /// How many answers there will be at most.
    let count: Int
    let person: String
    let origin: String?
    let now: Instant
    let consequences: DecideLines.Consequences

    init(
        count: Int, person: String, origin: String?, at now: Instant, consequences: DecideLines.Consequences,
        answers: @escaping @Sendable (Books, [Account]) throws -> [DecideLines.Answer]
    ) {
        (self.answers, self.count, self.person, self.origin) = (answers, count, person, origin)
        (self.now, self.consequences) = (now, consequences)
    }
}

/// Takes people's answers, and has those that wait at the same time decided in one transaction of their tenant: a commit takes a write to the disk
/// whatever it holds, and what follows from answers follows once from all of them. A caller is answered after the commit.
///
/// While a transaction is under way the next one gathers. Lines that are left to look at again are taken between answers, a piece at a time.
actor DecisionDesk {
    private let database: any Database
    private let now: @Sendable () -> Instant
    private let kept = LearnedCategorizers()
    private var trays: [TenantID: Tray] = [:]

    /// What lies on the desk for one tenant.
    private struct Tray {
        var callers: [Caller] = []
        var due = DueLines()
        var isWorthSaving = false
        var isBeingWorked = false

        var isDone: Bool { callers.isEmpty && due.isEmpty && !isWorthSaving }
    }

    private struct Caller {
        let request: DecisionRequest
        let continuation: CheckedContinuation<DecideLines.Summary, any Error>
    }

    private static let mostCallers = 128
    /// Lines looked at again beside one caller's answers, and while nobody waits.
    private static let (linesBesideAnswers, linesBetweenAnswers) = (64, 512)
    /// And beside those of many, who would all wait for it.
    private static let fewestLines = 8
    /// So long nobody has to have come before what is left is taken up.
    private static let pause = Duration.milliseconds(20)

    init(_ database: any Database, now: @escaping @Sendable () -> Instant) { (self.database, self.now) = (database, now) }

    func decide(_ request: DecisionRequest, for tenant: TenantID) async throws -> DecideLines.Summary {
        try await withCheckedThrowingContinuation { continuation in
            trays[tenant, default: Tray()].callers.append(Caller(request: request, continuation: continuation))
            Task { await work(for: tenant) }
        }
    }

    /// Reads the books together with what was learned from all answers so far.
    nonisolated func read<Value: Sendable>(
        for tenant: TenantID, _ body: @escaping @Sendable (Books, inout LearnedCategorizer) throws -> Value
    ) async throws -> Value {
        let kept = kept
        return try await database.read(for: tenant) { books in
            let known = kept.look(tenant)
            var learned = try LearnedCategorizer(books, from: known)
            // Whoever asks next finds it.
            if known.map({ !learned.isSame(as: $0) }) ?? true { kept.put(learned, of: tenant) }
            return try body(books, &learned)
        }
    }

    /// Takes up all that is left.
    func settle() async {
        while let tenant = trays.keys.first {
            await work(for: tenant, orOnWhatIsLeft: true)
            if trays[tenant]?.isBeingWorked ?? false { try? await Task.sleep(for: Self.pause) }
        }
    }

    private func work(for tenant: TenantID, orOnWhatIsLeft isQuiet: Bool = false) async {
        guard let tray = trays[tenant], !tray.isBeingWorked else { return }
        trays[tenant]?.isBeingWorked = true
        if isQuiet, tray.callers.isEmpty, !tray.isDone { await takeUpWhatIsLeft(for: tenant) }
        while let callers = trays[tenant]?.callers.prefix(Self.mostCallers), !callers.isEmpty {
            trays[tenant]?.callers.removeFirst(callers.count)
            await decide(Array(callers), for: tenant)
        }
        trays[tenant]?.isBeingWorked = false
        if trays[tenant]?.isDone ?? true {
            trays[tenant] = nil
        } else {
            Task {
                try? await Task.sleep(for: Self.pause)
                await work(for: tenant, orOnWhatIsLeft: true)
            }
        }
    }

    private func decide(_ callers: [Caller], for tenant: TenantID) async {
        do {
            let summaries = try await write(callers.map(\.request), for: tenant)
            for (caller, summary) in zip(callers, summaries) { caller.continuation.resume(with: summary) }
        } catch {
            guard callers.count > 1 else {
                callers[0].continuation.resume(throwing: error)
                return
            }
            // One of them cannot be written; the others must not suffer for it.
            for caller in callers { await decide([caller], for: tenant) }
        }
    }

    private func takeUpWhatIsLeft(for tenant: TenantID) async {
        do {
            _ = try await write([], for: tenant)
        } catch {
            // The lines keep the proposals they have until an answer touches them again: there is nobody to tell, and trying on would not end.
            trays[tenant]?.due = DueLines()
            trays[tenant]?.isWorthSaving = false
        }
    }

    private func write(_ requests: [DecisionRequest], for tenant: TenantID) async throws -> [Result<DecideLines.Summary, any Error>] {
        let (kept, due) = (kept, trays[tenant]?.due ?? DueLines())
        let now = now()
        let isQuiet = requests.isEmpty
        let isWhole = requests.contains { $0.consequences == .atOnce }
        let beside = max(Self.fewestLines, Self.linesBesideAnswers / max(1, requests.count))
        let limit = isWhole ? Int.max : isQuiet ? Self.linesBetweenAnswers : beside
        // Thousands of lines at once keep nobody else's answer from its commit.
        let isShort = !isWhole && requests.reduce(0) { $0 + $1.count } <= Self.mostCallers
        let work: @Sendable (Books) throws -> Deciding.Outcome = { books in
            try books.gathering { books in
                var deciding = try Deciding(books, LearnedCategorizer(books, from: kept.take(tenant)), due: due)
                for request in requests { try deciding.take(request) }
                return try deciding.finish(atMost: limit, save: isWhole || isQuiet ? .whenWorthIt : .whenPressing, at: now)
            }
        }
        let outcome = isShort ? try await database.writeTogether(for: tenant, work) : try await database.write(for: tenant, work)
        kept.put(outcome.learned, of: tenant)
        trays[tenant]?.due = outcome.due
        trays[tenant]?.isWorthSaving = outcome.learned.isWorthSaving
        return outcome.summaries
    }
}
