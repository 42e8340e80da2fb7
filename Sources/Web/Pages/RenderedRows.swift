import Synchronization

/// The rows that pages showed last, as markup. Of a long page's rows the next visit brings nearly all again.
final class RenderedRows: Sendable {
    /// Rows in use move from the older half to the newer one; when that is full, the older one goes.
    private struct Kept {
        var newer: [Key: String] = [:]
        var older: [Key: String] = [:]
    }

    private struct Key: Hashable {
        let row: any TemplateRow

        static func == (one: Key, other: Key) -> Bool { AnyHashable(one.row) == AnyHashable(other.row) }
        func hash(into hasher: inout Hasher) { row.hash(into: &hasher) }
    }

    private let kept = Mutex(Kept())
    private let half: Int

    /// - Parameter most: how many rows are kept; one takes about two kilobytes
    init(most: Int) { half = most / 2 }

    /// - Parameter render: makes the markup of a row that is not kept; two pages at once may both make it
    func markup(of rows: [any TemplateRow], render: (any TemplateRow) -> String) -> Markup {
        let keys = rows.map(Key.init)
        let known = kept.withLock { kept in keys.map { kept.newer[$0] ?? kept.older[$0] } }
        let texts = zip(rows, known).map { row, text in text ?? render(row) }
        kept.withLock { kept in
            for (key, text) in zip(keys, texts) where kept.newer[key] == nil {
                if kept.newer.count >= half { (kept.newer, kept.older) = ([:], kept.newer) }
                kept.newer[key] = text
            }
        }
        return Markup(description: texts.joined())
    }
}
