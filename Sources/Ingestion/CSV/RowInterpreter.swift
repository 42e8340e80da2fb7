import Bookkeeping

/// Makes statement lines of the rows of a table, as a mapping says.
struct RowInterpreter: Sendable {
    /// What a row is that is no line.
    enum Outcome {
        /// A sentence about what is wrong.
        case problem(String)
        /// More text of the line above.
        case continuation(String)
        case skip(SkippedRows.Kind)
    }

    private let mapping: Mapping
    /// What nearly every row needs of the mapping, laid out flat.
    private let dateColumn: Int
    private let dateOrder: DateOrder
    private let decimalMark: UInt8
    /// Where dates are spread over three columns.
    private let dateColumns: DateColumns?
    /// The column of amounts that mean what they say; nil in other layouts.
    private let plainColumn: Int?
    /// The only column of text; nil when there are several or none.
    private let textColumn: Int?
    private let hasNamesOrReferences: Bool
    private let statusColumn: Int?
    /// The currency of rows that name none, and its decimals: looking them up takes longer than reading an amount.
    let currency: Currency
    private let decimals: Int
    /// The header's cells, to know it when it comes again.
    private let header: [String]
    /// What the words of the column mean that says which way money went.
    let directions: DirectionKey
    /// What years dates without one lie in.
    let yearless: YearlessDates?
    private var lastStatus: (text: String, isBooked: Bool) = ("", true)
    private var lastCurrency: (code: String, currency: Currency)?
    private var lastDate = DateMemory()

    init(_ mapping: Mapping, currency: Currency, directions: DirectionKey = .plain, yearless: YearlessDates? = nil) {
        (self.mapping, self.currency, header) = (mapping, currency, mapping.header)
        (self.directions, self.yearless) = (directions, yearless)
        decimals = currency.decimals
        dateColumns = DateColumns(mapping)
        (dateColumn, dateOrder, decimalMark) = (mapping.date, mapping.dateOrder, mapping.decimalMark.byte)
        if case .signed(let column, .asWritten) = mapping.amount, mapping.currency == nil, mapping.fee == nil {
            plainColumn = column
        } else {
            plainColumn = nil
        }
        textColumn = mapping.text.count == 1 && mapping.kind == nil && mapping.payer == nil ? mapping.text.first : nil
        hasNamesOrReferences = mapping.counterparty != nil || mapping.reference != nil
        statusColumn = mapping.status
    }

    /// The line of a row with a date and an amount; nil for every other row: `outcome` says what that is.
    @inline(__always)
    mutating func line(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields, row: Int) -> StatementLine? {
        if let statusColumn, !isBooked(bytes, field(statusColumn, fields)) { return nil }
        let dateField = field(dateColumn, fields)
        guard
            let date = lastDate.read(bytes.extracting(dateField.start..<dateField.end), order: dateOrder)
                ?? otherDate(bytes, fields, dateField),
            let amount = plainAmount(bytes, fields) ?? anyAmount(bytes, fields)
        else { return nil }
        let text =
            textColumn.map { self.text(bytes, field($0, fields)) } ?? description(bytes, fields, counterparty: counterparty(of: amount))
        guard hasNamesOrReferences else { return StatementLine(row: row, date: date, amount: amount, text: text) }
        return StatementLine(
            row: row, date: date, amount: amount, text: text,
            counterparty: counterparty(of: amount).flatMap { nonEmpty(bytes, fields, $0) },
            reference: mapping.reference.flatMap { nonEmpty(bytes, fields, $0) })
    }

    /// What a row without a line is.
    mutating func outcome(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields) -> Outcome {
        if let kind = unbooked(bytes, fields) { return .skip(kind) }
        let dateField = field(mapping.date, fields)
        let currency: Currency
        switch rowCurrency(bytes, fields) {
        case .success(let known): currency = known
        case .failure(let fault): return unlessNotAMovement(bytes, fields, fault.reason)
        }
        let amount = amount(bytes, fields, currency)
        guard
            DateText.read(bytes.extracting(dateField.start..<dateField.end), order: dateOrder) ?? otherDate(bytes, fields, dateField) != nil
        else {
            return withoutDate(bytes, fields, amount)
        }
        if case .fault(let reason) = amount { return .problem(reason) }
        if namesBalance(bytes, fields) || hasBalance(bytes, fields) && joinedText(bytes, fields).isEmpty { return .skip(.balance) }
        return .problem("The row has a date but no amount.")
    }

    /// What a row without text is of which another cell names a balance.
    @inline(never)
    func balanceRow(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields) -> BalanceRow? {
        for index in fields.indices {
            if let kind = BalanceRow(text: text(bytes, fields[index])) { return kind }
        }
        return nil
    }

    /// The balance after the movement of `amount`.
    func balance(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields, _ currency: Currency) -> Money? {
        guard let column = mapping.balance, case .amount(let amount) = read(bytes, field(column, fields), currency) else { return nil }
        return Money(minorUnits: amount.minorUnits, currency)
    }

    // MARK: Lines

    /// The column that names the other end: of payer and payee the one who is not the owner.
    private func counterparty(of amount: Money) -> Int? {
        mapping.payer.map { amount.isNegative ? mapping.counterparty : $0 } ?? mapping.counterparty
    }

    /// The text columns joined; a piece that another one has already is left out. What kind of movement it is, where there is none.
    @inline(never)
    private func description(
        _ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields, counterparty: Int?
    ) -> String {
        let joined = joinedText(bytes, fields, counterparty: counterparty)
        return joined.isEmpty ? mapping.kind.map { text(bytes, field($0, fields)) } ?? "" : joined
    }

    private func joinedText(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields, counterparty: Int? = nil) -> String {
        var joined = ""
        for column in mapping.text {
            // The owner of the account is the payer of what goes out, and the payee of what comes in.
            if mapping.payer != nil, column != counterparty, column == mapping.payer || column == mapping.counterparty { continue }
            let piece = text(bytes, field(column, fields))
            if piece.isEmpty || joined.contains(piece) { continue }
            joined = joined.isEmpty || piece.hasPrefix(joined) ? piece : "\(joined) \(piece)"
        }
        return joined
    }

    /// The cells as text, for rows that are no movements.
    func cells(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields) -> [String] {
        fields.indices.map { text(bytes, fields[$0]) }
    }

    /// What a person finds in the fields for a row that became no line.
    func draft(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields) -> RowDraft {
        let dateField = field(mapping.date, fields)
        let date =
            DateText.read(bytes.extracting(dateField.start..<dateField.end), order: dateOrder) ?? otherDate(bytes, fields, dateField)
        var amountText = mapping.amount.amounts.map { text(bytes, field($0, fields)) }.filter { !$0.isEmpty }.joined(separator: " ")
        var isRead = false
        if case .amount(let amount) = amount(bytes, fields, currency) { (amountText, isRead) = (amount.decimalText, true) }
        return RowDraft(
            date: date?.description ?? dateText(bytes, fields), text: description(bytes, fields, counterparty: mapping.counterparty),
            amount: amountText, isDateRead: date != nil, isAmountRead: isRead)
    }

    // MARK: Pending and declined

    @inline(never)
    private mutating func isBooked(_ bytes: borrowing Span<UInt8>, _ field: CSVScanner.Field) -> Bool {
        let word = text(bytes, field)
        if word == lastStatus.text { return lastStatus.isBooked }
        let isBooked =
            switch StatusWord(word) {
            case .pending, .void: false
            case .booked, nil: true
            }
        lastStatus = (word, isBooked)
        return isBooked
    }

    /// Says so in the column for it, or in the place of the date.
    private func unbooked(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields) -> SkippedRows.Kind? {
        let status = mapping.status.flatMap { StatusWord(text(bytes, field($0, fields))) }
        switch status ?? StatusWord(text(bytes, field(mapping.date, fields))) {
        case .pending: return .pending
        case .void: return .void
        case .booked, nil: return nil
        }
    }

    private func nonEmpty(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields, _ column: Int) -> String? {
        let value = text(bytes, field(column, fields))
        return value.isEmpty ? nil : value
    }

    // MARK: Amounts

    /// An amount in one column with its sign, in the plainest way of writing: nearly every row of nearly every file.
    @inline(__always)
    private func plainAmount(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields) -> Money? {
        guard let plainColumn else { return nil }
        let field = field(plainColumn, fields)
        guard let units = AmountText.plainUnits(bytes.extracting(field.start..<field.end), mark: decimalMark, decimals: decimals) else {
            return nil
        }
        return Money(minorUnits: units, currency)
    }

    private mutating func anyAmount(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields) -> Money? {
        guard case .success(let currency) = rowCurrency(bytes, fields), case .amount(let amount) = amount(bytes, fields, currency) else {
            return nil
        }
        return amount
    }

    private enum RowAmount {
        case amount(Money)
        case empty
        /// A sentence about what is wrong.
        case fault(String)
    }

    private func amount(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields, _ currency: Currency) -> RowAmount {
        switch mapping.amount {
        case .signed(let column, let sign):
            let field = field(column, fields)
            switch read(bytes, field, currency) {
            case .amount(let amount):
                let turns = sign == .inverted || (sign == .unmarkedIsOut && amount.sign == .unmarked)
                let units: (partialValue: Int64, overflow: Bool) =
                    turns ? amount.minorUnits.negatedReportingOverflow : (amount.minorUnits, false)
                return money(bytes, field, units.overflow ? units : lessFee(units.partialValue, bytes, fields, currency), amount, currency)
            case .empty: return .empty
            case .notANumber: return .fault(notAnAmount(bytes, field))
            case .tooLarge: return .fault(tooLarge(bytes, field))
            }
        case .debitCredit(let debit, let credit, let sign):
            return pair(bytes, field(debit, fields), field(credit, fields), sign, currency)
        case .flagged(let column, let flag):
            let field = field(column, fields)
            switch read(bytes, field, currency) {
            case .amount(let amount):
                let word = text(bytes, self.field(flag, fields))
                guard let direction = directions.direction(word) ?? (amount.minorUnits == 0 ? .moneyIn : nil) else {
                    return .fault("“\(word)” does not say whether money went in or out.")
                }
                let units = direction == .moneyIn ? (amount.minorUnits, false) : amount.minorUnits.negatedReportingOverflow
                return money(bytes, field, units, amount, currency)
            case .empty: return .empty
            case .notANumber: return .fault(notAnAmount(bytes, field))
            case .tooLarge: return .fault(tooLarge(bytes, field))
            }
        }
    }

    private func pair(
        _ bytes: borrowing Span<UInt8>, _ debit: CSVScanner.Field, _ credit: CSVScanner.Field, _ sign: Mapping.DebitSign,
        _ currency: Currency
    ) -> RowAmount {
        let (out, `in`) = (read(bytes, debit, currency), read(bytes, credit, currency))
        for (half, field) in [(out, debit), (`in`, credit)] {
            if half == .notANumber { return .fault(notAnAmount(bytes, field)) }
            if half == .tooLarge { return .fault(tooLarge(bytes, field)) }
        }
        switch (out, `in`) {
        case (.amount(let left), .amount(let right)) where left.minorUnits != 0 && right.minorUnits != 0:
            return .fault("The row has money in and money out at once.")
        case (.amount(let amount), let other) where amount.minorUnits != 0 || other == .empty:
            return money(
                bytes, debit, sign == .negative ? (amount.minorUnits, false) : amount.minorUnits.negatedReportingOverflow, amount, currency)
        case (_, .amount(let amount)):
            return money(
                bytes, credit, sign == .inverted ? amount.minorUnits.negatedReportingOverflow : (amount.minorUnits, false), amount, currency
            )
        default: return .empty
        }
    }

    private func money(
        _ bytes: borrowing Span<UInt8>, _ field: CSVScanner.Field, _ units: (partialValue: Int64, overflow: Bool),
        _ amount: AmountText.Amount,
        _ currency: Currency
    ) -> RowAmount {
        guard !units.overflow else { return .fault(tooLarge(bytes, field)) }
        return .amount(Money(minorUnits: units.partialValue, mapping.currency == nil ? amount.currency ?? currency : currency))
    }

    /// A fee goes out whatever its sign.
    @inline(never)
    private func lessFee(
        _ units: Int64, _ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields, _ currency: Currency
    ) -> (partialValue: Int64, overflow: Bool) {
        guard let column = mapping.fee, case .amount(let fee) = read(bytes, field(column, fields), currency) else { return (units, false) }
        let (taken, overflow) = units.subtractingReportingOverflow(fee.minorUnits)
        return fee.minorUnits >= 0 ? (taken, overflow) : units.addingReportingOverflow(fee.minorUnits)
    }

    private func read(_ bytes: borrowing Span<UInt8>, _ field: CSVScanner.Field, _ currency: Currency) -> AmountText {
        AmountText.read(
            bytes.extracting(field.start..<field.end), mark: mapping.decimalMark,
            decimals: currency == self.currency ? decimals : currency.decimals)
    }

    private func notAnAmount(_ bytes: borrowing Span<UInt8>, _ field: CSVScanner.Field) -> String {
        "“\(text(bytes, field))” is not an amount with a decimal \(mapping.decimalMark.rawValue)."
    }

    private func tooLarge(_ bytes: borrowing Span<UInt8>, _ field: CSVScanner.Field) -> String {
        "“\(text(bytes, field))” is more than the books can hold."
    }

    // MARK: Rows that are no movements

    private func withoutDate(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields, _ amount: RowAmount) -> Outcome {
        let dateText = dateText(bytes, fields)
        let filled = fields.indices.filter { !text(bytes, fields[$0]).isEmpty }
        if filled.isEmpty { return .skip(.blank) }
        // Lines that are drawn with asterisks or hyphens.
        if filled.allSatisfy({ !text(bytes, fields[$0]).contains { $0.isLetter || $0.isNumber } }) { return .skip(.remark) }
        if isHeader(bytes, fields) { return .skip(.repeatedHeader) }
        if namesBalance(bytes, fields) { return .skip(.balance) }
        if isOtherRecord(bytes, fields) { return .skip(.otherRecord) }
        if dateText.isEmpty, filled.contains(where: { ColumnNames.namesBalance(text(bytes, fields[$0])) }) { return .skip(.balance) }
        if case .empty = amount {
            if dateText.isEmpty {
                if filled.allSatisfy(mapping.text.contains) { return .continuation(joinedText(bytes, fields)) }
                return .skip(hasBalance(bytes, fields) ? .balance : .remark)
            }
            if filled.count == 1 { return .skip(.remark) }
        }
        return .problem(dateText.isEmpty ? "The row has no date." : "“\(dateText)” is not a date.")
    }

    /// What a fault means in a row that may be a total or blank.
    private func unlessNotAMovement(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields, _ reason: String) -> Outcome {
        if isHeader(bytes, fields) { return .skip(.repeatedHeader) }
        return namesBalance(bytes, fields) && text(bytes, field(mapping.date, fields)).isEmpty ? .skip(.balance) : .problem(reason)
    }

    func isHeader(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields) -> Bool {
        guard !header.isEmpty, fields.count == header.count else { return false }
        for index in fields.indices where text(bytes, fields[index]) != header[index] { return false }
        return true
    }

    /// Whether the row begins with another figure than header and movements do, in files that number the kinds of their records.
    private func isOtherRecord(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields) -> Bool {
        guard let kind = header.first, !kind.isEmpty, kind.allSatisfy(\.isNumber) else { return false }
        let own = text(bytes, field(0, fields))
        return own != kind && !own.isEmpty && own.allSatisfy(\.isNumber)
    }

    /// Whether the first words of the row, its date apart, name a balance or a total.
    private func namesBalance(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields) -> Bool {
        for index in fields.indices {
            let cell = text(bytes, fields[index])
            if cell.contains(where: \.isLetter) { return ColumnNames.namesBalance(cell) }
        }
        return false
    }

    private func hasBalance(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields) -> Bool {
        mapping.balance.map { !text(bytes, field($0, fields)).isEmpty } ?? false
    }

    // MARK: Cells

    @inline(__always)
    private func field(_ column: Int, _ fields: CSVScanner.Fields) -> CSVScanner.Field {
        column < fields.count ? fields[column] : CSVScanner.Field(start: 0, end: 0, isQuoted: false)
    }

    private func text(_ bytes: borrowing Span<UInt8>, _ field: CSVScanner.Field) -> String {
        FoldedText.string(bytes.extracting(field.start..<field.end), isQuoted: field.isQuoted)
    }

    /// What stands where the date should be.
    private func dateText(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields) -> String {
        [mapping.date, mapping.month, mapping.year].compactMap { $0.map { text(bytes, field($0, fields)) } }.joined(separator: " ").folded
    }

    /// A date between spaces of any kind, without a year, in three columns, or as a number.
    private func otherDate(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields, _ field: CSVScanner.Field) -> CalendarDate? {
        guard !field.isEmpty else { return nil }
        if let dateColumns {
            return DateColumns.date(
                day: self.text(bytes, field), month: self.text(bytes, self.field(dateColumns.month, fields)),
                year: self.text(bytes, self.field(dateColumns.year, fields)))
        }
        let text = text(bytes, field)
        return DateText.read(Array(text.utf8).span, order: mapping.dateOrder) ?? yearless?.read(text) ?? mapping.dateFigures?.date(text)
    }

    /// What the currency column says; the default where it is empty.
    private mutating func rowCurrency(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields) -> Result<Currency, RowFault> {
        guard let column = mapping.currency else { return .success(currency) }
        let code = text(bytes, field(column, fields))
        // XXX is ISO 4217's “no currency”.
        if code.isEmpty || code == "XXX" { return .success(currency) }
        if let lastCurrency, lastCurrency.code == code { return .success(lastCurrency.currency) }
        guard let found = Currency(code: code) ?? Currency(code: code.uppercased()) else { return .failure(.unknownCurrency(code)) }
        lastCurrency = (code, found)
        return .success(found)
    }
}

extension Int64 {
    fileprivate var negatedReportingOverflow: (partialValue: Int64, overflow: Bool) { Int64(0).subtractingReportingOverflow(self) }
}
