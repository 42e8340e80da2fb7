import Storage

/// Work that comes again by itself: nobody waits for it, and nobody has to start it.
package struct Job: Sendable {
    /// Its name in the database and the log: `webhooks`, `drift`.
    let name: String
    let schedule: Schedule
    let sharing: Sharing
    let run: @Sendable () async throws -> Void

    package init(
        _ name: String, _ schedule: Schedule, _ sharing: Sharing, run: @escaping @Sendable () async throws -> Void
    ) {
        (self.name, self.schedule, self.sharing, self.run) = (name, schedule, sharing, run)
    }

    package enum Schedule: Hashable, Sendable {
        /// That long after it ended.
        case every(seconds: Int)
        /// Once a day, in UTC.
        case daily(hour: Int, minute: Int = 0)
    }

    package enum Sharing: Sendable {
        /// Every process runs it; what it works on is claimed piece by piece.
        case eachProcess
        /// One process at a time, however many there are: it is claimed in the database.
        case oneProcess
    }
}

extension Job.Schedule {
    /// When a job that ended at `now` is due again.
    func next(after now: Instant) -> Instant {
        switch self {
        case .every(let seconds): return now.advanced(bySeconds: Int64(seconds))
        case .daily(let hour, let minute):
            let day = Int64(86_400)
            let midnight = now.milliseconds / 1_000 / day * day
            let today = midnight + Int64(hour * 3_600 + minute * 60)
            return Instant(milliseconds: (today * 1_000 > now.milliseconds ? today : today + day) * 1_000)
        }
    }

    /// When a job that nobody ever ran is due.
    func first(at now: Instant) -> Instant {
        switch self {
        case .every: now
        case .daily: next(after: now)
        }
    }

    /// When one that failed for the `failures`th time is tried again: soon, then more and more slowly, but never later than its own turn.
    func retry(after now: Instant, failures: Int) -> Instant {
        let pause = Self.retrySeconds[min(failures, Self.retrySeconds.count) - 1]
        switch self {
        // What comes often enough waits longer after each failure; its own turn would be no pause at all.
        case .every(let seconds): return now.advanced(bySeconds: max(Int64(seconds), pause))
        case .daily: return min(next(after: now), now.advanced(bySeconds: pause))
        }
    }

    private static let retrySeconds: [Int64] = [10, 30, 60, 300, 900, 3_600]

    /// No due time lies further ahead than this, in seconds, unless the clock was set back.
    var longestSeconds: Int64 {
        switch self {
        case .every(let seconds): max(Int64(seconds), 3_600)
        case .daily: 86_400
        }
    }
}
