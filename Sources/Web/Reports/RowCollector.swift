import Bookkeeping
import Synchronization

/// Takes the first rows of something long, from the thread that makes them.
final class RowCollector: Sendable {
    private let limit: Int
    private let taken = Mutex([ReportTable.Row]())

    init(limit: Int) { self.limit = limit }

    func add(_ rows: [ReportTable.Row]) { taken.withLock { $0 += rows.prefix(limit - $0.count) } }

    var rows: [ReportTable.Row] { taken.withLock { $0 } }

    var isFull: Bool { taken.withLock { $0.count == limit } }
}
