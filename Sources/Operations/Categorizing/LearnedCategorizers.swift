import Bookkeeping
import Storage
import Synchronization

/// Categorizers of the tenants at work, kept between transactions, since reading one from its snapshot takes longer than a decision.
///
/// Who works with one takes it out, so that it is changed in place, and puts it back when the transaction is done. One that goes down with its
/// transaction is not missed: what stands in the database is learned again.
final class LearnedCategorizers: Sendable {
    /// The one used last comes last.
    private let kept = Mutex<[(tenant: TenantID, learned: LearnedCategorizer)]>([])

    private static let mostTenants = 8

    func take(_ tenant: TenantID) -> LearnedCategorizer? {
        kept.withLock { kept in kept.firstIndex { $0.tenant == tenant }.map { kept.remove(at: $0).learned } }
    }

    /// A copy for somebody who only asks; it stays for the others.
    func look(_ tenant: TenantID) -> LearnedCategorizer? {
        kept.withLock { kept in kept.first { $0.tenant == tenant }?.learned }
    }

    func put(_ learned: LearnedCategorizer, of tenant: TenantID) {
        kept.withLock { kept in
            kept.removeAll { $0.tenant == tenant }
            kept.append((tenant, learned))
            if kept.count > Self.mostTenants { kept.removeFirst() }
        }
    }
}
