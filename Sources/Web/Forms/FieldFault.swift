import HTTPTypes

/// What is wrong with one field of a form, in a sentence for whoever filled it in.
struct FieldFault: Sendable, Equatable {
    /// As the form calls it.
    let field: String
    /// From one on, where several fields have the same name.
    let place: Int
    let text: String

    init(_ field: String, place: Int = 1, _ text: String) { (self.field, self.place, self.text) = (field, place, text) }
}

/// Whatever is refused within is about this field of the form. What is looked for and not there is then a wrong choice, not a wrong address.
@discardableResult
func about<Value>(_ field: String, place: Int = 1, _ body: () throws -> Value) throws -> Value {
    do { return try body() } catch { throw error.about(field, place) }
}

@discardableResult
func about<Value>(_ field: String, place: Int = 1, _ body: () async throws -> Value) async throws -> Value {
    do { return try await body() } catch { throw error.about(field, place) }
}

extension Error {
    /// The same, said of a field; what nobody expected stays what it is.
    func about(_ field: String, _ place: Int = 1) -> any Error {
        guard var refusal = Refusal(self), refusal.status.code < 500, refusal.faults.isEmpty else { return self }
        refusal.faults = [FieldFault(field, place: place, refusal.message)]
        guard refusal.status == .notFound else { return refusal }
        return Refusal(status: .unprocessableContent, code: refusal.code, message: refusal.message, faults: refusal.faults)
    }
}
