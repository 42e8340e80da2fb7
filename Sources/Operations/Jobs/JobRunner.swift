import Bookkeeping
import Foundation
import Storage

/// Runs jobs beside the requests, each in a loop of its own, until the task is cancelled: what is running then is finished first.
package struct JobRunner: Sendable {
    let office: Office
    let jobs: [Job]
    /// For the operator.
    let log: @Sendable (String) -> Void
    /// This process among those that share a database.
    private let worker = UUID().uuidString
    private let store: JobStore

    package init(_ office: Office, _ jobs: [Job], log: @escaping @Sendable (String) -> Void) {
        (self.office, self.jobs, self.log) = (office, jobs, log)
        store = JobStore(office.database)
    }

    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            for job in jobs { group.addTask { await loop(job) } }
        }
    }

    private func loop(_ job: Job) async {
        var failures = 0
        while !Task.isCancelled {
            let pause: Duration
            switch job.sharing {
            case .eachProcess:
                failures = await shielded { await attempt(job) == nil } ? 0 : failures + 1
                let now = office.now()
                let next = failures == 0 ? job.schedule.next(after: now) : job.schedule.retry(after: now, failures: failures)
                pause = .milliseconds(next.milliseconds - now.milliseconds)
            case .oneProcess:
                await shielded { await runIfDue(job) }
                pause = .seconds(job.schedule.secondsBetweenLooks)
            }
            try? await Task.sleep(for: pause)
        }
    }

    /// Stopping the loop must not stop a job half way.
    @discardableResult
    private func shielded<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value {
        await Task { await work() }.value
    }

    /// - Returns: nil when it went well, else what is known of the failure, which is in the log already.
    private func attempt(_ job: Job) async -> String? {
        do {
            try await job.run()
            return nil
        } catch {
            let text = (error as? any ExplainedError)?.userText ?? "\(error)"
            log("The job “\(job.name)” failed and will be tried again: \(text)")
            return text
        }
    }

    /// A process that dies leaves its job to the others after this long.
    private static let claimSeconds: Int64 = 120

    /// Runs a job that one process at a time may run, if it is due and free.
    /// - Returns: whether it ran.
    @discardableResult
    func runIfDue(_ job: Job) async -> Bool {
        do {
            let now = office.now()
            guard try await isDue(job, at: now) else { return false }
            let isMine = try await store.claim(
                job.name, for: worker, at: now, until: now.advanced(bySeconds: Self.claimSeconds), firstDue: job.schedule.first(at: now),
                latest: now.advanced(bySeconds: job.schedule.longestSeconds))
            guard isMine else { return false }
            let failures = try await store.record(job.name)?.failures ?? 0
            let failure = await whileRenewing(job.name) { await attempt(job) }
            let end = office.now()
            try await store.finish(
                job.name, for: worker, at: end,
                dueAt: failure == nil ? job.schedule.next(after: end) : job.schedule.retry(after: end, failures: failures + 1),
                failures: failure == nil ? 0 : failures + 1, error: failure)
            return true
        } catch {
            log("The job “\(job.name)” could not be claimed: \((error as? any ExplainedError)?.userText ?? "\(error)")")
            return false
        }
    }

    /// Looks without writing: most of the time nothing is due.
    private func isDue(_ job: Job, at now: Instant) async throws -> Bool {
        guard let record = try await store.record(job.name) else { return true }
        let isTime = record.dueAt <= now || record.dueAt > now.advanced(bySeconds: job.schedule.longestSeconds)
        let isFree = record.claimedUntil.map { $0 <= now || $0 > now.advanced(bySeconds: Self.claimSeconds) } ?? true
        return isTime && isFree
    }

    private func whileRenewing<Value: Sendable>(_ name: String, _ work: @escaping @Sendable () async -> Value) async -> Value {
        let renewing = Task {
            while true {
                try await Task.sleep(for: .seconds(Self.claimSeconds / 4))
                _ = try? await store.renew(name, for: worker, until: office.now().advanced(bySeconds: Self.claimSeconds))
            }
        }
        defer { renewing.cancel() }
        return await work()
    }
}

extension Job.Schedule {
    fileprivate var secondsBetweenLooks: Int {
        switch self {
        case .every(let seconds): max(1, min(seconds, 15))
        case .daily: 30
        }
    }
}
