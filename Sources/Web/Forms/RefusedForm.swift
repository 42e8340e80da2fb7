import HTTPTypes
import Hummingbird
import Operations

/// A form that was refused, on its way back to whoever filled it in.
///
/// A route that takes a form names the page that the form stands on (`page:`). When its handler throws something that a person can put right,
/// that page is shown again: the form filled in as it was sent, a summary that takes the focus above, each fault beside its field. A handler
/// says what is wrong with which field (`Refusal.invalid(_:field:)`, `about(_:)`); templates and page models know nothing of it, so no form
/// can forget.
struct RefusedForm: Sendable {
    let refusal: Refusal
    /// Where the form was sent to.
    let address: String
    let typed: Values
    /// One that looks for something and changes nothing.
    let isSearch: Bool
    let isSignedIn: Bool

    /// - Parameters:
    ///   - address: where the form on the page goes to, where that is not where this one was sent to
    ///   - typed: what to fill in, where it is not what was sent
    init?(_ error: any Error, of arrival: Arrival, sentTo address: String? = nil, typed: Values? = nil) {
        let returning: [HTTPResponse.Status] = [
            .badRequest, .unauthorized, .forbidden, .conflict, .unprocessableContent, .tooManyRequests,
        ]
        guard let refusal = Refusal(error), returning.contains(refusal.status) else { return nil }
        let isSearch = arrival.request.method == .get
        self.init(
            refusal, address: address ?? arrival.request.uri.path, typed: typed ?? (isSearch ? arrival.query : arrival.payload.form),
            isSearch: isSearch, isSignedIn: arrival.visitor.session != nil)
    }

    init(_ refusal: Refusal, address: String, typed: Values, isSearch: Bool = false, isSignedIn: Bool = true) {
        (self.refusal, self.address, self.typed) = (refusal, address, typed)
        (self.isSearch, self.isSignedIn) = (isSearch, isSignedIn)
    }

    var title: String {
        let things = faults.count == 1 ? "One thing is wrong:" : "\(faults.count) things are wrong:"
        if let title = refusal.title { return title }
        if isSearch { return "\(things.dropLast()), and left out of what is shown:" }
        return isSignedIn ? "Nothing was saved. \(things)" : things
    }

    /// One for each field, or the one that is about all of them.
    var faults: [(field: FieldFault?, text: String)] {
        refusal.faults.isEmpty ? [(nil, refusal.message)] : refusal.faults.map { ($0, $0.text) }
    }
}

extension Call {
    /// What the handler answers; what it refuses comes back as the form's page.
    func answer(
        on page: ((Call) async throws -> Response)?, by handler: (Call) async throws -> Response
    ) async throws -> Response {
        guard let page else { return try await handler(self) }
        do {
            try form.checkLengths()
            try query.checkLengths()
            return try await handler(self)
        } catch {
            guard let refused = RefusedForm(error, of: arrival) else { throw error }
            return try await page(self.refused(refused))
        }
    }

    func refused(_ form: RefusedForm) -> Call { Call(arrival: arrival.refused(form), party: party, caller: caller, office: office) }

    /// What stands in a form that came back; nil on every other page.
    var typedAgain: Values? { arrival.refused?.typed }
}

extension Arrival {
    /// The same request, for the page that shows its form again. What cannot be looked for is left out of what that page shows.
    func refused(_ form: RefusedForm) -> Arrival {
        let wrong = Set(form.refusal.faults.map(\.field))
        let rest = wrong.isEmpty ? Values.none : Values(query.pairs.filter { !wrong.contains($0.name) })
        return Arrival(
            request: request, context: context, visitor: visitor, payload: payload, query: form.isSearch ? rest : query, refused: form)
    }
}
