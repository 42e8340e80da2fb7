package import Bookkeeping
package import Storage

/// What of an entry counts in QuickBooks: day, currency, and which amount is on which side of which of its accounts.
///
/// As text it is kept beside the entry, so that what is read back can be held against it years later:
///
///     2025-11-30 USD
///     debit 100.00 30
///     credit 100.00 33 Vendor 56
package struct QuickBooksContent: Hashable, Sendable {
    package let date: CalendarDate
    package let currency: Currency
    package let lines: [Line]

    package struct Line: Hashable, Sendable {
        package let side: Side
        package let amount: Money
        /// Of QuickBooks' accounts.
        package let account: String
        package let party: QuickBooksChartStore.Mapping.PartyReference?

        package init(_ side: Side, _ amount: Money, account: String, party: QuickBooksChartStore.Mapping.PartyReference? = nil) {
            (self.side, self.amount, self.account, self.party) = (side, amount, account, party)
        }

        var text: String { "\(side.rawValue) \(amount.decimalText) \(account)\(party.map { " \($0.kind.rawValue) \($0.id)" } ?? "")" }
    }

    package init(date: CalendarDate, currency: Currency, lines: [Line]) { (self.date, self.currency, self.lines) = (date, currency, lines) }

    package var text: String { (["\(date) \(currency)"] + lines.map(\.text)).joined(separator: "\n") }

    /// Back from `text`.
    package init?(text: String) {
        let rows = text.split(separator: "\n").map { $0.split(separator: " ") }
        guard let head = rows.first, head.count == 2, let date = CalendarDate(iso: String(head[0])),
            let currency = Currency(code: String(head[1]))
        else { return nil }
        let lines = rows.dropFirst().map { words -> Line? in
            guard words.count == 3 || words.count == 5, let side = Side(rawValue: String(words[0])),
                let amount = Money(decimalText: words[1], currency)
            else { return nil }
            guard words.count == 5 else { return Line(side, amount, account: String(words[2])) }
            guard let kind = QuickBooksChartStore.Party.Kind(rawValue: String(words[3])) else { return nil }
            return Line(side, amount, account: String(words[2]), party: .init(kind, id: String(words[4])))
        }
        guard !lines.isEmpty, lines.allSatisfy({ $0 != nil }) else { return nil }
        self.init(date: date, currency: currency, lines: lines.compactMap(\.self))
    }

    /// Whether both say the same, in whatever order: QuickBooks may number lines as it likes.
    package func says(theSameAs other: QuickBooksContent) -> Bool {
        date == other.date && currency == other.currency && lines.map(\.text).sorted() == other.lines.map(\.text).sorted()
    }

    /// What differs, for a person.
    package func difference(to other: QuickBooksContent) -> String {
        if date != other.date { return "its day is \(other.date) there and \(date) here" }
        if currency != other.currency { return "its currency is \(other.currency) there and \(currency) here" }
        let (own, theirs) = (Set(lines.map(\.text)), Set(other.lines.map(\.text)))
        if let missing = lines.first(where: { !theirs.contains($0.text) }) {
            return "it has no \(missing.side.rawValue) of \(missing.amount.decimalText) on account \(missing.account) there"
        }
        if let extra = other.lines.first(where: { !own.contains($0.text) }) {
            return "it has a \(extra.side.rawValue) of \(extra.amount.decimalText) on account \(extra.account) there that is not here"
        }
        return "it has \(other.lines.count) lines there and \(lines.count) here"
    }
}
