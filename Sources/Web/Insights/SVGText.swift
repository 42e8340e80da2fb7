import Foundation

/// The text of one drawing: what is written in it is escaped, numbers have one decimal, and colors are classes of the style sheet.
struct SVGText {
    private var parts: [String] = []

    mutating func line(_ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
        parts.append("<line class=\"\(style)\" x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\"/>")
    }

    mutating func rect(_ style: String, x: Double, y: Double, width: Double, height: Double) {
        parts.append(
            "<rect class=\"\(style)\" x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(max(width, 0)))\" height=\"\(n(max(height, 0)))\" rx=\"1.5\"/>"
        )
    }

    mutating func circle(_ style: String, _ x: Double, _ y: Double, _ radius: Double) {
        parts.append("<circle class=\"\(style)\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\"/>")
    }

    mutating func path(_ style: String, _ points: [(x: Double, y: Double)]) {
        let steps = points.enumerated().map { "\($0 == 0 ? "M" : "L")\(n($1.x)) \(n($1.y))" }
        parts.append("<path class=\"\(style)\" d=\"\(steps.joined(separator: " "))\"/>")
    }

    mutating func text(_ style: String, _ x: Double, _ y: Double, _ text: String) {
        parts.append("<text class=\"\(style)\" x=\"\(n(x))\" y=\"\(n(y))\">\(text.escaped)</text>")
    }

    /// - Parameters:
    ///   - id: unique in the page
    ///   - finding: what the drawing shows, in one sentence with its figures
    func svg(id: String, style: String, width: Int, height: Int, title: String, finding: String) -> String {
        """
        <svg class="\(style)" viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="\(id)-t \(id)-d">\
        <title id="\(id)-t">\(title.escaped)</title><desc id="\(id)-d">\(finding.escaped)</desc>\(parts.joined())</svg>
        """
    }

    private func n(_ value: Double) -> String { String(format: "%.1f", value) }
}
