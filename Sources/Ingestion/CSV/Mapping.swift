/// How the columns of a table are understood: detected, shown, changed by a person, saved per bank account, applied again.
///
/// Columns are counted from 0.
package struct Mapping: Codable, Hashable, Sendable {
    package var delimiter: Delimiter
    /// The headings as they stand in the file, white space folded; empty when the table has none. A saved mapping finds the
    /// table by them, below any preamble, and finds columns that have moved.
    package var header: [String]
    package var date: Int
    package var dateOrder: DateOrder
    package var amount: AmountColumns
    package var decimalMark: DecimalMark
    /// Joined by spaces they are the line's text.
    package var text: [Int]
    package var counterparty: Int?
    package var reference: Int?
    package var currency: Int?
    /// ISO 4217 code for rows that name no currency; nil: the bank account's.
    package var currencyCode: String?
    package var balance: Int?
    /// The number of the account itself.
    package var account: Int?

    package init(
        delimiter: Delimiter, header: [String] = [], date: Int, dateOrder: DateOrder, amount: AmountColumns, decimalMark: DecimalMark,
        text: [Int], counterparty: Int? = nil, reference: Int? = nil, currency: Int? = nil, currencyCode: String? = nil,
        balance: Int? = nil, account: Int? = nil
    ) {
        (self.delimiter, self.header, self.date, self.dateOrder) = (delimiter, header, date, dateOrder)
        (self.amount, self.decimalMark, self.text) = (amount, decimalMark, text)
        (self.counterparty, self.reference, self.currency) = (counterparty, reference, currency)
        (self.currencyCode, self.balance, self.account) = (currencyCode, balance, account)
    }

    package enum Delimiter: String, CaseIterable, Codable, Sendable {
        case comma, semicolon, tab, pipe

        var byte: UInt8 {
            switch self {
            case .comma: UInt8(ascii: ",")
            case .semicolon: UInt8(ascii: ";")
            case .tab: .tab
            case .pipe: UInt8(ascii: "|")
            }
        }
    }

    /// Where amounts stand, and what says whether money went in or out.
    package enum AmountColumns: Codable, Hashable, Sendable {
        /// One column with signs.
        case signed(column: Int, Sign)
        /// Money out in one column, money in in the other.
        case debitCredit(debit: Int, credit: Int, DebitSign)
        /// Amounts without signs; a word in another column, `D`, `Af`, `debit`, says which way.
        case flagged(column: Int, flag: Int)

        /// The columns that hold amounts.
        var amounts: [Int] {
            switch self {
            case .signed(let column, _), .flagged(let column, _): [column]
            case .debitCredit(let debit, let credit, _): [debit, credit]
            }
        }
    }

    package enum Sign: String, CaseIterable, Codable, Sendable {
        /// Minus is money out.
        case asWritten
        /// Plus is money out, as in exports of cards that count purchases.
        case inverted
        /// Only money in is marked, by `+` or `CR`; the rest is money out.
        case unmarkedIsOut
    }

    package enum DebitSign: String, CaseIterable, Codable, Sendable {
        /// Money out is written without a sign; a minus is money that came back.
        case positive
        /// Money out is written with a minus.
        case negative
    }

    /// Every column in use.
    var columns: [Int] {
        var flags: [Int] = []
        if case .flagged(_, let flag) = amount { flags = [flag] }
        return [date] + amount.amounts + flags + text + [counterparty, reference, currency, balance, account].compactMap { $0 }
    }

    /// The same with every column replaced; nil when one of them has no replacement.
    func moved(_ target: [Int: Int]) -> Mapping? {
        guard columns.allSatisfy({ target[$0] != nil }) else { return nil }
        func at(_ column: Int) -> Int { target[column] ?? column }
        var moved = self
        moved.date = at(date)
        moved.text = text.map(at)
        (moved.counterparty, moved.reference) = (counterparty.map(at), reference.map(at))
        (moved.currency, moved.balance, moved.account) = (currency.map(at), balance.map(at), account.map(at))
        switch amount {
        case .signed(let column, let sign): moved.amount = .signed(column: at(column), sign)
        case .debitCredit(let debit, let credit, let sign): moved.amount = .debitCredit(debit: at(debit), credit: at(credit), sign)
        case .flagged(let column, let flag): moved.amount = .flagged(column: at(column), flag: at(flag))
        }
        return moved
    }
}
