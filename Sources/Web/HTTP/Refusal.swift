import HTTPTypes

/// What the service refuses before an operation is asked: a status, a code for programs, a sentence for people.
struct Refusal: Error, Sendable {
    let status: HTTPResponse.Status
    let code: String
    let message: String
    var headers = HTTPFields()
    /// What is wrong with which field of a form; empty where it is about all of it.
    var faults: [FieldFault] = []
    /// What stands over them, where "Nothing was saved" would not be true.
    var title: String?

    static let notSignedIn = Refusal(status: .unauthorized, code: "not_signed_in", message: "Sign in first.")

    /// The same for what is not there and for what belongs to another tenant: nobody learns which.
    static func notFound(_ what: String) -> Refusal {
        Refusal(status: .notFound, code: "not_found", message: "There is no \(what) here.")
    }

    static func forbidden(_ message: String) -> Refusal { Refusal(status: .forbidden, code: "forbidden", message: message) }

    /// - Parameter field: of the form, where it came from one
    static func invalid(_ message: String, code: String = "invalid", field: String? = nil) -> Refusal {
        let faults = field.map { [FieldFault($0, message)] } ?? []
        return Refusal(status: .unprocessableContent, code: code, message: message, faults: faults)
    }

    /// - Parameter message: for programs, which know the fields by their names
    static func invalid(_ message: String, _ faults: [FieldFault]) -> Refusal {
        Refusal(status: .unprocessableContent, code: "invalid", message: message, faults: faults)
    }

    static func invalid(_ faults: [FieldFault], title: String? = nil) -> Refusal {
        let message = faults.map(\.text).joined(separator: " ")
        return Refusal(status: .unprocessableContent, code: "invalid", message: message, faults: faults, title: title)
    }

    static func malformed(_ message: String) -> Refusal { Refusal(status: .badRequest, code: "malformed", message: message) }

    static func wrongMethod(allowed: [HTTPRequest.Method]) -> Refusal {
        let list = allowed.map(\.rawValue).sorted().joined(separator: ", ")
        return Refusal(
            status: .methodNotAllowed, code: "method_not_allowed", message: "This address answers \(list).", headers: [.allow: list])
    }

    static func tooLarge(limit: Int) -> Refusal {
        Refusal(
            status: .contentTooLarge, code: "too_large",
            message: "What was sent is larger than \(limit / 1024) KiB, the most this address takes.",
            headers: [.connection: "close"])
    }

    static let tooSlow = Refusal(
        status: .requestTimeout, code: "too_slow", message: "What was sent came too slowly. Send it again over a better connection.",
        headers: [.connection: "close"])

    static let brokenOff = Refusal(
        status: .badRequest, code: "malformed", message: "What was sent breaks off, or is not as HTTP has it. Send it again.",
        headers: [.connection: "close"])

    /// A method that no address here knows.
    static let unknownMethod = Refusal(
        status: .notImplemented, code: "unknown_method", message: "This service knows no such method. Send one of HTTP's usual ones.")

    static func wrongType(wanted: [String]) -> Refusal {
        Refusal(
            status: .unsupportedMediaType, code: "unsupported_media_type",
            message: "This address takes \(wanted.joined(separator: " or ")) and nothing else. Set Content-Type to that.")
    }

    static let stale = Refusal(
        status: .conflict, code: "stale", message: "Somebody changed this since you read it. Read it again, then repeat your change.")

    /// A page's form for one company, sent while another one is open.
    static func otherTenant(named name: String) -> Refusal {
        Refusal(
            status: .conflict, code: "other_tenant",
            message:
                "This form belongs to \(name), and you have opened another company since. Nothing was saved. Go back to \(name) and send it again."
        )
    }

    static func unexpected(reference: String) -> Refusal {
        Refusal(
            status: .internalServerError, code: "unexpected",
            message: "Something went wrong on our side, and nothing was saved. Tell us the number \(reference), which stands in our log.")
    }
}
