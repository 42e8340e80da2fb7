/// Leaves an endpoint alone that failed several times in a row: after a pause one request tries whether it is back.
struct CircuitBreaker: Sendable {
    private enum State: Sendable {
        case closed(failures: Int)
        case open(until: ContinuousClock.Instant)
        /// One request is on its way to find out; its own end, or this moment, lets the next one go.
        case trying(until: ContinuousClock.Instant)
    }

    private var state = State.closed(failures: 0)

    static let mostFailures = 5
    static let pause = Duration.seconds(60)

    /// - Returns: whether a request may go out.
    mutating func admits(at now: ContinuousClock.Instant) -> Bool {
        switch state {
        case .closed: return true
        case .open(let until), .trying(let until):
            guard now >= until else { return false }
            state = .trying(until: now + Self.pause)
            return true
        }
    }

    mutating func succeeded() { state = .closed(failures: 0) }

    mutating func failed(at now: ContinuousClock.Instant) {
        switch state {
        case .closed(let failures) where failures + 1 < Self.mostFailures: state = .closed(failures: failures + 1)
        default: state = .open(until: now + Self.pause)
        }
    }
}
