/// Tells where another table begins within a file that has one for each account, with a title above each.
struct TableSections: Sendable {
    enum Row {
        /// Nothing of the kind.
        case other
        case title
        /// The headings again: where the columns stand from here on, when they have moved, and the title when it is one of its own.
        case header(moved: Mapping?, title: String?)
    }

    private var mapping: Mapping
    /// What stands above the first table.
    private var titles: [String] = []
    /// A title that is waiting for its table.
    private var latest: (title: String, row: Int)?

    init(_ mapping: Mapping) { self.mapping = mapping }

    mutating func addTitle(_ cells: [String]) {
        if titles.count < 40, let title = cells.first, !title.isEmpty { titles.append(title) }
    }

    /// - Parameter lastLine: the row of the last movement: a title above it has had its table
    mutating func take(_ cells: [String], row: Int, lastLine: Int) -> Row {
        guard !mapping.header.isEmpty else { return .other }
        if let moved = moved(to: cells) {
            let title = latest.flatMap { $0.row > lastLine ? $0.title : nil }
            latest = nil
            defer { mapping = moved }
            return .header(moved: moved == mapping ? nil : moved, title: title)
        }
        guard cells.count * 2 <= mapping.header.count + 1, let title = cells.first, isNews(title) else { return .other }
        latest = (title, row)
        return .title
    }

    /// Whether `title` begins like one above the first table, as `Movements of account …` does, and goes on differently.
    private func isNews(_ title: String) -> Bool {
        guard let word = title.split(separator: " ").first, word.contains(where: \.isLetter) else { return false }
        // Figures tell accounts apart; fewer of them count pages.
        let figures = title.count(where: \.isNumber)
        func key(_ text: String) -> String { figures >= 4 ? text : text.filter { !$0.isNumber } }
        return titles.contains { $0.split(separator: " ").first == word } && !titles.contains { key($0) == key(title) }
    }

    /// The mapping for a row that has all headings in use.
    private func moved(to cells: [String]) -> Mapping? {
        let used = Set(mapping.columns)
        guard used.allSatisfy({ $0 < mapping.header.count }) else { return nil }
        if cells == mapping.header { return mapping }
        var target: [Int: Int] = [:]
        for column in used {
            let nth = mapping.header[..<column].count { $0 == mapping.header[column] }
            target[column] = cells.indices.filter { cells[$0] == mapping.header[column] }.dropFirst(nth).first
        }
        guard used.count > 2, var moved = mapping.moved(target) else { return nil }
        moved.header = cells
        return moved
    }
}
