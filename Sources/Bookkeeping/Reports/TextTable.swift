/// Lays rows out for a terminal, in columns of known width, so rows can be printed as they come.
package struct TextTable: Sendable {
    private let columns: [ReportTable.Column]
    private let widths: [Int]

    /// - Parameter rows: what decides the width of columns that have none of their own.
    package init(columns: [ReportTable.Column], rows: [ReportTable.Row] = []) {
        self.columns = columns
        widths = columns.indices.map { index in
            let widest = rows.reduce(columns[index].title.count) { max($0, $1.cells[index].shown.count) }
            return columns[index].width ?? widest
        }
    }

    /// Two lines: the titles of the columns, and a rule.
    package var header: String {
        line(columns.map { .text($0.title) }) + line(widths.map { .text(String(repeating: "-", count: $0)) })
    }

    package func line(for row: ReportTable.Row) -> String {
        switch row.kind {
        case .header, .line: line(row.cells)
        case .total: line(row.cells) + "\n"
        }
    }

    private func line(_ cells: [ReportTable.Cell]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            if index > 0 { text += "  " }
            let shown = cut(cell, to: widths[index])
            let padding = String(repeating: " ", count: max(0, widths[index] - shown.count))
            text += columns[index].alignment == .leading ? shown + padding : padding + shown
        }
        while text.last == " " { text.removeLast() }
        return text + "\n"
    }

    private func cut(_ cell: ReportTable.Cell, to width: Int) -> String {
        let shown = cell.shown
        guard case .text = cell, shown.count > width else { return shown }
        return shown.prefix(max(0, width - 1)) + "…"
    }
}

extension ReportTable.Cell {
    fileprivate var shown: String { text.withoutControls }
}

extension String {
    /// With a space for each control character and line break: what a bank wrote must not move a terminal's cursor.
    fileprivate var withoutControls: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars { text.append(scalar.isControl ? " " : scalar) }
        return String(text)
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

extension ReportTable {
    /// Title, subtitle, an empty line, the columns.
    package func text() -> String {
        let layout = TextTable(columns: columns, rows: rows)
        let head = title + "\n" + subtitle + "\n\n"
        guard !rows.isEmpty else { return head + "Nothing posted.\n" }
        return rows.reduce(into: head + layout.header) { $0 += layout.line(for: $1) }
    }
}
