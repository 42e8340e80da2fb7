/// What the audit log notes, in words and by subject. Programs go on asking by the codes.
enum AuditWords {
    struct Subject: Sendable {
        let title: String
        let actions: [Action]

        init(_ title: String, _ actions: KeyValuePairs<String, String>) {
            self.title = title
            self.actions = actions.map { Action(code: $0.key, words: $0.value) }
        }
    }

    struct Action: Sendable {
        let code: String
        let words: String
    }

    static let subjects: [Subject] = [
        Subject(
            "Imports and exports",
            [
                "import.finished": "File imported", "import.undone": "Import undone",
                "import.account_kept": "Import said to be on the right account", "row.taken_in": "Row completed and taken in",
                "row.dismissed": "Row said to be no transaction", "row.dismissal_undone": "Row opened again",
                "duplicate.kept": "Possible duplicate kept", "columns.forgotten": "Columns to be detected anew",
                "journal.imported": "Journal imported", "company.exported": "Company exported", "export.started": "Export started",
                "export.finished": "Export finished",
            ]),
        Subject(
            "Lines",
            [
                "line.filed": "Line filed", "line.split": "Line divided", "line.excluded": "Line left out",
                "lines.posted": "Lines posted by machine", "decision.undone": "Answer taken back",
                "transfer.matched": "Two lines made one transfer", "transfer.taken_apart": "Transfer taken apart",
                "transfer.rejected": "Two lines said to be no transfer", "transfer.rejection_undone": "Two lines to be asked about again",
            ]),
        Subject(
            "Entries and accounts",
            [
                "entry.posted": "Entry posted", "entry.reversed": "Entry reversed", "entry.kept_aside": "Entry kept aside",
                "kept_aside.removed": "Entry kept aside thrown away", "attachment.added": "Receipt attached",
                "attachment.removed": "Receipt removed", "account.added": "Account added",
            ]),
        Subject(
            "Periods",
            ["period.closed": "Period closed", "period.reopened": "Period opened again", "certificate.made": "Period certified"]),
        Subject(
            "Rules and vendors",
            [
                "rule.added": "Rule added", "rule.changed": "Rule changed", "rule.applied": "Rule applied to the past",
                "rule.rolled_back": "Rule brought back to an earlier version", "rule.removed": "Rule removed",
                "suggestion.dismissed": "Suggested rule refused", "vendor.renamed": "Vendor renamed", "vendor.merged": "Vendors merged",
                "vendor.split": "Vendor split off", "vendor.change_undone": "Change of a vendor undone",
            ]),
        Subject(
            "Machines",
            [
                "drift.detected": "Drift detected", "llm.fallback_began": "Language model paused",
                "llm.fallback_ended": "Language model asked again",
            ]),
        Subject(
            "People and access",
            [
                "member.invited": "Person invited", "invitation.revoked": "Invitation withdrawn", "member.joined": "Person joined",
                "member.added": "Person added", "member.role_changed": "Role changed", "member.left": "Person left",
                "member.removed": "Person removed", "token.created": "API token made", "token.revoked": "API token withdrawn",
            ]),
        Subject(
            "Company and billing",
            [
                "tenant.created": "Company opened", "settings.changed": "Settings changed", "checkout.created": "Payment begun",
                "portal.opened": "Stripe's portal opened", "subscription.changed": "Subscription changed",
                "subscription.doubled": "Second subscription found", "event.replayed": "Stripe's event replayed",
                "customer.deleted": "Customer deleted at Stripe",
            ]),
        Subject(
            "Other programs",
            [
                "quickbooks.connected": "QuickBooks connected", "quickbooks.disconnected": "QuickBooks disconnected",
                "quickbooks.mapped": "QuickBooks accounts chosen", "quickbooks.refused": "QuickBooks refused the connection",
                "quickbooks.send_anew": "Entry to be sent to QuickBooks anew", "webhook.added": "Webhook added",
                "webhook.removed": "Webhook removed", "webhook.given_up": "Webhook given up",
                "notifications.changed": "Notifications changed", "channel.disabled": "Channel of notifications switched off",
            ]),
    ]

    private static let words = Dictionary(
        subjects.flatMap(\.actions).map { ($0.code, $0.words) }, uniquingKeysWith: { first, _ in first })

    /// What a row did; the code's own words where a later version of the program has noted it.
    static func words(for code: String) -> String {
        if let words = words[code] { return words }
        let plain = code.replacing(".", with: " ").replacing("_", with: " ")
        return plain.prefix(1).uppercased() + plain.dropFirst()
    }

    static func isKnown(_ code: String) -> Bool { words[code] != nil }
}
