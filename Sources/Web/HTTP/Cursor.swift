import Foundation

/// Where a page of a list ended. Opaque to callers: only we read it, and only to go on from there.
struct Cursor: Sendable {
    let numbers: [Int64]

    init(_ numbers: Int64...) { self.numbers = numbers }

    /// - Throws: a refusal for anything that is no cursor of a list with `count` keys.
    init?(_ query: Values, count: Int) throws {
        guard let text = query.text("cursor") else { return nil }
        let padded = text.replacing("-", with: "+").replacing("_", with: "/") + String(repeating: "=", count: (4 - text.count % 4) % 4)
        guard let data = Data(base64Encoded: padded) else { throw Self.wrong }
        let parts = String(decoding: data, as: UTF8.self).split(separator: ".", omittingEmptySubsequences: false).map { Int64($0) }
        guard parts.count == count, !parts.contains(nil) else { throw Self.wrong }
        numbers = parts.compactMap(\.self)
    }

    var text: String {
        let plain = numbers.map(String.init).joined(separator: ".")
        return Data(plain.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static let wrong = Refusal.invalid(
        "This cursor is none of ours. Use next_cursor of an answer, or none to begin.", code: "invalid_cursor")
}

/// One page of a list.
struct Listing<Item: Encodable>: Encodable {
    let items: [Item]
    /// For the query `cursor` of the next page; null at the end.
    let next_cursor: String?

    enum CodingKeys: CodingKey { case items, next_cursor }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(items, forKey: .items)
        try object.encode(next_cursor, forKey: .next_cursor)
    }

    /// Of `records` one more than the page holds may be there: it says that there is a next page.
    init<Record>(_ records: [Record], limit: Int, cursor: (Record) -> Cursor, item: (Record) throws -> Item) rethrows {
        let page = records.prefix(limit)
        items = try page.map(item)
        next_cursor = records.count > limit ? page.last.map { cursor($0).text } : nil
    }
}

extension Values {
    private static let mostItems = 500

    /// How many items a page may have.
    func limit(default standard: Int = 100) throws -> Int {
        guard let text = text("limit") else { return standard }
        guard let limit = Int(text), (1...Self.mostItems).contains(limit) else {
            throw Refusal.invalid("limit takes a number from 1 to \(Self.mostItems).")
        }
        return limit
    }
}
