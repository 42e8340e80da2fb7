extension Migration {
    /// The head of an audit chain may move on by several rows at once, to a row that is there, and never back: answers that are taken together
    /// are noted together.
    static let auditHeadSteps = Migration(
        id: "032_audit_head_steps",
        up: Script(
            "",
            sqlite: """
                DROP TRIGGER audit_head_moves_on;
                CREATE TRIGGER audit_head_moves_on BEFORE UPDATE ON audit_head
                    WHEN NEW.tenant_id <> OLD.tenant_id OR NEW.sequence <= OLD.sequence OR NOT EXISTS (
                        SELECT 1 FROM audit_event WHERE tenant_id = NEW.tenant_id AND sequence = NEW.sequence AND hash = NEW.hash)
                    BEGIN SELECT RAISE(ABORT, 'audit_changed'); END;

                """,
            postgres: """
                DROP TRIGGER audit_head_moves_on ON audit_head;
                CREATE FUNCTION check_audit_head() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF NEW.tenant_id <> OLD.tenant_id OR NEW.sequence <= OLD.sequence OR NOT EXISTS (
                        SELECT 1 FROM audit_event e WHERE e.tenant_id = NEW.tenant_id AND e.sequence = NEW.sequence AND e.hash = NEW.hash)
                    THEN RAISE EXCEPTION 'audit_changed' USING ERRCODE = 'BK001'; END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER audit_head_moves_on BEFORE UPDATE ON audit_head FOR EACH ROW EXECUTE FUNCTION check_audit_head();

                """),
        down: Script(
            "",
            sqlite: """
                DROP TRIGGER audit_head_moves_on;
                CREATE TRIGGER audit_head_moves_on BEFORE UPDATE ON audit_head
                    WHEN NEW.tenant_id <> OLD.tenant_id OR NEW.sequence <> OLD.sequence + 1
                    BEGIN SELECT RAISE(ABORT, 'audit_changed'); END;

                """,
            postgres: """
                DROP TRIGGER audit_head_moves_on ON audit_head;
                DROP FUNCTION check_audit_head;
                CREATE TRIGGER audit_head_moves_on BEFORE UPDATE ON audit_head FOR EACH ROW
                    WHEN (NEW.tenant_id <> OLD.tenant_id OR NEW.sequence <> OLD.sequence + 1)
                    EXECUTE FUNCTION refuse_change('audit_changed');

                """))
}
