import Foundation
import Mustache

/// A page's model with its properties by name. Mustache reads a model by reflection at every name of a template, all of its properties each
/// time, which takes most of a long page's time; here each model is read once.
struct TemplateModel: MustacheParent {
    private let values: [String: Any]

    func child(named name: String) -> Any? { values[name] }

    /// What a template finds in `model`: structures by the names of their properties, rows as their markup, everything else as it is. A property
    /// that is nil is null: its name is still this model's, and is not looked for in what is around it.
    static func of(_ model: Any, rows: ([any TemplateRow]) -> Markup) -> Any {
        switch model {
        case is String, is Bool, is Int: return model
        default: break
        }
        let mirror = Mirror(reflecting: model)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.map { of($0.value, rows: rows) } ?? NSNull()
        case .collection:
            guard mirror.children.first?.value is any TemplateRow else { return mirror.children.map { of($0.value, rows: rows) } }
            return rows(mirror.children.compactMap { $0.value as? any TemplateRow })
        // What says by itself how it is written is a value.
        case .struct where !(model is any CustomStringConvertible):
            var values: [String: Any] = [:]
            for case (let name?, let value) in mirror.children { values[name] = of(value, rows: rows) }
            return TemplateModel(values: values)
        default: return model
        }
    }
}
