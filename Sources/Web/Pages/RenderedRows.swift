import Synchronization

/// The rows that pages showed last, as markup. Of a long page's rows the next visit brings nearly all again.
final class RenderedRows: Sendable {
    /// Rows in use move from the older half to the newer one; when that is full, the older one goes.
    private struct Kept {
        let half: Int
        private var newer: [Key: String] = [:]
        private var older: [Key: String] = [:]

        init(half: Int) { self.half = half }

        mutating func text(of key: Key) -> String? {
            if let text = newer[key] { return text }
            let text = older[key]
            if let text { keep(text, of: key) }
            return text
        }

        mutating func keep(_ text: String, of key: Key) {
            if newer.count >= half { (newer, older) = ([:], newer) }
            newer[key] = text
        }
    }

    private struct Key: Hashable {
        let row: any TemplateRow

        static func == (one: Key, other: Key) -> Bool { isEqual(one.row, other.row) }
        func hash(into hasher: inout Hasher) { row.hash(into: &hasher) }

        private static func isEqual<Row: TemplateRow>(_ row: Row, _ other: any TemplateRow) -> Bool { row == other as? Row }
    }

    private let kept: Mutex<Kept>

    /// - Parameter most: how many rows are kept; one takes about two kilobytes
    init(most: Int) { kept = Mutex(Kept(half: most / 2)) }

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
