package import Bookkeeping

/// Has the language model asked in the background, each tenant's lines by one worker at a time: whoever imports does not wait for a network.
package actor LLMDesk {
    private let ask: AskLLM
    package nonisolated let caps: LLMTier.Caps
    private let log: @Sendable (String) -> Void
    private var waiting: [TenantID] = []
    private var underWay: Set<TenantID> = []

    /// Calls side by side, over all tenants.
    private static let mostWorkers = 4

    package init(_ office: Office, _ tier: LLMTier, log: @escaping @Sendable (String) -> Void) {
        (ask, caps, self.log) = (AskLLM(office, tier), tier.caps, log)
    }

    /// There may be lines to ask about.
    package func wake(_ tenant: TenantID) {
        if !waiting.contains(tenant) { waiting.append(tenant) }
        takeUp()
    }

    private func takeUp() {
        while underWay.count < Self.mostWorkers, let next = waiting.firstIndex(where: { !underWay.contains($0) }) {
            let tenant = waiting.remove(at: next)
            underWay.insert(tenant)
            Task { await work(for: tenant) }
        }
    }

    private func work(for tenant: TenantID) async {
        do {
            let summary = try await ask(for: tenant)
            if case .failed(let error) = summary.end { log("tenant \(tenant): \(error.userText)") }
        } catch {
            log("tenant \(tenant): the language model's answers could not be kept: \(error)")
        }
        underWay.remove(tenant)
        takeUp()
    }
}
