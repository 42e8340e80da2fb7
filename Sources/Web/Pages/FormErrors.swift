import Bookkeeping
import HTTPTypes

/// What is wrong with a form: a summary that takes the focus, and each sentence again beside its field. Typed values stay.
///
/// In a template: `{{#errors}}{{>errors}}{{/errors}}` at the top, and beside a field `{{#errors.fields.name}}…{{/errors.fields.name}}`.
struct FormErrors: Sendable {
    let list: [Item]
    let isEmpty: Bool
    /// The sentence by the field's name.
    let fields: [String: String]
    let title: String

    struct Item: Sendable {
        /// The field's id on the page.
        let field: String
        let text: String
    }

    static let none = FormErrors([])

    init(_ items: [(field: String, text: String)]) {
        list = items.map { Item(field: $0.field, text: $0.text) }
        isEmpty = items.isEmpty
        fields = Dictionary(items.map { ($0.field, $0.text) }) { first, _ in first }
        title = items.count == 1 ? "Nothing was saved. One thing is wrong:" : "Nothing was saved. \(items.count) things are wrong:"
    }

    /// Of what was thrown, where a person can do something about it.
    init(_ error: any Error, field: String) throws {
        guard let refusal = Refusal(error), refusal.status.code < 500 else { throw error }
        self.init([(field, refusal.message)])
    }
}
