import Bookkeeping
import Testing

@testable import Ingestion

struct AccountColumnTests {
    static let header = "Date,Description,Amount,Account\n"

    @Test func `each account that a column names has a statement of its own`() throws {
        let rows = "2025-06-01,A,-1.00,Checking\n2025-06-02,B,2.00,Savings\n2025-06-03,C,-3.00,Checking\n2025-06-04,D,4.00,Savings\n"
        for count in [1, 2, 100] {
            var reader = try StatementReader(
                ByteSource(name: "f", bytes: Array((Self.header + rows).utf8)), options: ReadingOptions(defaultCurrency: .eur))
            var texts: [Int: [String]] = [:]
            while let batch = try reader.next(atMost: count) { texts[batch.statement, default: []] += batch.lines.map(\.text) }
            #expect(texts == [0: ["A", "C"], 1: ["B", "D"]])
            #expect(reader.statements.map(\.accountName) == ["Checking", "Savings"])
            #expect(reader.statements.map(\.accountNumber) == [nil, nil])
            #expect(reader.statements.map { $0.period?.description } == ["2025-06-01 to 2025-06-03", "2025-06-02 to 2025-06-04"])
        }
    }

    @Test func `numbers are masked and names are not`() throws {
        let rows = "2025-06-01,A,-1.00,DE02120300000000202051\n2025-06-02,B,2.00,Savings (1188)\n"
        let statements = try read(Self.header + rows).statements
        #expect(statements.map(\.accountLabel) == ["******************2051", "Savings (1188)"])
        #expect(statements.map(\.wholeAccountNumber) == ["DE02120300000000202051", nil])
    }

    @Test func `each currency of each account has a statement of its own with its balances`() throws {
        let table = """
            Date,Description,Amount,Currency,Balance,Account Number
            2025-06-01,A,-1.00,EUR,9.00,11112222
            2025-06-02,B,-1.00,USD,99.00,11112222
            2025-06-03,C,5.00,EUR,55.00,33334444
            2025-06-04,D,-1.00,EUR,8.00,11112222
            """
        let reading = try read(table)
        #expect(reading.statements.map { "\($0.accountNumber ?? "") \($0.currency)" } == ["****2222 EUR", "****2222 USD", "****4444 EUR"])
        #expect(reading.statements.map { $0.closingBalance?.decimalText } == ["8.00", "99.00", "55.00"])
        #expect(reading.lines.map(\.row) == [2, 3, 4, 5])
    }

    @Test(arguments: [
        // The other end's account, which differs from row to row.
        "Date,Description,Amount,Kontonummer,BLZ\n2025-06-01,A,-1.00,11112222,100\n2025-06-02,B,2.00,33334444,100\n",
        // Headings of the books.
        header + "2025-06-01,A,-1.00,Expenses:Rent\n2025-06-02,B,2.00,Income:Sales\n2025-06-03,B,2.00,Income:Sales\n",
        // Cards that share an account.
        "Date,Description,Card Member,Account #,Amount\n2025-06-01,A,ANN,-21004,1.00\n2025-06-02,B,BOB,-21012,2.00\n",
    ])
    func `a column that names something else than the owner's accounts parts nothing`(_ table: String) throws {
        let reading = try read(table)
        #expect(reading.statements.count == 1)
        #expect(reading.lines.count >= 2)
    }

    @Test func `a row without an account belongs to the account of the row before`() throws {
        let table = "Account,Date,Description,Amount\nChecking,2025-06-01,A,-1.00\nSavings,2025-06-02,B,2.00\n,2025-06-03,C,3.00\n"
        var mapping = try #require(try detect(table).mapping)
        mapping.account = 0
        let reading = try read(table, mapping: mapping)
        #expect(reading.statements.map { $0.period?.description } == ["2025-06-01 to 2025-06-01", "2025-06-02 to 2025-06-03"])
    }

    @Test func `a table below another with a title of its own is another account`() throws {
        let table = """
            Movements of Giro;
            Date;Text;Amount
            2025-06-01;A;-1,00
            Closing balance;;9,00

            Movements of Savings;
            Date;Text;Amount
            2025-06-02;B;2,00

            Movements of Card;
            Amount;Date;Text;More
            3,00;2025-06-03;C;
            """
        let reading = try read(table)
        #expect(reading.lines.map(\.text) == ["A", "B", "C"])
        #expect(reading.amounts == ["-1.00", "2.00", "3.00"])
        #expect(reading.statements.map(\.accountName) == [nil, "Movements of Savings", "Movements of Card"])
        #expect(reading.problems.isEmpty)
    }

    @Test(arguments: [
        ("Account number: 12345678\n\n", "****5678"), ("IBAN;DE02 1203 0000 0000 2020 51\n", "******************2051"),
        ("Konto;BLZ\n12345678;100\n", "****5678"), ("Statement 12345678\n", nil),
        ("IBAN;DE02120300000000202051\nIBAN;DE02500105170137075030\n", nil),
    ])
    func `the account may be named above the table`(_ above: String, _ number: String?) throws {
        #expect(try read(above + "Date;Text;Amount\n2025-06-01;A;-1,00\n").statements[0].accountNumber == number)
    }

    @Test(arguments: [
        // Behind the one who is paid.
        "Date,Payee,Account number,Amount\n2025-06-01,Ann,DE02120300000000202051,-1.00\n",
        "Buchungstag;Empfänger;Verwendungszweck;IBAN;Betrag\n01.06.2025;Ann;Miete;DE02120300000000202051;-1,00\n",
        // Not every movement has one.
        "Date,IBAN,Text,Amount\n2025-06-01,DE02120300000000202051,Rent,-1.00\n2025-06-02,,Bread,-2.00\n",
        // Named by the heading, wherever it stands.
        "Datum;IBAN Empfänger;Text;Betrag\n01.06.2025;DE02120300000000202051;Miete;-1,00\n",
    ])
    func `an account of the other end is not taken for the owner's, though the file has it alone`(_ table: String) throws {
        let reading = try read(table)
        #expect(reading.statements.map(\.accountLabel) == [nil])
        #expect(!reading.lines.isEmpty && reading.problems.isEmpty)
    }

    @Test func `a column before the counterparty, or beside one of its accounts, is the owner's`() throws {
        for table in [
            "Kontonummer;Datum;Empfänger;Betrag\nDE02120300000000202051;01.06.2025;Ann;-1,00\n",
            "Date,Payee,Account number,Payee account,Amount\n2025-06-01,Ann,DE02120300000000202051,DE02500105170137075030,-1.00\n",
        ] {
            #expect(try read(table).statements.map(\.wholeAccountNumber) == ["DE02120300000000202051"])
        }
    }

    @Test func `the account named above the table is the owner's, whatever a column has`() throws {
        let table = "Datum;Text;Konto;Betrag\n01.06.2025;Miete;DE02500105170137075030;-1,00\n"
        #expect(try read(table).statements[0].wholeAccountNumber == "DE02500105170137075030")
        for above in ["Girokonto;DE02120300000000202051\n", "Konto: 0000202051\n\n", "Kontonummer:;0000202051\n"] {
            let statements = try read(above + table).statements
            #expect(statements.count == 1 && statements[0].accountNumber?.hasSuffix("2051") == true)
        }
        #expect(try read("Konto: 0137075030\n" + table).statements[0].wholeAccountNumber == "DE02500105170137075030")
    }
}
