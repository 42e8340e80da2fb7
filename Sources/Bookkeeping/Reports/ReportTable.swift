/// A report as rows and columns: the one form behind the terminal and the CSV file.
///
/// Amounts are plain digits with a point, so a copied figure pastes as a number; the currency has a column of its own.
package struct ReportTable: Hashable, Sendable {
    package let title: String
    package let subtitle: String
    package let columns: [Column]
    package let rows: [Row]

    package struct Column: Hashable, Sendable {
        package let title: String
        package let alignment: Alignment
        /// Characters on a terminal; nil when the widest cell decides. Text that is longer is cut, an amount never.
        package let width: Int?

        package init(_ title: String, _ alignment: Alignment = .leading, width: Int? = nil) {
            (self.title, self.alignment, self.width) = (title, alignment, width)
        }
    }

    package init(title: String, subtitle: String, columns: [Column], rows: [Row]) {
        (self.title, self.subtitle, self.columns, self.rows) = (title, subtitle, columns, rows)
    }

    package enum Alignment: Sendable { case leading, trailing }

    package struct Row: Hashable, Sendable {
        package let kind: Kind
        /// As many as there are columns.
        package let cells: [Cell]

        package enum Kind: Sendable { case header, line, total }

        package init(_ kind: Kind, _ cells: [Cell]) { (self.kind, self.cells) = (kind, cells) }
    }

    package enum Cell: Hashable, Sendable {
        /// Does not apply; zero is an amount.
        case empty
        case text(String)
        case amount(Money)

        package var text: String {
            switch self {
            case .empty: ""
            case .text(let text): text
            case .amount(let money): money.decimalText
            }
        }

        init(_ money: Money?) { self = money.map(Cell.amount) ?? .empty }
    }

    /// Header record and one record for each row; title and subtitle are not in it.
    package func csv() -> String {
        rows.reduce(into: Self.csvHeader(columns)) { $0 += $1.csv() }
    }

    package static func csvHeader(_ columns: [Column]) -> String { CSV.record(columns.map(\.title)) }
}

extension ReportTable.Row {
    package func csv() -> String { CSV.record(cells.map(\.text)) }
}
