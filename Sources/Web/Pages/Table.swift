import Bookkeeping

/// A table as pages show it: text left, figures right. On a telephone a row becomes two lines: its leading text and figure, then the rest,
/// each with its column's title.
struct Table: Sendable {
    let caption: String
    let columns: [Column]
    let rows: [Row]
    /// What stands in its place when there are no rows.
    let empty: String
    let hasRows: Bool
    let hasActions: Bool
    /// Where the next page is.
    var next: String?

    struct Column: Sendable {
        let title: String
        let style: String
        /// Whether a telephone shows it first; the first column is where none is.
        let isLead: Bool

        init(_ title: String, style: String = "", isLead: Bool = false) {
            (self.title, self.style, self.isLead) = (title, style, isLead)
        }

        static func number(_ title: String) -> Column { Column(title, style: "num") }
        static func lead(_ title: String) -> Column { Column(title, isLead: true) }
    }

    struct Cell: Sendable {
        let text: String
        var style: String
        let link: String?
        /// The column's title, where a telephone needs it.
        var columnTitle: String?

        static func text(_ text: String) -> Cell { Cell(text: text, style: "", link: nil) }
        static func number(_ text: String) -> Cell { Cell(text: text, style: "num", link: nil) }
        static func link(_ text: String, _ address: String) -> Cell { Cell(text: text, style: "", link: address) }
    }

    /// A button behind a row.
    struct Action: Sendable {
        let address: String
        let title: String
        let field: Field?

        /// What goes along unseen.
        struct Field: Sendable {
            let name: String
            let value: String
        }

        init(_ address: String, _ title: String, _ field: (name: String, value: String)? = nil) {
            (self.address, self.title) = (address, title)
            self.field = field.map { Field(name: $0.name, value: $0.value) }
        }
    }

    struct Row: Sendable {
        let cells: [Cell]
        let style: String
        let actions: [Action]
        let note: String?

        init(_ cells: [Cell], style: String = "", action: Action? = nil, actions: [Action] = [], note: String? = nil) {
            (self.cells, self.style, self.note) = (cells, style, note)
            self.actions = action.map { [$0] } ?? actions
        }
    }

    init(_ caption: String, _ columns: [Column], _ rows: [Row], empty: String) {
        (self.caption, self.columns, self.empty) = (caption, columns, empty)
        self.rows = rows.map { $0.arranged(under: columns) }
        hasRows = !rows.isEmpty
        hasActions = rows.contains { !$0.actions.isEmpty || $0.note != nil }
    }

    /// A report.
    init(_ report: ReportTable) {
        let columns = report.columns.map { Column($0.title, style: $0.alignment == .trailing ? "num" : "") }
        let rows = report.rows.map { row in
            let cells = zip(row.cells, columns).map { cell, column -> Cell in
                if case .amount(let money) = cell { return .number(money.grouped) }
                return Cell(text: cell.text, style: column.style, link: nil)
            }
            return Row(cells, style: row.kind == .total ? "total" : row.kind == .header ? "strong" : "")
        }
        self.init(report.title, columns, rows, empty: "Nothing posted in this period.")
    }
}

extension Table.Row {
    /// Each cell told whether it leads on a telephone, or which title it goes under.
    fileprivate func arranged(under columns: [Table.Column]) -> Table.Row {
        let lead = columns.firstIndex(where: \.isLead) ?? 0
        let figure = columns.lastIndex { $0.style == "num" }.flatMap { $0 == lead ? nil : $0 }
        let arranged = cells.enumerated().map { index, cell in
            var cell = cell
            switch index {
            case lead: cell.style += " lead"
            case figure: cell.style += " lead-num"
            default: cell.columnTitle = columns.indices.contains(index) ? columns[index].title : nil
            }
            return cell
        }
        return Table.Row(arranged, style: style, actions: actions, note: note)
    }
}

/// One of several views of a page.
struct Chip: Sendable {
    let title: String
    let address: String
    let isOpen: Bool

    init(_ title: String, _ address: String, isOpen: Bool) { (self.title, self.address, self.isOpen) = (title, address, isOpen) }
}

/// One option of a field.
struct Choice: Sendable {
    let value: String
    let label: String
    let isSelected: Bool

    init(_ value: String, _ label: String, isSelected: Bool = false) {
        (self.value, self.label, self.isSelected) = (value, label, isSelected)
    }
}

/// A page that is a list and nothing else.
struct ListContent: Sendable {
    let chips: [Chip]
    let table: Table
}
