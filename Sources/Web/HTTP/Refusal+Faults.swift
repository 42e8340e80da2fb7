import Bookkeeping
import Categorization
import HTTPTypes
import Ingestion
import Operations
import Storage

extension Refusal {
    /// What an operation refused, as HTTP says it; nil for what nobody expected.
    init?(_ error: any Error) {
        switch error {
        case let refusal as Refusal: self = refusal
        case let fault as PeopleError: self.init(fault)
        case let fault as any ExplainedError: self.init(explained: fault)
        default: return nil
        }
    }

    private init?(explained fault: any ExplainedError) {
        guard let status = Self.status(of: fault.faultKind) else { return nil }
        self.init(status: status, code: fault.code, message: fault.userText)
    }

    /// Nil where the fault is ours and its text is for the log.
    private static func status(of kind: FaultKind) -> HTTPResponse.Status? {
        switch kind {
        case .notFound: .notFound
        case .conflict: .conflict
        case .invalid: .unprocessableContent
        case .forbidden: .forbidden
        case .unavailable: .serviceUnavailable
        case .ours: nil
        }
    }

    private init(_ fault: PeopleError) {
        let status: HTTPResponse.Status
        var headers = HTTPFields()
        switch fault.kind {
        case .invalid: status = .unprocessableContent
        case .unauthorized: status = .unauthorized
        case .forbidden: status = .forbidden
        case .notFound: status = .notFound
        case .conflict: status = .conflict
        case .tooMany(let seconds):
            status = .tooManyRequests
            headers[.retryAfter] = String(seconds)
        case .busy:
            status = .serviceUnavailable
            headers[.retryAfter] = "5"
        }
        self.init(status: status, code: fault.code, message: fault.userText, headers: headers)
    }
}
