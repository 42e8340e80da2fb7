import Integrations
import Operations
import Storage
import Web

extension ServiceConfiguration {
    /// The work that recurs, run by `serve` beside the requests and by `work` alone.
    func jobs(_ front: FrontOffice) -> [Job] {
        [
            Job("alerts", .every(seconds: 1), .eachProcess) { [notifications] in
                _ = try await TellAlerts(front, notifications.messenger(front.mailer))()
            },
            Job("webhooks", .every(seconds: 5), .eachProcess) { _ = try await DeliverWebhooks(front, http: .live)() },
            Job("billing-catch-up", .every(seconds: 3_600), .oneProcess) { [billing] in
                _ = try await CatchUpWithStripe(billing.billing(front.office))()
            },
            Job("quickbooks", .every(seconds: 15), .eachProcess) { [quickBooks] in
                try await ContinueQuickBooksExports(QuickBooksDesk(front, edge: quickBooks.edge))()
            },
            Job("held-files", .every(seconds: 3_600), .eachProcess) { [dataFolder] in HeldFiles.sweep(dataFolder: dataFolder) },
            Job("drift", .daily(hour: 2, minute: 30), .oneProcess) {
                for tenant in try await TenantStore(front.office.database).all() { try await WatchDrift(front.office)(for: tenant.id) }
            },
        ] + languageModelJobs(front)
    }

    /// What imports left, because the endpoint was away or the budget used up, gets its turn.
    private func languageModelJobs(_ front: FrontOffice) -> [Job] {
        guard let tier = llm.tier else { return [] }
        return [
            Job("language-model", .every(seconds: 600), .oneProcess) {
                for tenant in try await TenantStore(front.office.database).all() {
                    let summary = try await AskLLM(front.office, tier)(for: tenant.id)
                    if case .failed(let error) = summary.end { throw error }
                }
            }
        ]
    }
}
