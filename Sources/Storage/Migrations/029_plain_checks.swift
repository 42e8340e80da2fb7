extension Migration {
    /// On SQLite, a list of more than two texts in a check becomes a table of its own that each new row is looked up in; compared one by
    /// one, the likeliest first, they cost a tenth less of an import. The rules are those of 001_initial.
    ///
    /// What a check says is not in the table's pages, so the schema's text alone is changed, as sqlite.org/lang_altertable.html describes.
    static let plainChecks = Migration(
        id: "029_plain_checks",
        up: Script("", sqlite: replacing([(stateList, stateComparisons), (methodList, methodComparisons)])),
        down: Script("", sqlite: replacing([(stateComparisons, stateList), (methodComparisons, methodList)])))

    private static let stateList = "state IN ('waiting', 'posted', 'excluded', 'undone')"
    private static let stateComparisons = "state = 'posted' OR state = 'waiting' OR state = 'excluded' OR state = 'undone'"
    private static let methodList = "method IN ('person', 'rule', 'vendor', 'model', 'llm', 'none')"
    private static let methodComparisons =
        "method = 'rule' OR method = 'vendor' OR method = 'model' OR method = 'none' OR method = 'person' OR method = 'llm'"

    private static func replacing(_ checks: [(old: String, new: String)]) -> String {
        let updates = checks.map { check in
            """
            UPDATE sqlite_schema SET sql = replace(sql, '\(quoted(check.old))', '\(quoted(check.new))')
            WHERE type = 'table' AND name IN ('statement_line', 'line_total');

            """
        }
        return "PRAGMA writable_schema = ON;\n" + updates.joined() + "PRAGMA writable_schema = RESET;\n"
    }

    private static func quoted(_ text: String) -> String { text.replacing("'", with: "''") }
}
