/// One numbered step of the schema, with its way back. A migration that has been released is never edited.
package struct Migration: Sendable {
    /// `001_initial`: the number orders, the name tells.
    package let id: String
    package let up: Script
    package let down: Script

    package static let all: [Migration] = [
        .initial, .tenantSettings, .authUsers, .billing, .notifications, .bankFeeds, .rules, .people, .setChecks,
        .billingDetails, .keptAside, .waitingLines, .alerts, .llm, .review, .quickBooks, .proof, .auditHead, .entryGuard, .metricSnapshots,
        .preferences, .lineTotals, .rejectedRows, .amountIndexes, .plainChecks, .accountQuestions, .runChecks, .auditHeadSteps,
        .plainIndexes,
    ]

    /// Schema text for both engines.
    ///
    /// Tables are written once, in SQLite's words. What PostgreSQL says otherwise is replaced (`common`), and what has no counterpart,
    /// triggers and row-level security, is written twice.
    package struct Script: Sendable {
        let common: String
        let sqlite: String
        let postgres: String

        init(_ common: String, sqlite: String = "", postgres: String = "") {
            (self.common, self.sqlite, self.postgres) = (common, sqlite, postgres)
        }

        package func text(for engine: Engine) -> String {
            switch engine {
            case .sqlite: common + sqlite
            case .postgres:
                common.replacing(") STRICT, WITHOUT ROWID", with: ")")
                    .replacing(" INTEGER", with: " BIGINT")
                    .replacing(" BLOB", with: " BYTEA") + postgres
            }
        }
    }

    /// Tables with a tenant's rows, which row-level security guards on PostgreSQL.
    static func rowLevelSecurity(on tables: [String]) -> String {
        tables.map { table in
            """
            ALTER TABLE \(table) ENABLE ROW LEVEL SECURITY;
            ALTER TABLE \(table) FORCE ROW LEVEL SECURITY;
            CREATE POLICY tenant_rows ON \(table)
                USING (tenant_id = current_setting('bookkeeper.tenant_id')::bigint)
                WITH CHECK (tenant_id = current_setting('bookkeeper.tenant_id')::bigint);

            """
        }.joined()
    }
}
