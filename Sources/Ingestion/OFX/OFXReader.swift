import Bookkeeping

/// Reads OFX and QFX: 1.x in SGML, where elements with a value have no end, and 2.x in XML.
///
/// Only movements of cash (`STMTTRN`) become lines, also those within investment statements; trades are counted as skipped.
/// Fields are those of the OFX 2.2 specification, sections 11.4 and 13.9.
struct OFXReader: RecordReader {
    private(set) var detection: Detection
    private(set) var statements: [StatementDraft] = []
    private(set) var skipped = SkippedRows()

    private var markup: MarkupReader
    private let defaultCurrency: Currency
    private let debitsAreUnsigned: Bool
    /// The statement that is being read; nil between statements.
    private var statement: Int?
    private var movement: OFXMovement?
    /// Movements so far.
    private var movements = 0
    /// The innermost aggregate that gives its elements their meaning.
    private var aggregate = ""
    /// The element whose value comes next.
    private var element = ""
    /// What `CURDEF` says when it is no currency.
    private var unknownCurrency: String?
    /// Whether the document has begun and not ended.
    private var isOpen = false

    static func recognizes(_ sample: [UInt8]) -> Bool {
        let beginning = sample.prefix(8 << 10)
        let marks: [StaticString] = ["OFXHEADER", "<OFX>", "<OFX ", "<OFC>", "<STMTTRN>"]
        return marks.contains { beginning.contains(ascii: $0) }
    }

    init(_ opening: Opening) {
        let beginning = opening.sample.prefix(1 << 10)
        let isXML = beginning.contains(ascii: "<?OFX") || beginning.contains(ascii: "<?xml")
        detection = Detection(
            format: .ofx,
            findings: [
                Detection.Finding(.format, isXML ? "OFX 2 (XML)" : "OFX 1 (SGML)", "The file has the marks of OFX at its beginning."),
                opening.encodingFinding,
            ])
        debitsAreUnsigned = OFXSigns(opening.sample).debitsAreUnsigned
        if debitsAreUnsigned {
            detection.findings.append(
                Detection.Finding(.sign, "by a word", "No amount has a sign; what is called DEBIT or CREDIT says which way money went."))
        }
        markup = MarkupReader(opening.text())
        defaultCurrency = opening.options.defaultCurrency
    }

    mutating func nextRecord() throws(IngestionError) -> StatementRecord? {
        while let token = try markup.next() {
            switch token {
            case .open(let name, _, let isClosed):
                if let record = open(name.uppercased()) { return record }
                if isClosed { element = "" }
            case .close(let name):
                element = ""
                if let record = close(name.uppercased()) { return record }
            case .text(let value):
                if !element.isEmpty { take(value) }
            }
        }
        guard isOpen else { return finishMovement() }
        isOpen = false
        // Its amount may have lost figures.
        movement = nil
        return .problem(.cutOff(at: markup.tokenRow, "</OFX> is missing"), statement: max(0, statements.count - 1))
    }

    // MARK: Structure

    private mutating func open(_ name: String) -> StatementRecord? {
        element = name
        switch name {
        case "OFX": isOpen = true
        case "STMTRS", "CCSTMTRS", "INVSTMTRS", "LOANSTMTRS":
            let record = finishMovement()
            beginStatement()
            statements[statements.count - 1].kind = name == "CCSTMTRS" ? .card : .bank
            return record
        case "STMTTRN":
            let record = finishMovement()
            if statement == nil { beginStatement() }
            movements += 1
            movement = OFXMovement(row: markup.tokenRow)
            aggregate = ""
            return record
        case "STMTTRNP":
            // Pending: a later file has it when it is booked.
            let record = finishMovement()
            skipped[.pending] += 1
            return record
        case "PAYEE", "BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY", "IMAGEDATA", "BANKACCTFROM", "CCACCTFROM", "INVACCTFROM",
            "LEDGERBAL", "AVAILBAL",
            "BANKTRANLIST", "INVTRANLIST", "INVBAL", "BAL":
            aggregate = name
        case _ where Self.trades.contains(name):
            skipped[.otherRecord] += 1
        default: break
        }
        return nil
    }

    private mutating func close(_ name: String) -> StatementRecord? {
        switch name {
        case "OFX":
            isOpen = false
            return finishMovement()
        case "STMTTRN", "BANKTRANLIST", "INVTRANLIST", "INVBANKTRAN":
            aggregate = ""
            return finishMovement()
        case "STMTRS", "CCSTMTRS", "INVSTMTRS", "LOANSTMTRS":
            let record = finishMovement()
            statement = nil
            return record
        case aggregate:
            aggregate = ""
        default: break
        }
        return nil
    }

    private mutating func beginStatement() {
        statements.append(StatementDraft(currency: defaultCurrency))
        statement = statements.count - 1
        unknownCurrency = nil
        aggregate = ""
    }

    private static let trades: Set<String> = [
        "BUYDEBT", "BUYMF", "BUYOPT", "BUYOTHER", "BUYSTOCK", "CLOSUREOPT", "INCOME", "INVEXPENSE", "JRNLFUND", "JRNLSEC", "MARGININTEREST",
        "REINVEST",
        "RETOFCAP", "SELLDEBT", "SELLMF", "SELLOPT", "SELLOTHER", "SELLSTOCK", "SPLIT", "TRANSFER",
    ]

    // MARK: Values

    private mutating func take(_ value: String) {
        if movement != nil {
            movement?.take(value, element: element, within: aggregate)
        } else if let statement {
            take(value, of: statement)
        }
    }

    private mutating func take(_ value: String, of statement: Int) {
        switch (aggregate, element) {
        case (_, "CURDEF"):
            guard let currency = Currency(code: value) else {
                unknownCurrency = value
                return
            }
            statements[statement].currency = currency
            statements[statement].isCurrencyStated = true
        case ("BANKACCTFROM", "ACCTID"), ("CCACCTFROM", "ACCTID"), ("INVACCTFROM", "ACCTID"):
            statements[statement].accountNumber = value
        case ("LEDGERBAL", "BALAMT"):
            guard case .amount(let amount) = OFXMovement.amount(value, decimals: statements[statement].currency.decimals) else { return }
            statements[statement].closingBalance = Money(minorUnits: amount.minorUnits, statements[statement].currency)
        case ("BANKTRANLIST", "DTSTART"), ("INVTRANLIST", "DTSTART"):
            statements[statement].firstDay = OFXMovement.date(value)
        case ("BANKTRANLIST", "DTEND"), ("INVTRANLIST", "DTEND"):
            statements[statement].lastDay = OFXMovement.date(value)
        default: break
        }
    }

    private mutating func finishMovement() -> StatementRecord? {
        guard let finished = movement, let statement else { return nil }
        movement = nil
        if let unknownCurrency {
            return .problem(finished.problem(RowFault.unknownCurrency(unknownCurrency).reason, number: movements), statement: statement)
        }
        switch finished.line(currency: statements[statement].currency, debitsAreUnsigned: debitsAreUnsigned) {
        case .success(let line):
            let own = statements.index(of: line.amount.currency, beside: statement)
            statements[own].cover(line.date)
            return .line(line, statement: own)
        case .failure(let fault):
            return .problem(finished.problem(fault.reason, number: movements), statement: statement)
        }
    }
}
