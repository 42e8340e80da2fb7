import Storage

/// What follows from one attempt to send a message.
struct DeliveryAttempt {
    let channel: AlertChannel
    /// This one included.
    let attempts: Int
    let failure: SendFailure?

    struct Next: Hashable {
        let state: NotificationLogStore.State
        var dueAt: Instant?
        var error: String?
        var reason: String?
    }

    func next(at now: Instant) -> Next {
        guard let failure else { return Next(state: .sent) }
        let pauses = Self.pausesSeconds(channel)
        guard failure.kind != .permanent, attempts <= pauses.count else {
            return Next(state: .failed, error: failure.text, reason: failure.reason.rawValue)
        }
        let pause = failure.retryAfterSeconds.map { min(max($0, 1), Self.longestPauseSeconds) } ?? pauses[attempts - 1]
        return Next(state: .waiting, dueAt: now.advanced(bySeconds: pause), error: failure.text, reason: failure.reason.rawValue)
    }

    /// Seconds until the next attempt, after the first, the second, …; when they are used up, the message has failed. A mail server that
    /// puts off strangers wants minutes, Slack hardly ever more than one.
    static func pausesSeconds(_ channel: AlertChannel) -> [Int64] {
        switch channel {
        case .email: [60, 300, 1_800, 7_200, 21_600]
        case .slack: [15, 60, 300, 1_800, 7_200]
        }
    }

    static let longestPauseSeconds: Int64 = 21_600
}
