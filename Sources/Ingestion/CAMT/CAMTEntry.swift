import Bookkeeping

/// An `Ntry` element on its way to a statement line.
struct CAMTEntry: Sendable {
    private let row: Int
    private var amount = ""
    private var currency = ""
    private var side = ""
    private var status = ""
    private var booked = ""
    private var valued = ""
    private var reference = ""
    private var transactionReferences: Set<String> = []
    private var debtors: [String] = []
    private var creditors: [String] = []
    private var remittance: [String] = []
    private var information: [String] = []

    /// So many pieces of text are kept of an entry that gathers many transactions.
    private static let pieceLimit = 8

    init(row: Int) { self.row = row }

    /// - Parameter path: of the element, within the entry
    mutating func take(_ text: String, path: ArraySlice<String>, currency attribute: String) {
        switch path.joined(separator: "/") {
        case "Amt": (amount, currency) = (text, attribute)
        case "CdtDbtInd": side = text
        case "Sts", "Sts/Cd": status = text
        case "BookgDt/Dt", "BookgDt/DtTm": booked = text
        case "ValDt/Dt", "ValDt/DtTm": valued = text
        case "AcctSvcrRef": reference = text
        case "AddtlNtryInf": append(text, to: \.information)
        default: takeDetail(text, path: path)
        }
    }

    private mutating func takeDetail(_ text: String, path: ArraySlice<String>) {
        guard let start = path.lastIndex(of: "TxDtls") else { return }
        switch path[(start + 1)...].joined(separator: "/") {
        case "Refs/AcctSvcrRef": if transactionReferences.count < 2 { transactionReferences.insert(text) }
        case "RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm": append(text, to: \.debtors)
        case "RltdPties/Cdtr/Nm", "RltdPties/Cdtr/Pty/Nm": append(text, to: \.creditors)
        case "RmtInf/Ustrd", "RmtInf/Strd/AddtlRmtInf": append(text, to: \.remittance)
        case "RmtInf/Strd/CdtrRefInf/Ref": append(text, to: \.remittance)
        case "AddtlTxInf": append(text, to: \.information)
        default: break
        }
    }

    private mutating func append(_ text: String, to pieces: WritableKeyPath<CAMTEntry, [String]>) {
        if self[keyPath: pieces].count < Self.pieceLimit, !self[keyPath: pieces].contains(text) { self[keyPath: pieces].append(text) }
    }

    /// Announced, not booked; `INFO` is told for information alone, except in notifications, which are nothing else.
    func isPending(inNotification: Bool) -> Bool { status == "PDNG" || status == "FUTR" || status == "INFO" && !inNotification }

    /// - Parameter statementDay: the only day that the statement covers: of entries without a date, which the message may leave out
    func line(defaultCurrency: Currency, statementDay: CalendarDate?) -> Result<StatementLine, RowFault> {
        guard let currency = Self.currency(currency, else: defaultCurrency) else { return .failure(.unknownCurrency(currency)) }
        let written = booked.isEmpty ? valued : booked
        guard let date = Self.date(booked) ?? Self.date(valued) ?? (written.isEmpty ? statementDay : nil) else {
            return .failure(RowFault(reason: written.isEmpty ? "The entry has no date." : "“\(written)” is not a date."))
        }
        guard side == "CRDT" || side == "DBIT" else {
            return .failure(RowFault(reason: "The entry does not say whether it is a credit or a debit."))
        }
        switch Self.amount(amount, side: side, decimals: currency.decimals) {
        case .amount(let read):
            return .success(
                StatementLine(
                    row: row, date: date, amount: Money(minorUnits: read.minorUnits, currency), text: text,
                    counterparty: counterparties.count == 1 ? counterparties[0] : nil, reference: ownReference))
        case let fault: return .failure(RowFault(fault, amount))
        }
    }

    /// - Parameter number: of the entry in the file
    func problem(_ reason: String, number: Int) -> RowProblem {
        .ofRecord("Entry", number, at: row, quote: [booked, amount, side, text], reason: reason)
    }

    /// Who paid us, or whom we paid: several in an entry that gathers transactions.
    private var counterparties: [String] { side == "CRDT" ? debtors : creditors }

    private var text: String {
        let details = remittance.isEmpty ? information : remittance
        let pieces = (counterparties + details).filter { !$0.isEmpty }
        return pieces.isEmpty ? information.joined(separator: " ") : pieces.joined(separator: " ")
    }

    /// The bank's reference of the entry, or of its only transaction.
    private var ownReference: String? {
        let found = reference.isEmpty && transactionReferences.count == 1 ? transactionReferences.first ?? "" : reference
        return found.isEmpty || found == "NOTPROVIDED" || found == "NONREF" ? nil : found
    }

    // MARK: Values

    /// `2025-06-30`, with a time behind it or not.
    static func date(_ text: String) -> CalendarDate? { CalendarDate(iso: text.prefix(10)) }

    /// XXX is ISO 4217's “no currency”, which stands in masked files.
    static func currency(_ code: String, else defaultCurrency: Currency) -> Currency? {
        code.isEmpty || code == "XXX" ? defaultCurrency : Currency(code: code)
    }

    /// Figures and a point; the side is the sign.
    static func amount(_ text: String, side: String, decimals: Int) -> AmountText {
        guard !text.isEmpty else { return .empty }
        guard text.utf8.allSatisfy({ $0.isDigit || "+-.".utf8.contains($0) }) else { return .notANumber }
        guard side == "DBIT" else { return AmountText.read(Array(text.utf8).span, mark: .point, decimals: decimals) }
        let turned = text.hasPrefix("-") ? String(text.dropFirst()) : "-" + (text.hasPrefix("+") ? text.dropFirst() : text[...])
        return AmountText.read(Array(turned.utf8).span, mark: .point, decimals: decimals)
    }
}
