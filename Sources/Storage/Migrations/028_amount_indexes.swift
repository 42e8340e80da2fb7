extension Migration {
    /// Amounts stand in no order in a statement, so each row of their index goes to another place of it: the index by amount keeps the amount
    /// alone, which for a million lines is small enough to stay in memory, and the queue's questions have a smaller one beside it. What waits by
    /// month is told by `line_total` now.
    static let amountIndexes = Migration(
        id: "028_amount_indexes",
        up: Script(
            """
            DROP INDEX statement_line_by_amount;
            CREATE INDEX statement_line_by_amount ON statement_line (tenant_id, amount, id);
            CREATE INDEX statement_line_waiting_amount ON statement_line (tenant_id, amount, currency, vendor, id) WHERE state = 'waiting';
            DROP INDEX statement_line_waiting_date;

            """),
        down: Script(
            """
            CREATE INDEX statement_line_waiting_date ON statement_line (tenant_id, date, currency, amount) WHERE state = 'waiting';
            DROP INDEX statement_line_waiting_amount;
            DROP INDEX statement_line_by_amount;
            CREATE INDEX statement_line_by_amount ON statement_line (tenant_id, amount, currency, state, vendor, id);

            """))
}
