import Bookkeeping
import Testing

@testable import Ingestion

struct MappingChangesTests {
    static let german =
        "Buchungstag;Valuta;Text;Umsatz;Saldo\n01.06.2025;02.06.2025;Miete;-500,00;100,00\n25.06.2025;25.06.2025;Gehalt;700,00;800,00\n"

    @Test(arguments: [
        (["date=Valuta"], "2025-06-02 -500.00 Miete"),
        (["date=2"], "2025-06-02 -500.00 Miete"),
        (["sign=inverted"], "2025-06-01 500.00 Miete"),
        (["amount=saldo"], "2025-06-01 100.00 Miete"),
        (["text=Text,Valuta"], "2025-06-01 -500.00 Miete 02.06.2025"),
        (["reference=Valuta"], "2025-06-01 -500.00 Miete"),
        (["balance=none", "currency-code=chf"], "2025-06-01 -500.00 Miete"),
    ])
    func `a person changes one thing and the rest stays as detected`(changes: [String], first: String) throws {
        #expect(try Self.read(Self.german, changes).first == first)
    }

    @Test func `where nothing can be recognized the columns by number are enough`() throws {
        let table = "x|5,00|Shop|20250601\nx|7,00|Sale|20250602\n"
        #expect(
            try Self.read(table, ["delimiter=pipe", "date=4", "amount=2", "text=3", "decimal-mark=comma"]) == [
                "2025-06-01 5.00 Shop", "2025-06-02 7.00 Sale",
            ])
    }

    @Test(arguments: [
        ("x|5,00|Shop|01022025\nx|1.007,00|Sale|25022025\n", ["date=4", "amount=2", "text=3"]),
        ("Tag;M;J;Text;Betrag\n1;2;2025;Shop;5,00\n25;2;2025;Sale;1007,00\n", ["date=1", "month=2", "year=3", "text=4", "amount=5"]),
        ("a\tb\tc\n02/01/2025\tShop\t5\n02/25/2025\tSale\t1,007\n", ["date=1", "text=2", "amount=3"]),
    ])
    func `delimiter, date order and decimal mark are found for columns chosen by number`(table: String, columns: [String]) throws {
        #expect(try Self.read(table, columns) == ["2025-02-01 5.00 Shop", "2025-02-25 1007.00 Sale"])
    }

    @Test func `debit and credit take the place of one amount`() throws {
        let table = "Date,Text,In,Out\n2025-06-01,Shop,,5.00\n2025-06-25,Sale,7.00,\n"
        #expect(
            try Self.read(table, ["debit=In", "credit=Out"]) == ["2025-06-01 5.00 Shop", "2025-06-25 -7.00 Sale"])
    }

    @Test(arguments: [
        (["date=Datum"], "There is no column “Datum” for date. Choose one of: Buchungstag, Valuta, Text, Umsatz, Saldo."),
        (["date=9"], "There is no column “9” for date. Choose one of: Buchungstag, Valuta, Text, Umsatz, Saldo."),
        (["sign=upside-down"], "sign cannot be “upside-down”. Choose as-written, inverted, unmarked-is-out."),
        (["date-order=dym"], "date-order cannot be “dym”. Choose ymd, dmy, mdy."),
        (["currency-code=EURO"], "currency-code cannot be “EURO”. Choose an ISO 4217 code like EUR."),
        (["debit=Saldo"], "Say as well which column has the credit: credit=NUMBER."),
        (["date=1", "date=2"], "date is set twice. Say it once."),
        (["direction=Text", "sign=inverted"], "Say either direction or sign, not both: the column for the direction has the signs."),
        (["amount=4", "debit=5"], "Say either amount, or debit and credit, not both."),
    ])
    func `what cannot be done is said with the way out`(changes: [String], sentence: String) throws {
        #expect {
            _ = try Self.read(Self.german, changes)
        } throws: { error in
            (error as? MappingError)?.userText == sentence
        }
    }

    @Test func `another delimiter has the rest detected anew`() throws {
        let table = "Datum;Text, lang;Betrag\n01.06.2025;Miete, Juni, 3, 4;-500,00\n25.06.2025;Lohn, Mai, 1, 2;700,00\n"
        #expect(
            try Self.read(table, ["delimiter=semicolon"]) == ["2025-06-01 -500.00 Miete, Juni, 3, 4", "2025-06-25 700.00 Lohn, Mai, 1, 2"])
        #expect(try Self.read(table, ["delimiter=comma", "date=1", "amount=2", "text=1"]).isEmpty)
    }

    @Test func `a sign takes the place of a column for the direction`() throws {
        let table = "Date,Text,Amount,D/C\n2025-06-01,Shop,5.00,D\n2025-06-25,Sale,7.00,C\n"
        #expect(try Self.read(table, ["sign=as-written"]) == ["2025-06-01 5.00 Shop", "2025-06-25 7.00 Sale"])
        #expect(try Self.read(table, ["text=none"]) == ["2025-06-01 -5.00 ", "2025-06-25 7.00 "])
    }

    @Test(arguments: ["date", "=4", "date=", "colour=4"])
    func `what is no setting is named with the settings there are`(text: String) {
        #expect(throws: MappingError.notASetting(text)) { _ = try MappingChanges([text]) }
    }

    @Test(arguments: [
        german, "Date,Text,Debit,Credit\n2025-06-01,Shop,5.00,\n2025-06-02,Thanks,,-7.00\n",
        "Date,From,To,Type,State,Amount,Fee,Balance,Account\n2025-06-01,Me,Ann,Card,COMPLETED,-5.00,1.00,94.00,Main\n"
            + "2025-06-02,Me,Bob,Card,PENDING,-5.00,1.00,88.00,Main\n2025-06-03,Bob,Me,Card,COMPLETED,10.00,0.00,98.00,Main\n",
        "Date,Text,In,Out\n2025-06-01,Shop,,5.00\n2025-06-25,Sale,7.00,\n",
        "Date,Type,Amount,Text\n2025-06-01,Debit,5.00,Shop\n2025-06-25,Credit,7.00,Sale\n",
    ])
    func `what is shown of a mapping can be said again`(table: String) throws {
        let mapping = try #require(try detect(table).mapping)
        let words = mapping.columnNames.split(separator: ", ").map(String.init)
        #expect(try MappingChanges(words).applied(to: mapping) == mapping)
    }

    private static func read(_ text: String, _ changes: [String]) throws -> [String] {
        var reader = try StatementReader(
            ByteSource(name: "statement.csv", bytes: Array(text.utf8)), options: ReadingOptions(defaultCurrency: .eur),
            changes: MappingChanges(changes))
        var lines: [StatementLine] = []
        while let batch = try reader.next(atMost: 100) { lines += batch.lines }
        return lines.map { "\($0.date) \($0.amount.decimalText) \($0.text)" }
    }
}
