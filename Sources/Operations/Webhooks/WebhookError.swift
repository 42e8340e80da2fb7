package import Bookkeeping

/// Why a webhook is refused, or could not be told.
package enum WebhookError: ExplainedError, Equatable {
    case unfitURL(String)
    case noEvents
    case tooMany(Int)
    case noSuchWebhook

    package var userText: String {
        switch self {
        case .unfitURL(let reason): "The webhook's URL cannot be used: \(reason). Name an https:// address on the public Internet."
        case .noEvents: "The webhook listens to nothing. Choose at least one event."
        case .tooMany(let limit): "The company has \(limit) webhooks already. Remove one first."
        case .noSuchWebhook: "There is no such webhook. Look at the list again."
        }
    }

    package var code: String {
        switch self {
        case .unfitURL: "unfit_url"
        case .noEvents: "no_events"
        case .tooMany: "too_many_webhooks"
        case .noSuchWebhook: "no_such_webhook"
        }
    }

    package var faultKind: FaultKind {
        switch self {
        case .unfitURL, .noEvents: .invalid
        case .tooMany: .conflict
        case .noSuchWebhook: .notFound
        }
    }
}
