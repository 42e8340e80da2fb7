import Storage

/// One message in 15 minutes for each type of a tenant, counted from the last that was sent. A failure begins no window: the next alert waits
/// for how the one on its way ends, and goes out if that was not sent.
extension AlertWindow {
    static let seconds: Int64 = 900

    enum Decision: Hashable {
        /// One is on its way.
        case wait
        /// One was sent, or would have been, at that time.
        case hold(since: Instant)
        case tell
    }

    /// - Parameter isDry: no channel could carry it now. What was told to nobody keeps nothing back once somebody can be told.
    mutating func decide(at now: Instant, isDry: Bool) -> Decision {
        guard open == nil else { return .wait }
        // A clock that was set back, or another server's that is a moment ahead: no window ends later than 15 minutes from now.
        lastSentAt = lastSentAt.map { min($0, now) }
        lastDryAt = lastDryAt.map { min($0, now) }
        let last = isDry ? [lastSentAt, lastDryAt].compactMap(\.self).max() : lastSentAt
        guard let last, now.milliseconds - last.milliseconds < Self.seconds * 1_000 else { return .tell }
        return .hold(since: last)
    }

    mutating func hold(_ count: Int, since first: Instant) {
        heldCount += count
        heldSince = heldSince ?? first
    }

    mutating func tellDry(at now: Instant) {
        lastDryAt = now
        (heldCount, heldSince) = (0, nil)
    }

    mutating func sent(_ alert: AlertID?, at now: Instant) {
        lastSentAt = now
        // The first channel that carries it has told of those held back; alerts since then wait for the next message.
        if open != nil, open == alert { (open, heldCount, heldSince) = (nil, 0, nil) }
    }

    /// No channel carried it and none will.
    mutating func failed(_ alert: AlertID?) {
        if open == alert { open = nil }
    }
}
