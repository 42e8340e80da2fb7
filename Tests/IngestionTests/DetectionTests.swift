import Bookkeeping
import Testing

@testable import Ingestion

struct DetectionTests {
    @Test(arguments: [(",", "."), (";", ","), ("\t", "."), ("|", ".")])
    func `any of four delimiters is found`(_ delimiter: String, _ mark: String) throws {
        let text = "Date,Description,Amount\n2025-06-01,Rent,-12\(mark)50\n".replacing(",", with: delimiter, maxReplacements: 4)
        #expect(try read(text).amounts == ["-12.50"])
    }

    @Test func `the first line may name the delimiter`() throws {
        #expect(try read("sep=;\nDate;Description;Amount\n2025-06-01;Rent, June;-12,50\n").amounts == ["-12.50"])
    }

    @Test func `a date order that only row 400 settles holds for every row`() throws {
        let rows = (1...500).map { "0\($0 % 9 + 1)/0\($0 % 8 + 1)/2025,Shop,-1.00" }
        var late = rows
        late[399] = "25/03/2025,Shop,-1.00"
        #expect(try read("Date,Description,Amount\n" + late.joined(separator: "\n")).dates[0] == "2025-02-02")
        #expect(try read("Date,Description,Amount\n" + late.joined(separator: "\n")).dates[1] == "2025-03-03")
        late[0] = "01/02/2025,Shop,-1.00"
        #expect(try read("Date,Description,Amount\n" + late.joined(separator: "\n")).dates[0] == "2025-02-01")
        late[399] = "03/25/2025,Shop,-1.00"
        #expect(try read("Date,Description,Amount\n" + late.joined(separator: "\n")).dates[0] == "2025-01-02")
    }

    @Test func `years of two figures may stand first, where the last figures are days`() throws {
        func rows(_ dates: [String]) -> String { "Date;Text;Amount\n" + dates.map { "\($0);Tea;-1.00\n" }.joined() }
        let june = ["25-06-13", "25-06-14", "25-06-16", "25-06-17", "25-06-20"]
        #expect(try read(rows(june)).dates.first == "2025-06-13")
        // Interest of one day a year, and a file too small to tell.
        #expect(try read(rows((19...25).map { "31.12.\($0)" })).dates.last == "2025-12-31")
        #expect(try detect(rows(["13-06-25", "14-06-25"])).mapping?.dateOrder == .dayFirst)
    }

    @Test func `a date order that only row 60,000 settles is looked for that far`() throws {
        var rows = (1...70_000).map { _ in "01/02/2025,Shop in the high street,-1.00" }
        rows[59_999] = "25/03/2025,Shop,-1.00"
        let reading = try read("Date,Description,Amount\n" + rows.joined(separator: "\n"), atMost: 10_000)
        #expect(reading.dates[0] == "2025-02-01")
        #expect(reading.lines.count == 70_000)
        #expect(reading.problems.isEmpty)
    }

    @Test(arguments: [
        ("Списание", "Зачисление"), ("支出", "收入"), ("支", "收"), ("Χ", "Π"), ("Χρέωση", "Πίστωση"), ("Borç", "Alacak"),
        ("Obciążenie", "Uznanie"), ("Odchozí", "Příchozí"), ("Terhelés", "Jóváírás"), ("Otto", "Pano"), ("支払い", "入金"), ("출금", "입금"),
        ("مدين", "دائن"), ("Debit Purchase -visa", "Credit"), ("Ausgabe", "Einnahme"), ("Ausgang", "Eingang"), ("Saída", "Entrada"),
        ("借 Dr", "贷 Cr"),
    ])
    func `which way money went is told in many languages`(_ out: String, _ in: String) throws {
        let text =
            "Date;Description;Amount;Kind\n14.03.2025;Shop;45,10;\(out)\n13.03.2025;Pay;1000,00;\(`in`)\n12.03.2025;Shop two;3,20;\(out)\n"
        #expect(try read(text).amounts == ["-45.10", "1000.00", "-3.20"])
    }

    @Test func `dates that can be read either way run in one direction`() throws {
        let text = "Date,Description,Amount\n04/01/2025,A,-1.00\n04/02/2025,B,-1.00\n05/01/2025,C,-1.00\n05/02/2025,D,-1.00\n"
        #expect(try read(text).dates.last == "2025-05-02")
        #expect(try detect(text)[.dateOrder]?.value == "month first")
    }

    @Test func `dates that nothing settles have the month first with dollars and the day first without`() throws {
        let text = "Date,Description,Amount\n01/02/2025,A,-1.00\n"
        #expect(try read(text, currency: .usd).dates == ["2025-01-02"])
        #expect(try read(text, currency: .gbp).dates == ["2025-02-01"])
    }

    @Test func `a decimal mark that a later amount settles holds for every row`() throws {
        #expect(try read("Date;Text;Amount\n2025-06-01;A;1.234\n2025-06-02;B;12,50\n").amounts == ["1234.00", "12.50"])
        #expect(try read("Date;Text;Amount\n2025-06-01;A;1,234\n2025-06-02;B;12.50\n").amounts == ["1234.00", "12.50"])
    }

    @Test func `a decimal mark that one of the last amounts settles is looked for while dates are`() throws {
        var rows = (1...5_000).map { "01.02.2025;Shop;\($0)" }
        rows[3_999] = "01.02.2025;Shop;12,50"
        rows[4_999] = "25.02.2025;Shop;3"
        let reading = try read("Date;Text;Amount\n" + rows.joined(separator: "\n"), atMost: 10_000)
        #expect(reading.amounts[3_999] == "12.50")
        #expect(reading.dates[0] == "2025-02-01")
    }

    @Test(arguments: [
        "OPENING BALANCE", "opening balance", "Zůstatek", "Počáteční zůstatek", "POCATECNI ZUSTATEK", "Nyitó egyenleg", "Входящий остаток",
        "ИСХОДЯЩИЙ ОСТАТОК", "Ingående saldo", "Käive", "Apgrozījums", "Op", "",
    ])
    func `a row named after a balance moves no money, in any case and with its accents`(_ name: String) throws {
        let reading = try read("Date,Text,Amount\n2025-06-01,\(name),100.00\n2025-06-02,Shop,5.00\n")
        let isBalance = !["Zůstatek", "Op", ""].contains(name)
        #expect(reading.lines.count == (isBalance ? 1 : 2), "\(name)")
    }

    @Test func `amounts with three figures behind the mark are thousands`() throws {
        #expect(try read("Date;Text;Amount\n2025-06-01;A;1.234\n2025-06-02;B;5.000\n").amounts == ["1234.00", "5000.00"])
    }

    @Test func `columns for money out and money in give the sign`() throws {
        #expect(try read("Date,Text,Debit,Credit\n2025-06-01,A,5.00,\n2025-06-02,B,,7.00\n").amounts == ["-5.00", "7.00"])
        #expect(try read("Date,Text,Debit,Credit\n2025-06-01,A,-5.00,0.00\n2025-06-02,B,0.00,7.00\n").amounts == ["-5.00", "7.00"])
    }

    @Test func `a word gives the sign to amounts that have none`() throws {
        #expect(try read("Datum;Text;Bedrag;Af Bij\n01.06.2025;A;5,00;Af\n13.06.2025;B;7,00;Bij\n").amounts == ["-5.00", "7.00"])
        let odd = try read("Date,Text,Amount,D/C\n" + String(repeating: "2025-06-01,A,5.00,D\n", count: 19) + "2025-06-02,B,7.00,?\n")
        #expect(odd.lines.count == 19)
        #expect(odd.problems.map(\.reason) == ["“?” does not say whether money went in or out."])
    }

    @Test(arguments: [
        "Datum;Text;S/H;Betrag\n13.01.2024;A;S;5,00\n14.01.2024;B;H;6,00\n15.01.2024;C;;7,00\n",
        "Date;Text;Dr/Cr;Amount\n13.01.2024;A;Dr;5.00\n14.01.2024;B;Cr;6.00\n15.01.2024;C;-;7.00\n",
        "Data;Text;D/K;Suma\n13.01.2024;A;D;5.00\n14.01.2024;B;C;6.00\n15.01.2024;C;LTL;7.00\n",
        "日付;Text;收/支;Amount\n2024-01-13;A;支出;5.00\n2024-01-14;B;收入;6.00\n2024-01-15;C;/;7.00\n",
    ])
    func `a row that does not say which way money went beside others that do is a problem, and no money in`(_ table: String) throws {
        let reading = try read(table)
        #expect(reading.amounts == ["-5.00", "6.00"])
        #expect(reading.problems.map(\.row) == [4])
    }

    @Test func `of two columns of amounts the one that is not always zero counts`() throws {
        let table = "Date,Details,Intl.Amount,Amount(in Rs)\n13/06/2025,Tea,0,5.00\n14/06/2025,Milk,0,7.00\n"
        #expect(try read(table).amounts == ["5.00", "7.00"])
    }

    @Test(arguments: [
        "Datum,Boeksaldo,Valutair saldo\n2025-06-13,13.20,13.20\n2025-06-14,20.00,20.00\n",
        "Datum;Saldo\n13.12.2025;13,98\n14.12.2025;20,00\n",
        "Start Date,End Date,Start Balance,End Balance\n2025-01-05,2025-04-04,$0.00,$5.00\n2025-04-05,2025-07-03,$5.00,$7.00\n",
    ])
    func `a list of balances is no statement`(_ table: String) {
        #expect(throws: IngestionError.balancesOnly(file: "statement.csv")) { try read(table) }
    }

    @Test(arguments: [
        ("Konto;123\nKontostand vom 30.06.2025:;1.107,00 EUR\n\n", "", nil, nil),
        ("Neuer Kontostand;1.107,00 EUR\n\n", "", nil, "1107.00"),
        ("", "Alter Kontostand;1.100,00 EUR\nNeuer Kontostand;1.107,00 EUR\n", "1100.00", "1107.00"),
    ])
    func `balances that stand beside the table are those of the statement`(
        _ above: String, _ below: String, _ opening: String?, _ closing: String?
    ) throws {
        let reading = try read(above + "Datum;Text;Betrag\n13.06.2025;Lohn;10,00\n14.06.2025;Tee;-3,00\n" + below)
        #expect(reading.amounts == ["10.00", "-3.00"])
        #expect(reading.statements.map(\.openingBalance?.decimalText) == [opening])
        #expect(reading.statements.map(\.closingBalance?.decimalText) == [closing])
    }

    @Test func `a tab behind a closing quotation mark is no part of the cell`() throws {
        #expect(try read("Date,Text,Amount,Currency\n2025-06-13,Tea,\"-1.00\"\t,HKD\n").lines.map { "\($0.amount)" } == ["-1.00 HKD"])
        #expect(try read("Date\tText\tAmount\n2025-06-13\t\"Tea\"\t-1.00\n").amounts == ["-1.00"])
    }

    @Test func `an amount of nothing needs no direction`() throws {
        let table = "Datum;Omschrijving;Bedrag;Af/Bij\n13-12-2025;Winkel;13,98;Af\n14-12-2025;Loon;20,00;Bij\n15-12-2025;Info;0,00;\n"
        #expect(try read(table).amounts == ["-13.98", "20.00", "0.00"])
    }

    @Test func `what kind of card paid says nothing of the direction`() throws {
        let table = "id,created,amount,card_funding\nch_1,2025-06-13,25.00,credit\nch_2,2025-06-14,27.50,debit\n"
        #expect(try read(table).amounts == ["25.00", "27.50"])
    }

    @Test func `a heading over a currency heads the nameless amount beside it`() throws {
        let table =
            "Datum,Omschrijving,Mutatie,,Saldo,\n27-12-2025,Dividend,USD,\"0,19\",USD,\"13,88\"\n28-12-2025,Rente,USD,\"1,00\",USD,\"14,88\"\n"
        let reading = try read(table)
        #expect(reading.lines.map { "\($0.amount)" } == ["0.19 USD", "1.00 USD"])
        #expect(reading.statements.first?.closingBalance?.decimalText == "14.88")
    }

    @Test func `a card export that counts purchases is turned round`() throws {
        let reading = try read("Date,Type,Text,Amount\n2025-06-01,Debit,Shop,5.00\n2025-06-02,Credit,Payment,-7.00\n")
        #expect(reading.amounts == ["-5.00", "7.00"])
    }

    @Test func `where only credits are marked the rest is money out`() throws {
        #expect(try read("Date,Text,Amount\n2025-06-01,Shop,5.00\n2025-06-02,Payment,7.00 CR\n").amounts == ["-5.00", "7.00"])
    }

    @Test func `without headings the cells tell the columns`() throws {
        #expect(try read("2025-06-01,Shop,-5.00,95.00\n2025-06-02,Sale,7.00,102.00\n").amounts == ["-5.00", "7.00"])
        #expect(try read("01.06.2025;Shop;;5,00\n02.06.2025;Rent;;9,00\n13.06.2025;Sale;7,00;\n").amounts == ["-5.00", "-9.00", "7.00"])
    }

    @Test func `the currency comes from a column, a heading, a sign or the account, in this order`() throws {
        #expect(try read("Date,Text,Amount,Currency\n2025-06-01,A,5.00,CHF\n").lines[0].amount.currency.code == "CHF")
        #expect(try read("Date,Text,Amount (CHF)\n2025-06-01,A,5.00\n").lines[0].amount.currency.code == "CHF")
        #expect(try read("Date,Text,Amount\n2025-06-01,A,£5.00\n").lines[0].amount.currency == .gbp)
        #expect(try read("Date,Text,Amount ($)\n2025-06-01,A,5.00\n", currency: .eur).lines[0].amount.currency == .usd)
        #expect(try read("Date,Text,Monn.,Amount\n2025-06-01,A,CHF,5.00\n").lines[0].amount.currency.code == "CHF")
        #expect(try read("Date,Text,Amount\n2025-06-01,A,5.00\n", currency: .usd).lines[0].amount.currency == .usd)
    }

    @Test func `each currency of a file has a statement of its own`() throws {
        let text = "Date,Text,Amount,Currency\n2025-06-01,A,1.00,USD\n2025-06-02,B,2.00,EUR\n2025-06-03,C,3.00,USD\n"
        let reading = try read(text)
        #expect(reading.lines.map(\.row) == [2, 3, 4])
        #expect(reading.statements.map(\.currency) == [.usd, .eur])
        #expect(reading.statements[0].period?.description == "2025-06-01 to 2025-06-03")
        #expect(reading.statements[1].period?.description == "2025-06-02 to 2025-06-02")
    }

    @Test func `repeated headings are told apart by their place`() throws {
        let text = "Date,Description,Description,Amount\n2025-06-01,Shop,High Street,-5.00\n"
        #expect(try read(text).lines[0].text == "Shop High Street")
        #expect(try detect(text).findings.contains { $0.value == "repeated headings" })
    }

    @Test(arguments: [true, false])
    func `balances prove the opening and closing balance whichever way the rows run`(_ newestFirst: Bool) throws {
        let rows = ["2025-06-01,A,-5.00,95.00", "2025-06-01,B,10.00,105.00", "2025-06-02,C,1.00,106.00"]
        let text = "Date,Text,Amount,Balance\n" + (newestFirst ? rows.reversed() : rows).joined(separator: "\n")
        let statement = try #require(try read(text).statements.first)
        #expect(statement.openingBalance?.decimalText == "100.00")
        #expect(statement.closingBalance?.decimalText == "106.00")
    }

    @Test func `balances that contradict the amounts are not stated`() throws {
        let text = "Date,Text,Amount,Balance\n2025-06-01,A,-5.00,1.00\n2025-06-02,B,10.00,2.00\n2025-06-03,C,1.00,3.00\n"
        #expect(try read(text).statements.first?.openingBalance == nil)
    }

    @Test func `an account number is masked but for its end`() throws {
        let text = "Konto;Datum;Text;Betrag\nDE02120300000000202051;01.06.2025;A;-5,00\nDE02120300000000202051;13.06.2025;B;-5,00\n"
        #expect(try read(text).statements[0].accountNumber == "******************2051")
    }

    @Test func `a table may begin far down`() throws {
        let reading = try read(String(repeating: "On our own behalf\n", count: 150) + "Date,Text,Amount\n2025-06-13,Tea,-4.50\n")
        #expect(reading.amounts == ["-4.50"])
        #expect(reading.problems.isEmpty)
    }

    @Test func `every finding has its words`() throws {
        for finding in try detect("Date,Text,Amount\n2025-06-01,A,-5.00\n").findings {
            #expect(!finding.value.isEmpty)
            #expect(finding.why.hasSuffix("."))
        }
    }

    @Test func `a file may be read as a format that it is not recognized as`() throws {
        let source = ByteSource(name: "f", bytes: Array("Shop's book\nD06/25/2025\nT-5.00\nPShop\n^\n".utf8))
        #expect(throws: IngestionError.notAStatement(file: "f")) {
            _ = try StatementReader(source, options: ReadingOptions(defaultCurrency: .usd))
        }
        var reader = try StatementReader(source, options: ReadingOptions(defaultCurrency: .usd, format: .qif))
        #expect(try reader.next(atMost: 10)?.lines.map(\.text) == ["Shop"])
    }

    @Test func `a card export whose minuses are payments received counts purchases`() throws {
        let text = "Date,Description,Amount\n2025-06-01,Cafe,5.00\n2025-06-02,Shop,9.00\n2025-06-03,PAYMENT - THANK YOU,-14.00\n"
        #expect(try read(text).amounts == ["-5.00", "-9.00", "14.00"])
        #expect(try read(text.replacing("PAYMENT - THANK YOU", with: "Rent")).amounts == ["5.00", "9.00", "-14.00"])
    }

    @Test func `amounts of a currency with three decimals keep them`() throws {
        #expect(try read("Date,Text,Amount,Currency\n2025-06-01,A,-4.750,KWD\n2025-06-02,B,1.125,KWD\n").amounts == ["-4.750", "1.125"])
    }

    @Test func `a row that only carries a balance is no movement`() throws {
        let text = "Date,Text,Amount\n2025-06-01,Opening balance,100.00\n2025-06-02,Opening balance of the till,5.00\n"
        #expect(try read(text).amounts == ["5.00"])
        #expect(try read(text).skipped[.balance] == 1)
    }

    @Test func `payer and payee are told apart by the way of the money`() throws {
        let table = "Date,Payer,Payee,Text,Amount\n2025-06-01,Me,Shop,tea,-1.00\n2025-06-02,Ann,Me,rent,2.00\n"
        #expect(try read(table).lines.map(\.counterparty) == ["Shop", "Ann"])
        #expect(try read(table).lines.map(\.text) == ["Shop tea", "Ann rent"])
    }

    @Test func `what kind of movement it is stands in for a missing text`() throws {
        let table = "Date,Type,Text,Amount\n2025-06-01,Card payment,tea,-1.00\n2025-06-02,Monthly interest,,2.00\n"
        #expect(try read(table).lines.map(\.text) == ["tea", "Monthly interest"])
    }

    @Test func `a fee that the balance moves by is part of the movement`() throws {
        let rows = "2025-06-01,A,-10.00,0.00,90.00\n2025-06-02,B,-10.00,0.50,79.50\n2025-06-03,C,5.00,0.00,84.50\n"
        #expect(try read("Date,Text,Amount,Fee,Balance\n" + rows).amounts == ["-10.00", "-10.50", "5.00"])
        #expect(
            try read("Date,Text,Amount,Fee,Balance\n" + rows.replacing("79.50", with: "80.00").replacing("84.50", with: "85.00")).amounts[1]
                == "-10.00")
    }

    @Test func `what is left after fees is what moves the balance`() throws {
        #expect(try read("Date,Text,Amount,Fee,Net\n2025-06-01,A,10.00,0.50,9.50\n").amounts == ["9.50"])
    }

    @Test func `of two columns of amounts the balance proves one`() throws {
        let rows = "2025-06-01,A,-10.00,-10.20,89.80\n2025-06-02,B,-5.00,-5.10,84.70\n2025-06-03,C,1.00,0.90,85.60\n"
        #expect(try read("Date,Text,Amount,Total amount,Balance\n" + rows).amounts == ["-10.20", "-5.10", "0.90"])
    }

    @Test func `credits of a card with a minus are money in`() throws {
        #expect(try read("Date,Text,Debit,Credit\n2025-06-01,A,5.00,\n2025-06-02,Thanks,,-7.00\n").amounts == ["-5.00", "7.00"])
    }

    @Test func `a refund beside a payment received does not hide that purchases are counted`() throws {
        let table = "Date,Text,Amount\n2025-06-01,Cafe,5.00\n2025-06-02,Shop refund,-9.00\n2025-06-03,PAYMENT RECEIVED - THANK YOU,-14.00\n"
        #expect(try read(table).amounts == ["-5.00", "9.00", "14.00"])
    }

    @Test func `balances in rows of the table are those of their currency's statement`() throws {
        let table = """
            Date;Text;Amount;Currency;D/C
            01.09.2025;Algsaldo;50,00;EUR;D
            01.09.2025;Algsaldo;9,00;USD;C
            13.09.2025;Shop;5,00;EUR;D
            30.09.2025;Käive;5,00;EUR;D
            30.09.2025;Lõppsaldo;55,00;EUR;D
            """
        let reading = try read(table)
        #expect(reading.amounts == ["-5.00"])
        #expect(reading.statements.map(\.currency) == [.eur, .usd])
        #expect(reading.statements.map { $0.openingBalance?.decimalText } == ["-50.00", "9.00"])
        #expect(reading.statements.map { $0.closingBalance?.decimalText } == ["-55.00", nil])
    }

    @Test(arguments: [
        ("openingBalance;100,00\n", "Endsaldo;;;95,00\n"), ("Anfangssaldo: 100,00 EUR\n", "Closing balance as of 30.09.2025;;95,00\n"),
    ])
    func `balances are taken from above the table and below it`(_ above: String, _ below: String) throws {
        let table = "Date;Text;Amount\n13.09.2025;Shop;-5,00\n"
        let statement = try #require(try read(above + table + below).statements.first)
        #expect(statement.openingBalance?.decimalText == "100.00")
        #expect(statement.closingBalance?.decimalText == "95.00")
        #expect(
            try read(above + "Date;Text;Amount;Currency\n13.09.2025;Shop;-5,00;GBP\n").statements.map(\.openingBalance?.currency)
                == (above.contains("EUR") ? [nil] : [.gbp]))
        let two = "Date;Text;Amount;Currency\n13.09.2025;Shop;-5,00;EUR\n14.09.2025;Shop;-5,00;USD\n"
        #expect(try read(above + two).statements.allSatisfy { $0.openingBalance == nil })
    }

    @Test func `the amount's own heading says its currency where another column has that of the original amount`() throws {
        let rows = "2025-06-01,A,-5.00,USD\n2025-06-02,B,7.00,EUR\n"
        #expect(try read("Date,Text,Amount (EUR),Currency\n" + rows, currency: .gbp).lines.map(\.amount.currency) == [.eur, .eur])
        #expect(try read("Date,Text,Amount in USD,Currency\n" + rows, currency: .gbp).lines.map(\.amount.currency) == [.usd, .usd])
        #expect(try read("Date,Text,Amount,Currency\n" + rows, currency: .gbp).lines.map(\.amount.currency) == [.usd, .eur])
    }

    @Test(arguments: [("Amount (€)", "EUR"), ("Amount R$", "BRL"), ("CAD$", "CAD"), ("Débit euros", "EUR"), ("金額(円)", "JPY")])
    func `a heading may name the currency by its sign`(_ heading: String, _ code: String) throws {
        #expect(
            try read("Date,Text,\(heading)\n2025-06-01,A,-5\n2025-06-02,B,7\n", currency: .gbp).lines.first?.amount.currency.code == code)
    }

    @Test func `the balance's heading names the currency where nothing nearer does`() throws {
        let rows = "2025-06-01,A,-5.00,95.00\n2025-06-02,B,7.00,102.00\n"
        #expect(try read("Date,Text,Amount,Balance (AED)\n" + rows).lines.first?.amount.currency.code == "AED")
        #expect(try read("Date,Text,Amount (CHF),Balance (AED)\n" + rows).lines.first?.amount.currency.code == "CHF")
    }

    @Test func `a currency may be written in small letters`() throws {
        #expect(try read("Date,Text,Amount,Currency\n2025-06-01,A,-5.00,usd\n").lines[0].amount.currency == .usd)
    }

    @Test func `an apostrophe that marks text is no part of it`() throws {
        let reading = try read("Date,Text,Amount\n2025-06-01,'1188 SHOP,-5.00\n2025-06-02,'T HOEKJE,-6.00\n2025-06-03,'s Avonds,-7.00\n")
        #expect(reading.lines.map(\.text) == ["1188 SHOP", "'T HOEKJE", "'s Avonds"])
    }

    @Test func `text that goes on in columns without headings is kept`() throws {
        #expect(try read("Date,Amount,Text,,\n2025-06-01,-5.00,Shop,High Street,Town\n").lines[0].text == "Shop High Street Town")
    }

    @Test func `titles above a table without headings are no problems`() throws {
        let reading = try read("Current account;Giro;;9,00\n01.06.2025;Card;Shop;-5,00\n13.06.2025;Card;Sale;7,00\n")
        #expect(reading.problems.isEmpty)
        #expect(reading.lines.count == 2)
    }

    @Test func `a row with a date is no title, and is a problem when its amount stands elsewhere`() throws {
        let reading = try read("13 Jun 25,Shop,High Street,Card,,-9.50\n12 Jun 25,Shop,Card,,-5.00\n11 Jun 25,Sale,Card,,7.00\n")
        #expect(reading.lines.count == 2)
        #expect(reading.problems.map(\.row) == [1])
        #expect(reading.skipped[.preamble] == 0)
    }

    @Test(arguments: [
        "Saldovortrag", "lõppsaldo", "Opening balance", "Turnover", "Käive", "Apgrozījums", "Apyvarta", "Sākuma atlikums", "Beigu atlikums",
        "Pradinis likutis", "Galutinis likutis", "Likutis pradžiai", "Algsaldo", "Входящий остаток",
    ])
    func `a row whose whole text names a carried balance moves no money`(_ text: String) throws {
        let reading = try read("Date,Text,Amount\n2025-06-01,\(text),100.00\n2025-06-02,Shop,-5.00\n")
        #expect(reading.amounts == ["-5.00"])
        #expect(reading.skipped[.balance] == 1)
    }
}
