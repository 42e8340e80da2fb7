/// How the columns of a table are understood: detected, shown, changed by a person, saved per bank account, applied again.
///
/// Columns are counted from 0.
package struct Mapping: Codable, Hashable, Sendable {
    package var delimiter: Delimiter
    /// The headings as they stand in the file, white space folded; empty when the table has none. A saved mapping finds the
    /// table by them, below any preamble, and finds columns that have moved.
    package var header: [String]
    /// That of the day, where month and year have columns of their own.
    package var date: Int
    package var month: Int?
    package var year: Int?
    package var dateOrder: DateOrder
    /// Where dates are numbers; nil in nearly every file.
    package var dateFigures: DateFigures?
    package var amount: AmountColumns
    package var decimalMark: DecimalMark
    /// Joined by spaces they are the line's text.
    package var text: [Int]
    /// Who is on the other end; who is paid, where `payer` is known as well.
    package var counterparty: Int?
    /// Who pays: the counterparty of money in, where payer and payee have a column each.
    package var payer: Int?
    /// What kind of movement it is: the text of rows that have no other.
    package var kind: Int?
    /// Whether a movement is booked, pending or declined.
    package var status: Int?
    package var reference: Int?
    package var currency: Int?
    /// ISO 4217 code for rows that name no currency; nil: the bank account's.
    package var currencyCode: String?
    package var balance: Int?
    /// What the bank takes beside a signed amount, where the balance moves by both.
    package var fee: Int?
    /// The number or name of the account itself; each that occurs has a statement of its own.
    package var account: Int?

    package init(
        delimiter: Delimiter, header: [String] = [], date: Int, dateOrder: DateOrder, amount: AmountColumns, decimalMark: DecimalMark,
        text: [Int], counterparty: Int? = nil, payer: Int? = nil, kind: Int? = nil, status: Int? = nil, reference: Int? = nil,
        currency: Int? = nil, currencyCode: String? = nil, balance: Int? = nil, fee: Int? = nil, account: Int? = nil,
        month: Int? = nil, year: Int? = nil
    ) {
        (self.month, self.year) = (month, year)
        (self.delimiter, self.header, self.date, self.dateOrder) = (delimiter, header, date, dateOrder)
        (self.amount, self.decimalMark, self.text) = (amount, decimalMark, text)
        (self.counterparty, self.reference, self.currency) = (counterparty, reference, currency)
        (self.payer, self.kind, self.status, self.fee) = (payer, kind, status, fee)
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
        /// Money out is written without a sign and money in with a minus, as in exports of cards that count purchases.
        case inverted
    }

    /// Every column in use.
    var columns: [Int] {
        var flags: [Int] = []
        if case .flagged(_, let flag) = amount { flags = [flag] }
        return [date] + amount.amounts + flags + text
            + [month, year, counterparty, payer, kind, status, reference, currency, balance, fee, account].compactMap { $0 }
    }

    /// Columns without which the rest would mean something else.
    private var indispensable: [Int] {
        var needed = [date] + amount.amounts + [month, year, currency, status, fee, account].compactMap { $0 }
        if case .flagged(_, let flag) = amount { needed.append(flag) }
        return needed
    }

    /// The same with every column replaced; nil when one that matters has no replacement. Others are left out.
    func moved(_ target: [Int: Int]) -> Mapping? {
        guard indispensable.allSatisfy({ target[$0] != nil }), text.isEmpty || text.contains(where: { target[$0] != nil }) else {
            return nil
        }
        func at(_ column: Int) -> Int { target[column] ?? column }
        var moved = self
        moved.date = at(date)
        (moved.month, moved.year) = (month.map(at), year.map(at))
        moved.text = text.compactMap { target[$0] }
        func known(_ column: Int?) -> Int? { column.flatMap { target[$0] } }
        (moved.counterparty, moved.payer, moved.kind) = (known(counterparty), known(payer), known(kind))
        (moved.reference, moved.balance, moved.fee) = (known(reference), known(balance), known(fee))
        (moved.currency, moved.status, moved.account) = (known(currency), known(status), known(account))
        switch amount {
        case .signed(let column, let sign): moved.amount = .signed(column: at(column), sign)
        case .debitCredit(let debit, let credit, let sign): moved.amount = .debitCredit(debit: at(debit), credit: at(credit), sign)
        case .flagged(let column, let flag): moved.amount = .flagged(column: at(column), flag: at(flag))
        }
        return moved
    }
}
