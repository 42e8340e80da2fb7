extension Migration {
    /// How pages look to a person, and whether single letters do things there.
    static let preferences = Migration(
        id: "024_preferences",
        up: Script(
            """
            ALTER TABLE app_user ADD COLUMN theme TEXT NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark'));
            ALTER TABLE app_user ADD COLUMN single_keys INTEGER NOT NULL DEFAULT 1 CHECK (single_keys IN (0, 1));

            """),
        down: Script(
            """
            ALTER TABLE app_user DROP COLUMN single_keys;
            ALTER TABLE app_user DROP COLUMN theme;

            """))
}
