extension Migration {
    /// The place and hash of the last row of each audit chain, kept beside it: rows taken off the end leave a head that leads nowhere.
    ///
    /// The head moves on by one row at a time and never back.
    static let auditHead = Migration(
        id: "021_audit_head",
        up: Script(
            """
            CREATE TABLE audit_head (
                tenant_id INTEGER NOT NULL PRIMARY KEY REFERENCES tenant (id),
                sequence INTEGER NOT NULL CHECK (sequence > 0),
                hash BLOB NOT NULL
            ) STRICT, WITHOUT ROWID;

            """,
            sqlite: """
                \(heads)
                CREATE TRIGGER audit_head_moves_on BEFORE UPDATE ON audit_head
                    WHEN NEW.tenant_id <> OLD.tenant_id OR NEW.sequence <> OLD.sequence + 1
                    BEGIN SELECT RAISE(ABORT, 'audit_changed'); END;
                CREATE TRIGGER audit_head_is_kept BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, 'audit_changed'); END;

                """,
            postgres: """
                -- The owner reads every tenant's rows without FORCE.
                ALTER TABLE audit_event NO FORCE ROW LEVEL SECURITY;
                \(heads)
                ALTER TABLE audit_event FORCE ROW LEVEL SECURITY;
                CREATE TRIGGER audit_head_moves_on BEFORE UPDATE ON audit_head FOR EACH ROW
                    WHEN (NEW.tenant_id <> OLD.tenant_id OR NEW.sequence <> OLD.sequence + 1)
                    EXECUTE FUNCTION refuse_change('audit_changed');
                CREATE TRIGGER audit_head_is_kept BEFORE DELETE OR TRUNCATE ON audit_head
                    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit_changed');

                """ + rowLevelSecurity(on: ["audit_head"])),
        down: Script("DROP TABLE audit_head;\n"))

    /// Of the chains that were begun before.
    private static let heads = """
        INSERT INTO audit_head (tenant_id, sequence, hash)
            SELECT tenant_id, sequence, hash FROM audit_event e
            WHERE sequence = (SELECT MAX(sequence) FROM audit_event o WHERE o.tenant_id = e.tenant_id);
        """
}
