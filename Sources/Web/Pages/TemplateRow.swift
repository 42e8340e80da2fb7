/// A row of a long table with a template of its own, which shows nothing but the row: equal rows look alike wherever they stand, so each is
/// rendered once (`RenderedRows`). Among a model's properties, an array of rows is their markup, for a name between three braces.
protocol TemplateRow: Hashable, Sendable {
    static var template: String { get }
}

/// What a template made of escaped values, for another one to take in as it is.
struct Markup: Sendable, CustomStringConvertible {
    let description: String
}
