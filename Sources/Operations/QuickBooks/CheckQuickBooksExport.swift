package import Bookkeeping
import Storage

/// What would happen to an export now, before anything is sent: how many entries would go, and what stands in the way of the others.
package struct CheckQuickBooksExport: Sendable {
    let desk: QuickBooksDesk

    package init(_ desk: QuickBooksDesk) { self.desk = desk }

    private static let pageSize = 1_000

    package struct Report: Sendable {
        /// Entries that QuickBooks has.
        package internal(set) var there = 0
        /// Entries that would be sent.
        package internal(set) var ready = 0
        /// Entries that would fail.
        package internal(set) var blocked = 0
        /// With the number of entries that each concerns, the most frequent first.
        package internal(set) var obstacles: [(obstacle: QuickBooksPlan.Obstacle, entries: Int)] = []

        /// At the pace that QuickBooks allows.
        package var minutes: Int { (ready * 3 + QuickBooksBlock.size * 60 - 1) / (QuickBooksBlock.size * 60) }
    }

    package func callAsFunction(for tenant: TenantID) async throws -> Report {
        let connection = try await desk.connection(of: tenant)
        return try await desk.database.read(for: tenant) { books in
            let plan = try QuickBooksPlan(books, connection)
            let exports = books.quickBooksExports(connection.realm)
            var (report, counts): (Report, [QuickBooksPlan.Obstacle: Int]) = (Report(), [:])
            var last: PostedEntry?
            while true {
                let page = try books.entries.page(after: last, limit: Self.pageSize)
                guard !page.isEmpty else { break }
                last = page.last
                let known = try exports.records(of: page.map(\.id))
                for posted in page {
                    if let state = known[posted.id]?.state, state.isThere || state == .gone {
                        report.there += 1
                        continue
                    }
                    let obstacles = try plan.obstacles(of: posted.entry)
                    if obstacles.isEmpty { report.ready += 1 } else { report.blocked += 1 }
                    for obstacle in obstacles { counts[obstacle, default: 0] += 1 }
                }
            }
            report.obstacles = counts.map { (obstacle: $0.key, entries: $0.value) }
                .sorted { ($1.entries, $0.obstacle.sentence) < ($0.entries, $1.obstacle.sentence) }
            return report
        }
    }
}
