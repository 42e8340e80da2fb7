/// Bars and lines over the same row of labels, mostly months: what the dashboard, the reports and the insights draw.
///
/// Values are numbers for drawing alone (a place on the paper has no cents); the table beside the chart has the exact figures. Bars begin at
/// zero, there is one axis, and the last point of a line is labeled.
struct SeriesChart: Sendable {
    let id: String
    let title: String
    let finding: String
    let labels: [String]
    let bars: [Series]
    var lines: [Series] = []
    /// A dotted red line with its value on the axis.
    var limit: Limit?
    /// A value as the axis writes it: `20k`.
    var axis: @Sendable (Double) -> String = { SeriesChart.short($0) }

    struct Series: Sendable {
        let name: String
        /// Nil leaves a gap.
        let values: [Double?]
        /// `b1` to `b3` for bars; `l1` to `l3`, `l2 dash` or `ink-line` for lines.
        let style: String
        /// What stands beside a line's last point.
        var lastLabel: String?
    }

    struct Limit: Sendable {
        let value: Double
        let label: String
    }

    /// The chart for a screen and the one for a telephone, which shows the last six labels alone.
    var both: [Chart] { [drawing(.wide), last(6).drawing(.narrow)] }

    private enum Size { case wide, narrow }

    /// Only the last `count` labels, for narrow screens.
    func last(_ count: Int) -> SeriesChart {
        func cut(_ series: Series) -> Series {
            Series(name: series.name, values: series.values.suffix(count), style: series.style, lastLabel: series.lastLabel)
        }
        return SeriesChart(
            id: id + "-narrow", title: title, finding: finding, labels: labels.suffix(count), bars: bars.map(cut), lines: lines.map(cut),
            limit: limit, axis: axis)
    }

    private func drawing(_ size: Size) -> Chart {
        let (width, height) = size == .wide ? (720.0, 262.0) : (343.0, 220.0)
        let area = Area(
            left: 42, right: width - (size == .wide && lines.contains { $0.lastLabel != nil } ? 66 : 4), top: 10, bottom: height - 34)
        let values = (bars + lines).flatMap(\.values).compactMap(\.self) + (limit.map { [$0.value] } ?? [])
        let scale = Scale(values, area)
        return Chart(
            id: id, title: title, finding: finding, style: size == .wide ? "chart--wide" : "chart--narrow", width: Int(width),
            height: Int(height),
            marks: grid(scale, area) + barMarks(scale, area) + lineMarks(scale, area, size) + limitMarks(scale, area)
                + labelMarks(area, height))
    }

    private func grid(_ scale: Scale, _ area: Area) -> [Chart.Mark] {
        scale.steps.flatMap { value -> [Chart.Mark] in
            let y = scale.y(value)
            return [
                .line(value == 0 ? "axis" : "grid", from: (area.left, y), to: (area.right, y)),
                .text("end", x: area.left - 8, y: y + 4, axis(value)),
            ]
        }
    }

    private func barMarks(_ scale: Scale, _ area: Area) -> [Chart.Mark] {
        guard !bars.isEmpty else { return [] }
        let room = area.slot(labels.count)
        let width = min(12, max(2, (room * 0.7 - 2) / Double(bars.count)))
        let group = width * Double(bars.count) + 2 * Double(bars.count - 1)
        return bars.enumerated().flatMap { place, series in
            series.values.enumerated().compactMap { index, value -> Chart.Mark? in
                guard let value else { return nil }
                let x = area.center(index, of: labels.count) - group / 2 + Double(place) * (width + 2)
                let (from, to) = (scale.y(0), scale.y(value))
                return .bar(series.style, x: x, y: min(from, to), width: width, height: abs(from - to))
            }
        }
    }

    private func lineMarks(_ scale: Scale, _ area: Area, _ size: Size) -> [Chart.Mark] {
        lines.flatMap { series -> [Chart.Mark] in
            let points = series.values.enumerated().compactMap { index, value in
                value.map { (x: area.center(index, of: labels.count), y: scale.y($0)) }
            }
            guard let last = points.last else { return [] }
            let dotStyle = series.style == "ink-line" ? "dot" : series.style.hasPrefix("l2") ? "p2" : "p1"
            var marks = [Chart.Mark.path(series.style, points)] + points.map { .dot(dotStyle, x: $0.x, y: $0.y) }
            if let label = series.lastLabel {
                marks.append(
                    size == .wide
                        ? .text("lbl", x: last.x + 9, y: last.y + 4, label) : .text("lbl end", x: area.right, y: last.y + 18, label))
            }
            return marks
        }
    }

    private func limitMarks(_ scale: Scale, _ area: Area) -> [Chart.Mark] {
        guard let limit else { return [] }
        let y = scale.y(limit.value)
        return [
            .line("limit", from: (area.left, y), to: (area.right, y)),
            .text("limit-text end", x: area.right, y: y - 5, limit.label),
        ]
    }

    /// As many of the labels as have room beside each other.
    private func labelMarks(_ area: Area, _ height: Double) -> [Chart.Mark] {
        let every = max(1, Int((38 / area.slot(labels.count)).rounded(.up)))
        return labels.enumerated().compactMap { index, label in
            (labels.count - 1 - index).isMultiple(of: every)
                ? .text("mid", x: area.center(index, of: labels.count), y: height - 4, label) : nil
        }
    }

    /// `1.5M`, `20k`, `300`, `0.2`.
    static func short(_ value: Double) -> String {
        let size = abs(value)
        let (number, unit) = size >= 1_000_000 ? (value / 1_000_000, "M") : size >= 1_000 ? (value / 1_000, "k") : (value, "")
        if number == number.rounded() { return "\(Int(number))\(unit)" }
        let hundredths = Int((number * 100).rounded())
        let digits = abs(hundredths) % 100
        let fraction = digits % 10 == 0 ? "\(digits / 10)" : (digits < 10 ? "0\(digits)" : "\(digits)")
        return "\(value < 0 ? "-" : "")\(abs(hundredths) / 100).\(fraction)\(unit)"
    }
}

/// Where within the drawing the marks go.
private struct Area {
    let left, right, top, bottom: Double

    func slot(_ count: Int) -> Double { (right - left) / Double(max(count, 1)) }

    func center(_ index: Int, of count: Int) -> Double { left + slot(count) * (Double(index) + 0.5) }
}

/// From values to heights: the axis begins at zero or below, in steps of 1, 2 or 5 times a power of ten.
private struct Scale {
    let steps: [Double]
    private let low, high: Double
    private let area: Area

    init(_ values: [Double], _ area: Area) {
        let (least, most) = (min(values.min() ?? 0, 0), max(values.max() ?? 0, 0))
        let step = Self.step(max(most - least, 1e-9) / 4)
        low = (least / step).rounded(.down) * step
        high = max((most / step).rounded(.up) * step, low + step)
        let (low, count) = (low, Int(((high - low) / step).rounded()))
        // Counted and not added up, so that zero is zero.
        steps = (0...count).map { (low / step).rounded() * step + Double($0) * step }.map { abs($0) < step / 1_000 ? 0 : $0 }
        self.area = area
    }

    func y(_ value: Double) -> Double { area.bottom - (value - low) / (high - low) * (area.bottom - area.top) }

    private static func step(_ rough: Double) -> Double {
        var power = 1.0
        while power * 10 <= rough { power *= 10 }
        while power > rough { power /= 10 }
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? power * 10
    }
}

/// One entry of a chart's legend, for the template `legend`.
struct LegendItem: Sendable {
    let name: String
    let style: String
    let isBar: Bool
}

extension SeriesChart {
    var legend: [LegendItem] {
        bars.map { LegendItem(name: $0.name, style: $0.style, isBar: true) }
            + lines.map { LegendItem(name: $0.name, style: $0.style, isBar: false) }
    }
}
