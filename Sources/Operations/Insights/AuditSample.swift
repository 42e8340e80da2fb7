import Bookkeeping
import Categorization
import Storage

/// One in fifty of the lines that a machine may post waits for a person instead, drawn by chance, so that the share of wrong ones stays known:
/// nobody looks at what was posted. Drawn by the line's own number, so that looking again draws the same.
enum AuditSample {
    private static let oneIn: UInt64 = 50

    static func draws(_ line: LineID) -> Bool { mixed(UInt64(bitPattern: line.rawValue)) % oneIn == 0 }

    /// What becomes of a line, with those that are drawn held for a person. Rules are standing orders, and not in question.
    static func checked(_ outcome: LineFiling.Outcome, _ line: LineID) -> LineFiling.Outcome {
        guard outcome.entry != nil, outcome.proposal.method != Method.rule.rawValue, draws(line) else { return outcome }
        return outcome.held(as: .auditSample)
    }

    /// Keeps what would have been posted to a drawn line that stands in the books.
    static func keep(_ proposal: LineStore.Proposal, of line: LineID, in books: Books, at now: Instant) throws {
        guard proposal.held == HoldReason.auditSample.rawValue, let account = proposal.account else { return }
        try books.auditSample.add(line, account: account, method: proposal.method, at: now)
    }

    /// The finalizer of SplitMix64 (Steele, Lea, Flood 2014): neighbors in number are strangers in it.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = number &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
