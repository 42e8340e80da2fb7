extension Migration {
    /// The waiting lines that an answer can touch are found by index: those of a vendor's first word, and those of an amount.
    ///
    /// A range of words is one of the index only where texts are ordered by their bytes, as SQLite does.
    static let waitingLines = Migration(
        id: "015_waiting_lines",
        up: Script(
            """
            CREATE INDEX statement_line_waiting_amount ON statement_line (tenant_id, amount, currency, vendor, id) WHERE state = 'waiting';

            """, postgres: #"ALTER TABLE statement_line ALTER COLUMN vendor TYPE TEXT COLLATE "C";"#),
        down: Script(
            "DROP INDEX statement_line_waiting_amount;\n",
            postgres: #"ALTER TABLE statement_line ALTER COLUMN vendor TYPE TEXT COLLATE "default";"#))
}
