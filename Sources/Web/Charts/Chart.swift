/// A chart as the server draws it: marks at their places, for the template `chart`. Colors are classes, since no page has a style of its own.
struct Chart: Sendable {
    /// Of this drawing; labels point to it, so it is unique on its page.
    let id: String
    let title: String
    /// What the chart shows in one sentence with its figures.
    let finding: String
    /// `chart--wide` or `chart--narrow`: a page holds both, and the style sheet shows one of them.
    let style: String
    let width: Int
    let height: Int
    let marks: [Mark]

    /// One element. Exactly one of these is there.
    struct Mark: Sendable {
        var bar: Bar?
        var line: Line?
        var path: Path?
        var dot: Dot?
        var text: Text?
    }

    struct Bar: Sendable {
        let style, x, y, width, height: String
    }

    struct Line: Sendable {
        let style, x1, y1, x2, y2: String
    }

    struct Path: Sendable {
        let style, points: String
    }

    struct Dot: Sendable {
        let style, x, y: String
    }

    struct Text: Sendable {
        let style, x, y, text: String
    }
}

extension Chart.Mark {
    static func bar(_ style: String, x: Double, y: Double, width: Double, height: Double) -> Self {
        Self(bar: .init(style: style, x: x.place, y: y.place, width: width.place, height: height.place))
    }

    static func line(_ style: String, from: (x: Double, y: Double), to: (x: Double, y: Double)) -> Self {
        Self(line: .init(style: style, x1: from.x.place, y1: from.y.place, x2: to.x.place, y2: to.y.place))
    }

    static func path(_ style: String, _ points: [(x: Double, y: Double)]) -> Self {
        Self(path: .init(style: style, points: points.map { "\($0.x.place),\($0.y.place)" }.joined(separator: " ")))
    }

    static func dot(_ style: String, x: Double, y: Double) -> Self { Self(dot: .init(style: style, x: x.place, y: y.place)) }

    static func text(_ style: String, x: Double, y: Double, _ text: String) -> Self {
        Self(text: .init(style: style, x: x.place, y: y.place, text: text))
    }
}

extension Double {
    /// A coordinate, to a tenth of a pixel.
    var place: String {
        let tenths = Int((self * 10).rounded())
        return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
