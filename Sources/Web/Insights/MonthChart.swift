/// A chart over months: bars or lines on one axis that begins at zero, with a limit where there is one.
struct MonthChart {
    let id: String
    let title: String
    let finding: String
    /// Below the axis, one for each place.
    let labels: [String]
    let top: Double
    /// Values of the axis with their words.
    let ticks: [(value: Double, text: String)]
    var limit: (value: Double, text: String)?

    private static let (left, right, floor, ceiling): (Double, Double, Double, Double) = (34, 508, 186, 10)

    private func x(_ index: Int) -> Double {
        let step = (Self.right - Self.left) / Double(max(labels.count, 1))
        return Self.left + step * (Double(index) + 0.5)
    }

    private func y(_ value: Double) -> Double { Self.floor - (Self.floor - Self.ceiling) * min(max(value / top, 0), 1) }

    /// - Parameter values: each with the words over its bar
    func bars(_ values: [(value: Double, text: String)], style: String, hasTrack: Bool = false) -> String {
        var svg = frame()
        let width = min(26, (Self.right - Self.left) / Double(max(labels.count, 1)) * 0.66)
        for (index, bar) in values.enumerated() {
            if hasTrack { svg.rect("b0", x: x(index) - width / 2, y: Self.ceiling, width: width, height: Self.floor - Self.ceiling) }
            svg.rect(style, x: x(index) - width / 2, y: y(bar.value), width: width, height: Self.floor - y(bar.value))
            svg.text("mid lbl\(index % 2 == 0 ? " alt" : "")", x(index), max(y(bar.value) - 5, Self.ceiling + 8), bar.text)
        }
        return finished(svg)
    }

    /// Two lines, told apart by dash and mark besides color; a month without a value is left out.
    func lines(_ first: [Double?], _ second: [Double?]) -> String {
        var svg = frame()
        for (values, style, isSecond) in [(second, "l2 dash", true), (first, "l1", false)] {
            let points = values.enumerated().compactMap { index, value in value.map { (x: x(index), y: y($0), value: $0) } }
            if points.count > 1 { svg.path(style, points.map { ($0.x, $0.y) }) }
            guard let last = points.last else { continue }
            if isSecond {
                svg.rect("p2", x: last.x - 3.2, y: last.y - 3.2, width: 6.4, height: 6.4)
            } else {
                svg.circle("p1", last.x, last.y, 3.5)
            }
            svg.text("lbl", last.x + 9, last.y + 4, Figures.decimal(last.value, digits: 3))
        }
        return finished(svg)
    }

    private func frame() -> SVGText {
        var svg = SVGText()
        if let limit {
            svg.rect("zone", x: Self.left, y: Self.ceiling, width: Self.right - Self.left, height: y(limit.value) - Self.ceiling)
        }
        for (index, tick) in ticks.enumerated() {
            svg.line(index == 0 ? "axis" : "grid", Self.left, y(tick.value), Self.right, y(tick.value))
            svg.text("end", Self.left - 7, y(tick.value) + 4, tick.text)
        }
        if let limit {
            svg.line("limit", Self.left, y(limit.value), Self.right, y(limit.value))
            svg.text("limit-text", Self.right + 4, y(limit.value) + 4, limit.text)
        }
        let every = max(1, (labels.count + 11) / 12)
        for (index, label) in labels.enumerated() where index % every == 0 {
            svg.text("mid\(index / every % 2 == 0 ? " alt" : "")", x(index), 206, label)
        }
        return svg
    }

    private func finished(_ svg: SVGText) -> String {
        svg.svg(id: id, style: "chart chart--scaled", width: 560, height: 210, title: title, finding: finding)
    }
}
