/// Finds the two lines of one transfer between own accounts: money out of one, the same amount into another within a few days.
package enum TransferPairing {
    /// A line that may be one side of a transfer.
    package struct Line: Hashable, Sendable {
        package let id: LineID
        package let account: AccountID
        package let date: CalendarDate
        package let amount: Money
        package let text: String
        /// The own account it is booked or proposed to, if it is.
        package let counterAccount: AccountID?
        package let isPosted: Bool

        package init(
            id: LineID, account: AccountID, date: CalendarDate, amount: Money, text: String, counterAccount: AccountID?, isPosted: Bool
        ) {
            (self.id, self.account, self.date, self.amount, self.text) = (id, account, date, amount, text)
            (self.counterAccount, self.isPosted) = (counterAccount, isPosted)
        }
    }

    package struct Pair: Hashable, Sendable {
        package let out: Line
        package let into: Line
        /// Words that speak for it; empty when amount and day alone do.
        package let hint: String

        package var days: Int { Int(abs(into.date.dayNumber - out.date.dayNumber)) }
    }

    /// Two lines that somebody has decided about.
    package struct Key: Hashable, Sendable {
        package let out: LineID
        package let into: LineID

        package init(out: LineID, into: LineID) { (self.out, self.into) = (out, into) }
    }

    package struct Result: Hashable, Sendable {
        package let pairs: [Pair]
        /// Booked or proposed to another own account, and no line there fits.
        package let withoutPartner: [Line]

        package static let none = Result(pairs: [], withoutPartner: [])
    }

    /// A transfer over a long weekend takes five days.
    package static let windowDays = 5
    /// So far apart two lines may lie for a person to be asked whether they are one transfer.
    package static let askedDays = 7

    /// - Parameter rejected: pairs that a person has said are none
    package static func find(among lines: [Line], rejected: Set<Key>, window: Int = windowDays) -> Result {
        let outs = lines.filter(\.amount.isNegative)
        let ins = Dictionary(grouping: lines.filter { !$0.amount.isNegative && !$0.amount.isZero }) { $0.amount }
        var candidates: [Candidate] = []
        for out in outs {
            guard let amount = try? out.amount.negated() else { continue }
            for into in ins[amount] ?? [] where into.account != out.account {
                let pair = Pair(out: out, into: into, hint: hint(out, into))
                guard pair.days <= window, !rejected.contains(Key(out: out.id, into: into.id)), !contradicts(pair) else { continue }
                candidates.append(Candidate(pair: pair))
            }
        }
        var taken: Set<LineID> = []
        var pairs: [Pair] = []
        for candidate in candidates.sorted() {
            let pair = candidate.pair
            guard !taken.contains(pair.out.id), !taken.contains(pair.into.id) else { continue }
            taken.formUnion([pair.out.id, pair.into.id])
            pairs.append(pair)
        }
        let alone = lines.filter { $0.counterAccount != nil && !taken.contains($0.id) }
        return Result(
            pairs: pairs.sorted { ($0.out.date, $0.out.id) > ($1.out.date, $1.out.id) },
            withoutPartner: alone.sorted { ($0.date, $0.id) > ($1.date, $1.id) })
    }

    /// The nearest pair is taken first; of equally near ones the one whose words fit, then the older.
    private struct Candidate: Comparable {
        let pair: Pair

        static func < (left: Candidate, right: Candidate) -> Bool { left.rank < right.rank }
        static func == (left: Candidate, right: Candidate) -> Bool { left.pair == right.pair }

        private var rank: (Int, Int, Int64, Int64) {
            (pair.days, pair.hint.isEmpty ? 1 : 0, pair.out.id.rawValue, pair.into.id.rawValue)
        }
    }

    /// Booked or proposed to a third own account: whoever said so meant another transfer.
    private static func contradicts(_ pair: Pair) -> Bool {
        if let counter = pair.out.counterAccount, counter != pair.into.account { return true }
        if let counter = pair.into.counterAccount, counter != pair.out.account { return true }
        return false
    }

    private static let telling = ["transfer", "xfer", "tfr", "autopay", "thank you", "payment", "sweep", "deposit", "withdrawal"]

    private static func hint(_ out: Line, _ into: Line) -> String {
        for line in [out, into] {
            let text = line.text.lowercased()
            if telling.contains(where: { text.contains($0) }) { return String(line.text.prefix(40)) }
        }
        return ""
    }
}
