import Bookkeeping

/// One `STMTTRN` on its way to a statement line.
struct OFXMovement: Sendable {
    private let row: Int
    private var type = ""
    private var posted = ""
    /// When the person did it: where the bank does not say when it was booked.
    private var initiated = ""
    private var amount = ""
    private var identity = ""
    private var name = ""
    private var memo = ""
    private var checkNumber = ""
    private var currency = ""

    init(row: Int) { self.row = row }

    /// - Parameter aggregate: the one within the movement, empty for its own elements
    mutating func take(_ value: String, element: String, within aggregate: String) {
        switch (aggregate, element) {
        case ("CURRENCY", "CURSYM"): currency = value
        // The amount has been converted already: where from is of no matter here.
        case ("ORIGCURRENCY", _): break
        case ("PAYEE", "NAME"): append(value, to: &name)
        case ("BANKACCTTO", _), ("CCACCTTO", _), ("IMAGEDATA", _), ("PAYEE", _): break
        case (_, "TRNTYPE"): type = value
        case (_, "DTPOSTED"): posted = value
        case (_, "DTUSER"): initiated = value
        case (_, "TRNAMT"): amount = value
        case (_, "FITID"): identity = value
        case (_, "NAME"): append(value, to: &name)
        // The whole of a name that is cut off.
        case (_, "EXTDNAME"): if name.isEmpty || value.hasPrefix(name) { name = value } else { append(value, to: &memo) }
        case (_, "MEMO"): append(value, to: &memo)
        case (_, "CHECKNUM"): checkNumber = value
        default: break
        }
    }

    /// A `<` or a comment within a text parts it into pieces, of which there may be any number.
    private func append(_ piece: String, to text: inout String) {
        guard text.utf8.count < TextStream.lineLimit else { return }
        text += text.isEmpty ? piece : " \(piece)"
    }

    func line(currency stated: Currency, debitsAreUnsigned: Bool = false) -> Result<StatementLine, RowFault> {
        guard let currency = currency.isEmpty ? stated : Currency(code: currency) else {
            return .failure(.unknownCurrency(self.currency))
        }
        guard let date = Self.date(posted) ?? Self.date(initiated) else {
            return .failure(RowFault(reason: posted.isEmpty ? "The movement has no date." : "“\(posted)” is not a date."))
        }
        switch Self.amount(amount, decimals: currency.decimals) {
        case .amount(let read):
            let turns = debitsAreUnsigned && type == "DEBIT" && read.minorUnits > 0
            return .success(
                StatementLine(
                    row: row, date: date, amount: Money(minorUnits: turns ? -read.minorUnits : read.minorUnits, currency),
                    text: text, counterparty: name.isEmpty ? nil : name, reference: identity.isEmpty ? nil : identity))
        case let fault: return .failure(RowFault(fault, amount))
        }
    }

    /// - Parameter number: of the movement in the file
    func problem(_ reason: String, number: Int) -> RowProblem {
        .ofRecord("Movement", number, at: row, quote: [posted, amount, text], reason: reason)
    }

    /// Name and memo, which often repeat each other; else what kind of movement it is.
    private var text: String {
        if memo.isEmpty || name.contains(memo) {
            if !name.isEmpty { return name }
            return [type, checkNumber].filter { !$0.isEmpty }.joined(separator: " ")
        }
        return name.isEmpty || memo.hasPrefix(name) ? memo : "\(name) \(memo)"
    }

    /// `20250630120000[-5:EST]`: the day as the bank wrote it, whatever the zone.
    static func date(_ value: String) -> CalendarDate? {
        let digits = value.utf8.prefix { $0.isDigit }
        guard digits.count >= 8, let packed = Int(value.prefix(8)) else { return DateText.read(Array(value.utf8).span, order: .yearFirst) }
        return CalendarDate(packed: packed)
    }

    /// A sign, figures, and a point or comma before the fraction: nothing else stands in OFX.
    static func amount(_ value: String, decimals: Int) -> AmountText {
        let bytes = Array(value.utf8)
        guard bytes.allSatisfy({ $0.isDigit || "+-., ".utf8.contains($0) }) else { return .notANumber }
        let mark: DecimalMark = bytes.last { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") } == UInt8(ascii: ",") ? .comma : .point
        return AmountText.read(bytes.span, mark: mark, decimals: decimals)
    }
}
