import Foundation
import Mustache

/// What a template shows hundreds of times on a page. Mustache finds a value by reflection, which takes most of a long page's time; such a
/// model says by itself what its names stand for. A test holds the names to the properties.
protocol TemplateRow: MustacheParent, Sendable {
    /// The value of a property; nil where there is none of that name.
    func value(named name: String) -> TemplateValue?
}

/// A property's value, which may be nothing.
enum TemplateValue {
    case something(Any)
    case nothing

    init(_ value: Any?) { self = value.map(TemplateValue.something) ?? .nothing }
}

extension TemplateRow {
    func child(named name: String) -> Any? {
        switch value(named: name) {
        case .something(let value): value
        // Without a value the name is still this model's: it is not looked for in what is around it.
        case .nothing: NSNull()
        case nil: nil
        }
    }
}
