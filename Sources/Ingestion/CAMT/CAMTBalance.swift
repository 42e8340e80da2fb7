import Bookkeeping

/// A `Bal` element: one of the balances of a statement.
struct CAMTBalance: Sendable {
    /// `OPBD` booked at the opening, `PRCD` closing of the statement before, `CLBD` booked at the closing.
    private(set) var kind = ""
    private(set) var currency = ""
    private var amount = ""
    private var side = ""
    private(set) var day: CalendarDate?

    mutating func take(_ text: String, path: ArraySlice<String>, currency attribute: String) {
        switch path.joined(separator: "/") {
        case "Tp/CdOrPrtry/Cd", "Tp/Cd": kind = text
        case "Amt": (amount, currency) = (text, attribute)
        case "CdtDbtInd": side = text
        case "Dt/Dt", "Dt/DtTm": day = CAMTEntry.date(text)
        default: break
        }
    }

    func amount(defaultCurrency: Currency) -> Money? {
        guard let currency = CAMTEntry.currency(currency, else: defaultCurrency),
            case .amount(let read) = CAMTEntry.amount(amount, side: side, decimals: currency.decimals)
        else { return nil }
        return Money(minorUnits: read.minorUnits, currency)
    }
}
