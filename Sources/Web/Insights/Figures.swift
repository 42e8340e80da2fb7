import Foundation

/// Figures as the pages write them.
enum Figures {
    static func decimal(_ value: Double, digits: Int) -> String { String(format: "%.\(digits)f", value) }
    static func percent(_ value: Double) -> String { String(format: "%.1f%%", value * 100) }
    static func percent(_ part: Int, of whole: Int) -> String { whole == 0 ? "0.0%" : percent(Double(part) / Double(whole)) }

    /// 1,702.
    static func count(_ value: Int) -> String {
        var text = ""
        for (index, digit) in "\(abs(value))".reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (value < 0 ? "-" : "") + String(text.reversed())
    }

    /// `Nov 2025` of 202511.
    static func month(_ month: Int) -> String { "\(shortMonth(month)) \(month / 100)" }

    static func shortMonth(_ month: Int) -> String {
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][(month % 100 - 1 + 12) % 12]
    }
}
