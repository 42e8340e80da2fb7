import Bookkeeping

/// Reads ISO 20022 cash management messages of any version: camt.053 statements, camt.052 reports, camt.054 notifications.
///
/// One `Ntry` is one line, whatever number of transactions it gathers. Elements are those of the message definition reports;
/// their sign is `CdtDbtInd` alone, since a reversal (`RvslInd`) already names the side on which it is booked.
struct CAMTReader: RecordReader {
    private(set) var detection: Detection
    private(set) var statements: [StatementDraft] = []
    private(set) var skipped = SkippedRows()

    private var markup: MarkupReader
    private let defaultCurrency: Currency
    /// The names of the elements that are open.
    private var path: [String] = []
    /// Elements open beyond the depth that a statement can have.
    private var excessDepth = 0
    /// The text of the element, in pieces so far.
    private var value = ""
    private var currencyAttribute = ""
    private var entry: CAMTEntry?
    private var balance: CAMTBalance?
    private var isNotification = false
    /// Entries so far.
    private var entries = 0
    /// When the balances of the statement stood: at its opening and at its closing.
    private var openingDay: CalendarDate?
    private var closingDay: CalendarDate?

    private static let depthLimit = 64

    static func recognizes(_ sample: [UInt8]) -> Bool {
        let beginning = sample.prefix(16 << 10)
        return beginning.contains(ascii: "<") && (beginning.contains(ascii: "BkToCstmr") || beginning.contains(ascii: ":camt.05"))
    }

    init(_ opening: Opening) {
        let beginning = opening.sample.prefix(16 << 10)
        let kinds: [(StaticString, String)] = [
            ("BkToCstmrStmt", "CAMT.053"), ("BkToCstmrAcctRpt", "CAMT.052"), ("BkToCstmrDbtCdtNtfctn", "CAMT.054"),
        ]
        let kind = kinds.first { beginning.contains(ascii: $0.0) } ?? ("camt", "CAMT")
        detection = Detection(
            format: .camt,
            findings: [Detection.Finding(.format, kind.1, "The file is XML and holds a \(kind.0) element."), opening.encodingFinding])
        markup = MarkupReader(opening.text())
        defaultCurrency = opening.options.defaultCurrency
    }

    mutating func nextRecord() throws(IngestionError) -> StatementRecord? {
        while let token = try markup.next() {
            switch token {
            case .open(let name, let attributes, let isClosed):
                open(name, attributes)
                if isClosed, let record = close(name) { return record }
            case .text(let text):
                // Comments may part a text into any number of pieces.
                if value.utf8.count < TextStream.lineLimit { value += value.isEmpty ? text : " \(text)" }
            case .close(let name):
                if let record = close(name) { return record }
            }
        }
        guard let root = path.first else { return nil }
        path = []
        return .problem(.cutOff(at: markup.tokenRow, "</\(root)> is missing"), statement: max(0, statements.count - 1))
    }

    // MARK: Structure

    private mutating func open(_ name: String, _ attributes: String) {
        value = ""
        guard path.count < Self.depthLimit else {
            excessDepth += 1
            return
        }
        path.append(name)
        if name == "Amt" { currencyAttribute = Self.attribute("Ccy", attributes) }
        switch name {
        case "Stmt", "Rpt", "Ntfctn":
            // However many envelopes a bank puts around the message.
            if path.count <= 3 || path.dropLast().last?.hasPrefix("BkToCstmr") == true {
                isNotification = name == "Ntfctn"
                statements.append(StatementDraft(currency: defaultCurrency))
                (entry, balance) = (nil, nil)
                (openingDay, closingDay) = (nil, nil)
            }
        case "Ntry":
            entries += 1
            entry = CAMTEntry(row: markup.tokenRow)
        case "Bal" where entry == nil: balance = CAMTBalance()
        default: break
        }
    }

    private mutating func close(_ name: String) -> StatementRecord? {
        defer { value = "" }
        guard excessDepth == 0 else {
            excessDepth -= 1
            return nil
        }
        // An element that was never closed ends with the one around it.
        guard let index = path.lastIndex(of: name) else { return nil }
        let text = value
        if index == path.count - 1, !text.isEmpty || name == "Amt" { take(text) }
        path.removeSubrange(index...)
        switch name {
        case "Ntry": return finishEntry()
        case "Bal":
            finishBalance()
            return nil
        default: return nil
        }
    }

    private static func attribute(_ name: String, _ attributes: String) -> String {
        guard let found = attributes.firstRange(of: name + "=") else { return "" }
        let value = attributes[found.upperBound...]
        guard let quote = value.first, quote == "\"" || quote == "'" else { return "" }
        return String(value.dropFirst().prefix { $0 != quote })
    }

    // MARK: Values

    private mutating func take(_ text: String) {
        if entry != nil, let start = path.lastIndex(of: "Ntry") {
            entry?.take(text, path: path[(start + 1)...], currency: currencyAttribute)
        } else if balance != nil, let start = path.lastIndex(of: "Bal") {
            balance?.take(text, path: path[(start + 1)...], currency: currencyAttribute)
        } else if !statements.isEmpty {
            takeStatement(text)
        }
    }

    private mutating func takeStatement(_ text: String) {
        let current = statements.count - 1
        let tail = path.suffix(3).joined(separator: "/")
        if tail.hasSuffix("Acct/Id/IBAN") || path.suffix(4).joined(separator: "/") == "Acct/Id/Othr/Id" {
            if statements[current].accountNumber == nil { statements[current].accountNumber = text }
        } else if tail.hasSuffix("Acct/Ccy") {
            state(text, at: current)
        } else if tail.hasSuffix("FrToDt/FrDtTm") || tail.hasSuffix("FrToDt/FrDt") {
            statements[current].firstDay = CAMTEntry.date(text)
        } else if tail.hasSuffix("FrToDt/ToDtTm") || tail.hasSuffix("FrToDt/ToDt") {
            statements[current].lastDay = CAMTEntry.date(text)
        }
    }

    private mutating func state(_ code: String, at index: Int) {
        guard !statements[index].isCurrencyStated, let currency = Currency(code: code) else { return }
        statements[index].currency = currency
        statements[index].isCurrencyStated = true
    }

    private mutating func finishBalance() {
        guard let finished = balance, !statements.isEmpty else { return }
        balance = nil
        let current = statements.count - 1
        switch finished.kind {
        case "OPBD": openingDay = finished.day
        case "CLBD": closingDay = finished.day
        default: break
        }
        state(finished.currency, at: current)
        guard let amount = finished.amount(defaultCurrency: statements[current].currency), amount.currency == statements[current].currency
        else { return }
        switch finished.kind {
        case "OPBD", "PRCD": if statements[current].openingBalance == nil { statements[current].openingBalance = amount }
        case "CLBD": statements[current].closingBalance = amount
        default: break
        }
    }

    private mutating func finishEntry() -> StatementRecord? {
        guard let finished = entry else { return nil }
        entry = nil
        if statements.isEmpty { statements.append(StatementDraft(currency: defaultCurrency)) }
        guard !finished.isPending(inNotification: isNotification) else {
            skipped[.pending] += 1
            return nil
        }
        let current = statements.count - 1
        switch finished.line(defaultCurrency: statements[current].currency, statementDay: onlyDay(of: statements[current])) {
        case .success(let line):
            let own = statements.index(of: line.amount.currency, beside: current)
            statements[own].cover(line.date)
            return .line(line, statement: own)
        case .failure(let fault):
            return .problem(finished.problem(fault.reason, number: entries), statement: current)
        }
    }

    /// The day of a statement that covers a single one, as it says of itself or its balances show.
    private func onlyDay(of statement: StatementDraft) -> CalendarDate? {
        if let first = statement.firstDay, let last = statement.lastDay { return first == last ? first : nil }
        return openingDay == closingDay ? openingDay : nil
    }
}
