import Bookkeeping
import Operations
import Storage

/// What just happened, in one line, with the way back.
struct Said: Sendable {
    let text: String
    /// For Undo; nil where there is nothing to take back.
    let batch: String?

    enum Deed { case done, undone }

    init(text: String, batch: String?) { (self.text, self.batch) = (text, batch) }

    /// Nil for an answer that is not there.
    init?(_ call: Call<Seat>, _ batch: DecisionID, _ deed: Deed) async throws {
        let read = try await call.office.database.read(for: call.tenant) { books in
            let some = try books.decisions.batch(batch, limit: 2)
            let line = try some.first.flatMap { try books.lines.line($0.line) }
            let match = try line.flatMap { try books.transfers.match(of: $0.id) }
            return (some, line, try books.decisions.batchCount(batch), try books.accounts.all(), match)
        }
        let (decisions, line, count, accounts, match) = read
        guard let decision = decisions.first, let line else { return nil }
        let what = count == 1 ? "\(line.line.text) \(line.line.amount.grouped)" : "\(count.grouped) lines"
        let (wait, are) = count == 1 ? ("waits", "is") : ("wait", "are")
        guard deed == .done, !decision.isUndone else {
            self.init(text: "\(what) \(wait) again.", batch: nil)
            return
        }
        if match != nil, count <= 2 {
            let tied =
                count == 2
                ? "\(line.line.text) \(line.line.amount.grouped) and its other line are one transfer."
                : "\(what) is the other half of a transfer that was booked before; nothing was booked twice."
            self.init(text: tied, batch: "\(batch)")
            return
        }
        let account = accounts.first { $0.id == decision.account }
        let deed =
            switch decision.kind {
            case .exclude: "\(are) left out"
            case .file where count > 1: "\(are) filed"
            case .file where decision.isSplit: "is divided"
            case .file: "filed to \(account?.name ?? "its account")"
            }
        self.init(text: "\(what) \(deed).", batch: "\(batch)")
    }
}
