/// The shape of JSON that comes in or goes out, as JSON Schema 2020-12 writes it.
struct Schema: Sendable, Equatable {
    let json: JSONValue

    static let text = Schema(json: ["type": "string"])
    static let boolean = Schema(json: ["type": "boolean"])
    static let integer = Schema(json: ["type": "integer"])
    static let id = Schema(json: ["type": "integer", "format": "int64", "minimum": 1])
    static let date = Schema(json: ["type": "string", "format": "date"])
    static let instant = Schema(json: ["type": "string", "format": "date-time"])
    /// Decimal text, never a floating point number.
    static let amount = Schema(json: ["type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"])
    static let anything = Schema(json: [:])
    /// By id as a number, or by code as text.
    static let account = Schema(json: ["oneOf": [["type": "integer", "format": "int64", "minimum": 1], ["type": "string"]]])

    static func choice(_ values: [String]) -> Schema { Schema(json: ["type": "string", "enum": .list(values.map(JSONValue.text))]) }

    static func list(_ item: Schema) -> Schema { Schema(json: ["type": "array", "items": item.json]) }

    var orNull: Schema { Schema(json: ["anyOf": [json, ["type": "null"]]]) }

    /// All fields are required but those of `optional`.
    static func object(_ fields: [String: Schema], optional: [String: Schema] = [:]) -> Schema {
        var object: JSONValue = ["type": "object", "properties": .object(fields.merging(optional) { first, _ in first }.mapValues(\.json))]
        if !fields.isEmpty { object["required"] = .list(fields.keys.sorted().map(JSONValue.text)) }
        return Schema(json: object)
    }

    static func listing(_ item: Schema) -> Schema { object(["items": list(item), "next_cursor": text.orNull]) }

    static let error = object(["error": object(["code": text, "message": text], optional: ["reason": text])])
}
