import Bookkeeping
package import Storage

extension SubscriptionStore.Current {
    /// Which of a tenant's subscriptions counts, whatever the order in which they became known. Of those that run it is the one that began
    /// first, for a second one never takes its place in silence: it is named as the extra one. Else the latest that waits for a payment,
    /// else the latest that ended.
    /// - Parameter subscriptions: of one mode, in the order in which they began
    package init?(among subscriptions: [Subscription]) {
        let running = subscriptions.filter(\.status.isRunning)
        guard let chosen = running.first ?? subscriptions.last(where: { !$0.status.isTerminal }) ?? subscriptions.last else { return nil }
        self.init(
            plan: chosen.plan, status: chosen.status, customer: chosen.customer, subscription: chosen.id, periodEnd: chosen.periodEnd,
            isLive: chosen.isLive, extra: running.dropFirst().first?.id)
    }
}
