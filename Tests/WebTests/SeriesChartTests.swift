import Testing

@testable import Web

struct SeriesChartTests {
    private func chart(_ values: [Double?], limit: Double? = nil) -> SeriesChart {
        SeriesChart(
            id: "c", title: "T", finding: "F", labels: values.indices.map { "m\($0)" },
            bars: [.init(name: "B", values: values, style: "b1")], limit: limit.map { .init(value: $0, label: "most") })
    }

    @Test func `bars begin at zero, and a lower one hangs below it`() throws {
        let marks = chart([10, -5]).both[0].marks
        let axis = try #require(marks.compactMap(\.line).first { $0.style == "axis" })
        let bars = marks.compactMap(\.bar)
        #expect(bars.count == 2)
        #expect(bars[1].y == axis.y1)
        #expect((Double(bars[0].y) ?? 0) + (Double(bars[0].height) ?? 0) == Double(axis.y1) ?? -1)
    }

    @Test func `a telephone sees the last six`() {
        let both = chart(Array(repeating: 1, count: 12)).both
        #expect(both.map { $0.marks.compactMap(\.bar).count } == [12, 6])
        #expect(both.map(\.style) == ["chart--wide", "chart--narrow"])
        #expect(both[0].id != both[1].id)
    }

    @Test(arguments: [[0.0], [], [nil, nil], [1e12, -1e12], [0.004]] as [[Double?]])
    func `any figures find a scale`(_ values: [Double?]) {
        for chart in chart(values, limit: 0.2).both {
            let lines = chart.marks.compactMap(\.line)
            #expect(lines.contains { $0.style == "axis" } && lines.contains { $0.style == "limit" })
            #expect(lines.allSatisfy { (Double($0.y1) ?? -1) >= 0 && (Double($0.y1) ?? 1e9) <= 262 })
        }
    }

    @Test(arguments: [(0.0, "0"), (300, "300"), (20_000, "20k"), (-1_500, "-1.5k"), (2_500_000, "2.5M"), (0.25, "0.25"), (0.05, "0.05")])
    func `the axis writes short figures`(_ value: Double, _ text: String) { #expect(SeriesChart.short(value) == text) }
}
