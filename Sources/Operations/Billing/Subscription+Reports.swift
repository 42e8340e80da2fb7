import Bookkeeping
package import Storage

// What is known of a subscription is a state, what comes in is a report, and the state decides what the report changes:
//
//   - what the provider answers when asked is how things are, whatever event led to the question;
//   - what an event says by itself counts only where the provider cannot be asked, and where no later event was heeded;
//   - what an event lets one conclude (an invoice was not paid, so the subscription is past due) changes the status and nothing else, and
//     makes way for every event that says it outright;
//   - an end is an end: a subscription that was canceled or expired never comes back, whoever says so.

/// What somebody says about a subscription.
package enum SubscriptionReport: Sendable {
    /// Read from the provider after an event.
    case answer(Subscription)
    /// From the event itself.
    case event(Subscription)
    /// Concluded from an event about something else: the status and what is due.
    case guess(Subscription)

    var told: Subscription {
        switch self {
        case .answer(let told), .event(let told), .guess(let told): told
        }
    }
}

/// What became of a report.
package enum SubscriptionTransition: Hashable, Sendable {
    case changed(Subscription)
    /// It says what is known; the event is the newest all the same.
    case noted(Subscription)
    case refused(Reason)

    package enum Reason: String, Sendable {
        case older = "older than what is known"
        case ended = "the subscription had ended"
        case known = "known already"
    }
}

extension Subscription.Status {
    /// No way leads on from here.
    package var isTerminal: Bool { self == .canceled || self == .incompleteExpired }

    /// Whether it is being paid for, or Stripe still tries: what a tenant has one of. A word that is not known keeps access.
    package var isRunning: Bool {
        switch self {
        case .trialing, .active, .pastDue, .other: true
        case .incomplete, .incompleteExpired, .unpaid, .canceled, .paused: false
        }
    }

    /// As it stands after “the subscription is”.
    package var words: String {
        switch self {
        case .incomplete: "not paid yet"
        case .incompleteExpired: "expired, since it was never paid"
        case .trialing: "on trial"
        case .active: "active"
        case .pastDue: "past due"
        case .unpaid: "unpaid"
        case .canceled: "canceled"
        case .paused: "paused"
        case .other(let word): "“\(word)”"
        }
    }
}

extension Subscription? {
    /// - Parameter self: what is known; nil for a subscription that nobody has heard of
    package func hearing(_ report: SubscriptionReport) -> SubscriptionTransition {
        var told = report.told
        guard let known = self else {
            if case .guess = report { told.position = .unknown }
            told.pastDueSince = told.status == .pastDue ? told.dueSince : nil
            return .changed(told)
        }
        if known.status.isTerminal, told.status != known.status { return .refused(.ended) }
        switch report {
        case .answer: break
        case .event:
            guard told.position > known.position else { return .refused(told.position == known.position ? .known : .older) }
            // An event names its invoice and does not show it.
            if told.status == .pastDue { told.due = told.due ?? known.due }
        case .guess:
            guard told.position.at >= known.position.at else { return .refused(.older) }
            var guess = known
            (guess.status, guess.due) = (told.status, told.due)
            told = guess
        }
        told.position = max(told.position, known.position)
        told.pastDueSince = told.status == .pastDue ? known.pastDueSince ?? told.dueSince : nil
        told.startedAt = told.startedAt ?? known.startedAt
        return told.says(sameAs: known) ? .noted(told) : .changed(told)
    }
}

extension Subscription {
    /// Since when money is due: the period that was not paid began then.
    fileprivate var dueSince: Instant { periodStart ?? due?.since ?? position.at }

    fileprivate func says(sameAs other: Subscription) -> Bool {
        var copy = self
        copy.position = other.position
        return copy == other
    }
}
