import Synchronization

/// The rows that pages showed last, as markup. Of a long page's rows the next visit brings nearly all again.
final class RenderedRows: Sendable {
    /// Rows in use move from the older half to the newer one; when that is full, the older one goes.
    private struct Kept {
        let half: Int
        private var newer: [Key: String] = [:]
        private var older: [Key: String] = [:]
        /// What the newer ones weigh.
        private var bytes = 0

        init(half: Int) { self.half = half }

        mutating func text(of key: Key) -> String? {
            if let text = newer[key] { return text }
            let text = older[key]
            if let text { keep(text, of: key) }
            return text
        }

        mutating func keep(_ text: String, of key: Key) {
            if bytes >= half { (newer, older, bytes) = ([:], newer, 0) }
            if newer.updateValue(text, forKey: key) == nil { bytes += text.utf8.count }
        }
    }

    private struct Key: Hashable {
        let row: any TemplateRow

        static func == (one: Key, other: Key) -> Bool { isEqual(one.row, other.row) }
        func hash(into hasher: inout Hasher) { row.hash(into: &hasher) }

        private static func isEqual<Row: TemplateRow>(_ row: Row, _ other: any TemplateRow) -> Bool { row == other as? Row }
    }

    private let kept: Mutex<Kept>

    /// - Parameter bytes: of markup that are kept; the rows themselves take about as much again
    init(bytes: Int) { kept = Mutex(Kept(half: bytes / 2)) }

    /// - Parameter render: makes the markup of a row that is not kept; two pages at once may both make it
    func markup(of rows: [any TemplateRow], render: (any TemplateRow) -> String) -> Markup {
        let texts = rows.map { row in
            let key = Key(row: row)
            if let known = kept.withLock({ kept in kept.text(of: key) }) { return known }
            let text = render(row)
            kept.withLock { kept in kept.keep(text, of: key) }
            return text
        }
        return Markup(description: texts.joined())
    }
}
