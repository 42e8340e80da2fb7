extension Migration {
    /// PostgreSQL looks for equal keys whenever a page of an index is full, to keep them once. Those of these indexes end in the row's id or
    /// number: there are none, and looking for them was a tenth of what an import costs the server.
    static let plainIndexes = Migration(
        id: "033_plain_indexes",
        up: Script("", sqlite: "", postgres: indexes.map { "ALTER INDEX \($0) SET (deduplicate_items = off);" }.joined(separator: "\n")),
        down: Script("", sqlite: "", postgres: indexes.map { "ALTER INDEX \($0) RESET (deduplicate_items);" }.joined(separator: "\n")))

    private static let indexes = [
        "statement_line_by_statement", "statement_line_by_date", "statement_line_by_amount", "entry_by_date", "posting_by_account",
    ]
}
