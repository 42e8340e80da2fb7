import Integrations
import Operations

extension ServiceConfiguration {
    /// The work that recurs, run by `serve` beside the requests and by `work` alone.
    func jobs(_ front: FrontOffice) -> [Job] {
        [
            Job("webhooks", .every(seconds: 5), .eachProcess) { _ = try await DeliverWebhooks(front, http: .live)() },
            Job("billing-catch-up", .every(seconds: 3_600), .oneProcess) { [billing] in
                _ = try await CatchUpWithStripe(billing.billing(front.office))()
            },
        ]
    }
}
