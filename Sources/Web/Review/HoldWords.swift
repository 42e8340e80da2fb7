import Bookkeeping
import Categorization
import Operations

/// Why lines wait, in words.
enum HoldWords {
    static func isKnown(_ held: String) -> Bool { HoldReason(rawValue: held) != nil }

    /// Two words for a chip.
    static func short(_ held: String) -> String { held == HoldReason.reversed.rawValue ? "taken back" : held.replacing("_", with: " ") }

    static func title(_ held: String) -> String {
        let words = short(held)
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// What deserves a second look before an approval.
    static func isWarning(_ held: String) -> Bool {
        held == HoldReason.largeAmount.rawValue || held == HoldReason.possibleDuplicate.rawValue || held == HoldReason.periodClosed.rawValue
    }
}

extension CalendarDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `26 Nov`, and with its year where that is not this one.
    func short(on today: CalendarDate) -> String {
        let day = "\(day) \(Self.months[month - 1])"
        return year == today.year ? day : "\(day) \(year)"
    }
}

extension Money {
    /// With its currency where that is not the books' own.
    func words(in base: Currency) -> String { currency == base ? grouped : "\(grouped) \(currency.code)" }
}

/// How sure somebody is, as a bar with the mark from which machines may post.
struct ConfidenceBar: Hashable, Sendable {
    let text: String
    /// In units of the picture, which is 36 wide.
    let width: String
    let mark: String
    let isSure: Bool

    init(basisPoints: Int, threshold: Int) {
        text = Self.decimal(basisPoints)
        (width, mark) = (Self.units(36 * basisPoints), Self.units(36 * threshold - 5_000))
        isSure = basisPoints >= threshold
    }

    private static func units(_ tenThousandths: Int) -> String {
        let tenths = max(0, tenThousandths) / 1_000
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// 8123 is 0.81.
    static func decimal(_ basisPoints: Int) -> String {
        let hundredths = basisPoints / 100
        return hundredths >= 100 ? "1.00" : "0." + (hundredths < 10 ? "0" : "") + "\(hundredths)"
    }
}

/// `2 of 3`, with its three dots.
struct ColdStart: Hashable, Sendable {
    let text: String
    let dots: [Dot]

    struct Dot: Hashable, Sendable {
        let x: String
        let isFilled: Bool
    }

    init(_ consistentLabels: Int) {
        text = VendorMemory.counter(consistentLabels)
        dots = (0..<VendorMemory.labelsNeeded).map { Dot(x: "\(4 + 10 * $0)", isFilled: $0 < consistentLabels) }
    }
}
