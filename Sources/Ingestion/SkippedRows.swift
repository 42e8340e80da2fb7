/// Rows that are no statement lines and no problems either, counted by kind, so that every row of a file is accounted for.
package struct SkippedRows: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// Nothing in any cell.
        case blank
        /// Above the table: titles, account details, the header itself.
        case preamble
        /// The header once more, as at the top of a printed page.
        case repeatedHeader = "repeated header"
        /// Opening and closing balances, totals: a balance or a sum without a movement.
        case balance
        /// More text of the line above, and appended to it.
        case continuation
        /// Neither date nor amount.
        case remark
        /// Not booked yet: the bank may still change or drop it, and a later file has it with its day of booking.
        case pending
        /// Declined, failed, reverted: no money moved.
        case void
        /// A record of another kind: a trade, a category, a list of accounts.
        case otherRecord = "other record"
    }

    private var counts: [Kind: Int] = [:]

    package init() {}

    package internal(set) subscript(kind: Kind) -> Int {
        get { counts[kind] ?? 0 }
        set { counts[kind] = newValue == 0 ? nil : newValue }
    }

    package var total: Int { counts.values.reduce(0, +) }

    /// What a file holds that has no movement of money, a sentence; nil where that is not known.
    package var allThereIs: String? {
        if self[.otherRecord] > 0 {
            return "The file holds trades, transfers of securities or lists, and no movement of money: there is nothing to book."
        }
        return self[.pending] > 0 ? "Every movement in the file is pending: there is nothing to book yet." : nil
    }

    mutating func add(_ other: SkippedRows) {
        for kind in Kind.allCases { self[kind] += other[kind] }
    }
}
