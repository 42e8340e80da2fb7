package import Bookkeeping
package import Categorization
import Storage

/// Measures how far a tenant's latest lines are from those that the model knows, keeps it, and tells people when the world has changed: after every
/// import and each night.
package struct WatchDrift: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Returns: nil while there are too few lines to say anything.
    @discardableResult
    package func callAsFunction(for tenant: TenantID) async throws -> Drift? {
        let (now, today) = (office.now(), office.today)
        return try await office.database.write(for: tenant) { books in
            guard let drift = try Drift(newestFirst: Self.lines(books)) else { return nil }
            let before = try books.metrics.latest(limit: 1).first
            let snapshot = MetricStore.Snapshot(
                day: today, vendor: Self.millionths(drift.vendor), amount: Self.millionths(drift.amount),
                baselineLines: drift.baselineLines,
                windowLines: drift.windowLines, windowFirst: drift.first, windowLast: drift.last)
            guard before != snapshot else { return drift }
            try books.metrics.save(snapshot, at: now)
            // Said when a limit is passed, not every night that it stays passed.
            let isNews =
                Self.isOver(snapshot.vendor) && !Self.isOver(before?.vendor) || Self.isOver(snapshot.amount) && !Self.isOver(before?.amount)
            if isNews {
                try books.audit.append(
                    .init(
                        actor: "machine", action: "drift.detected", subject: "lines \(drift.first) to \(drift.last)",
                        detail: "PSI of vendors \(PSIText.of(snapshot.vendor)), of amounts \(PSIText.of(snapshot.amount))"), at: now)
                try books.raise(.drift(vendor: drift.vendor, amount: drift.amount), at: now)
            }
            return drift
        }
    }

    private static func lines(_ books: Books) throws -> [Drift.Line] {
        var lines: [Drift.Line] = []
        for account in try books.accounts.all() where account.kind.takesStatements {
            lines += try books.lines.newest(of: account.id, limit: Drift.mostBaselineLines * 2).map {
                Drift.Line(date: $0.date, vendor: $0.vendor, amount: $0.amount, isKnown: $0.isFiled)
            }
        }
        return lines.sorted { ($1.date, $1.vendor, $1.amount) < ($0.date, $0.vendor, $0.amount) }
    }

    private static func isOver(_ millionths: Int?) -> Bool { Double(millionths ?? 0) > Drift.limit * 1_000_000 }
    private static func millionths(_ index: Double) -> Int { Int((index * 1_000_000).rounded()) }
}

/// An index as people read it: `0.245`.
package enum PSIText {
    package static func of(_ millionths: Int) -> String {
        let thousandths = (millionths + 500) / 1_000
        let digits = "\(thousandths % 1_000)"
        return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
