import Bookkeeping
import Foundation
import Storage

/// JSON of somebody else's service, read without trust: what is missing or of another kind is nil, and nothing is floating point.
struct WireValue: Decodable, Sendable {
    private let content: Content

    private enum Content: Sendable {
        case object([String: WireValue])
        case list([WireValue])
        case text(String)
        case whole(Int64)
        case decimal(Decimal)
        case flag(Bool)
        case other
    }

    init(_ bytes: [UInt8]) throws { self = try JSONDecoder().decode(WireValue.self, from: Data(bytes)) }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(String.self) {
            content = .text(value)
        } else if let value = try? container.decode(Bool.self) {
            content = .flag(value)
        } else if let value = try? container.decode(Int64.self) {
            content = .whole(value)
        } else if let value = try? container.decode(Decimal.self) {
            content = .decimal(value)
        } else if let value = try? container.decode([String: WireValue].self) {
            content = .object(value)
        } else if let value = try? container.decode([WireValue].self) {
            content = .list(value)
        } else {
            content = .other
        }
    }

    private init(content: Content) { self.content = content }

    /// Nothing, where something was looked for in vain.
    static let nothing = WireValue(content: .other)

    subscript(name: String) -> WireValue {
        if case .object(let fields) = content { fields[name] ?? .nothing } else { .nothing }
    }

    var isObject: Bool { if case .object = content { true } else { false } }

    var items: [WireValue] { if case .list(let items) = content { items } else { [] } }

    /// Never empty.
    var text: String? { if case .text(let text) = content, !text.isEmpty { text } else { nil } }

    var whole: Int64? { if case .whole(let number) = content { number } else { nil } }

    /// A number as plain digits with a point, `-12.5`, exactly as it was written.
    var decimalText: String? {
        switch content {
        case .whole(let number): "\(number)"
        case .decimal(let number): "\(number)"
        default: nil
        }
    }

    var flag: Bool? { if case .flag(let flag) = content { flag } else { nil } }

    /// The provider's times are whole seconds since 1970; what no calendar holds is nil.
    var instant: Instant? {
        guard let seconds = whole, (1...253_402_300_799).contains(seconds) else { return nil }
        return Instant(milliseconds: seconds * 1_000)
    }

    /// A reference is an id, or the whole object where that was asked for.
    var reference: String? { text ?? self["id"].text }

    /// Metadata comes back as text whatever was sent.
    var tenant: TenantID? {
        let text = text ?? whole.map { "\($0)" }
        return text.flatMap { TenantID(text: $0.hasPrefix("tenant_") ? String($0.dropFirst("tenant_".count)) : $0) }
    }
}
