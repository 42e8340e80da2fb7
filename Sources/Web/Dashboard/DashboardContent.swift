/// What the dashboard shows: what waits for a person, a few figures with what they leave out, where the money went.
struct DashboardContent: Sendable {
    let due: [Due]
    let hasDue: Bool
    let isQuiet: Bool
    let quiet: String
    let figures: [Figure]
    let cash: CashByMonth?
    let imports: [Import]
    let hasImports: Bool
    let alerts: [Alert]
    let hasAlerts: Bool
    let firstSteps: FirstSteps?

    /// One thing that waits.
    struct Due: Sendable {
        let count: String
        let title: String
        let text: String
        let button: String
        let address: String
        let isMain: Bool
    }

    struct Figure: Sendable {
        let name: String
        let value: String
        let unit: String
        let note: String
        let link: String
        let address: String
    }

    struct Import: Sendable {
        let name: String
        let address: String
        let when: String
        let lines: String
        let filed: String
        let review: String
        /// `2 rejected`, `undone`.
        let problem: String?
    }

    struct Alert: Sendable {
        let title: String
        let text: String
        let when: String
    }

    /// For books without a statement.
    struct FirstSteps: Sendable {
        let mayImport: Bool
        let mayMakeDemo: Bool
    }
}
