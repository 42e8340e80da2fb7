import Foundation
import NIOCore

/// JSON as it comes in: what is no JSON is refused with the place of the fault, what does not fit with the path to it.
enum JSONBody {
    static func decode<Value: Decodable>(_ type: Value.Type, from buffer: ByteBuffer) throws -> Value {
        let bytes = Array(buffer.readableBytesView)
        if let fault = JSONSyntax.firstFault(in: bytes) {
            throw Refusal.malformed("This is not JSON: line \(fault.line), column \(fault.column): \(fault.reason).")
        }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw Refusal.invalid(sentence(error))
        }
    }

    private static func sentence(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is missing. Add it."
        case .valueNotFound(_, let context): "\(path(context.codingPath)) is null. Give it a value."
        case .typeMismatch(let type, let context): "\(path(context.codingPath)) is not \(name(type)). Correct it."
        // It was JSON, so what the decoder could not read is a number.
        case .dataCorrupted: "A number in it is too large, or has decimals where a whole one is needed. Correct it."
        @unknown default: "The JSON does not have the fields that are needed."
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        guard !keys.isEmpty else { return "The value" }
        return keys.reduce(into: "") { path, key in
            if let index = key.intValue { path += "[\(index)]" } else { path += path.isEmpty ? key.stringValue : ".\(key.stringValue)" }
        }
    }

    private static func name(_ type: any Any.Type) -> String {
        switch type {
        case is String.Type: "text"
        case is Bool.Type: "true or false"
        case is Int.Type, is Int64.Type: "a whole number"
        case is [Any].Type: "a list"
        default: "\(type)".hasPrefix("Array") ? "a list" : "an object"
        }
    }
}
