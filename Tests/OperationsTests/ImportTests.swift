import Bookkeeping
import Foundation
import Ingestion
import Operations
import Storage
import TestSupport
import Testing

struct ImportTests {
    @Test(arguments: Engine.available)
    func `two equal purchases on one day are two lines, and the same file again is none`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let file = csv("2025-06-01,Coffee,-3.50", "2025-06-01,Coffee,-3.50", "2025-06-02,Salary,1200.00")

        let first = try await sample.importText(file)
        let again = try await sample.importText(file)
        let renamed = try await sample.importText(file + "\n", name: "other.csv")

        #expect((first.lines, first.duplicates) == (3, 0))
        #expect((again.lines, again.duplicates) == (3, 3))
        #expect((renamed.lines, renamed.duplicates) == (3, 3))
        #expect(try await sample.waiting().count == 3)
    }

    @Test(arguments: Engine.available)
    func `of overlapping statements only the lines beyond the known count are new`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,Coffee,-3.50", "2025-06-01,Coffee,-3.50"))

        let more = try await sample.importText(
            csv("2025-06-01,Coffee,-3.50", "2025-06-01,Coffee,-3.50", "2025-06-01,Coffee,-3.50", "2025-06-03,Tea,-2.00"))

        #expect((more.lines, more.duplicates) == (4, 2))
        #expect(try await sample.waiting().count == 4)
    }

    @Test(arguments: Engine.available)
    func `a bad row is reported with its number and the good ones go in`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)

        let summary = try await sample.importText(
            csv("2025-06-01,Coffee,-3.50", "13/13/2024,Bad,-1.00", "2025-06-02,Large,99999999999999999999.00"))

        #expect(summary.lines == 1)
        #expect(summary.rejected.map(\.row) == [3, 4])
        let kept = try await sample.database.read(for: sample.tenant) { books in
            try books.imports.rejectedRows(of: try #require(summary.id))
        }
        #expect(kept == summary.rejected)
    }

    @Test(arguments: Engine.available)
    func `what a statement says of itself is kept, and the import with its hash, counts and columns`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let text = """
            IBAN;DE02120300000000202051
            Datum;Text;Betrag (EUR);Saldo
            12.06.2025;Lohn;1.000,00;1.050,00
            13.06.2025;Laden;-12,34;1.037,66
            31.06.2025;Kein Tag;-1,00;1.036,66

            """
        let id = try #require(try await sample.importText(text, name: "juni.csv").id)

        try await sample.database.read(for: sample.tenant) { books in
            let statement = try #require(try books.imports.statements(of: id).first)
            #expect(statement.accountNumber == "******************2051")
            #expect(statement.currency.code == "EUR")
            #expect(statement.openingBalance?.decimalText == "50.00")
            #expect(statement.closingBalance?.decimalText == "1037.66")
            #expect(statement.period?.first.description == "2025-06-12")
            #expect(statement.period?.last.description == "2025-06-13")
            let record = try #require(try books.imports.record(id))
            #expect((record.fileName, record.format, record.lines, record.duplicates) == ("juni.csv", "csv", 2, 0))
            #expect(record.hash.count == 32)
            #expect(try books.imports.earlier(hash: record.hash, into: statement.account)?.id == id)
            #expect(record.mapping?.contains("Betrag (EUR)") == true)
            #expect(try books.imports.rejectedRows(of: id).map(\.text) == ["31.06.2025;Kein Tag;-1,00;1.036,66"])
        }
    }

    @Test(arguments: Engine.available)
    func `a dry run says what would happen and keeps nothing`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)

        let rehearsal = try await sample.importText(csv("2025-06-01,Coffee,-3.50"), mode: .dryRun)

        #expect(rehearsal.lines == 1)
        #expect(try await sample.waiting().isEmpty)
        #expect(try await sample.importText(csv("2025-06-01,Coffee,-3.50")).duplicates == 0)
    }

    @Test(arguments: Engine.available)
    func `an import that fails in the middle leaves nothing`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let rows = (1...20_000).map { "2025-06-01,Line \($0),-1.00" }
        let bytes = Array(csv(rows.joined(separator: "\n")).utf8)
        struct Broken: Error, CustomStringConvertible { let description = "the disk went away" }
        let reads = Counter()
        let source = ByteSource(name: "broken.csv") { offset, count in
            // Whole at the first two looks, for the hash and for detection; broken when its lines are read.
            if reads.next() > 6 { throw Broken() }
            return Array(bytes[min(offset, bytes.count)...].prefix(min(count, 100_000)))
        }

        await #expect(throws: IngestionError.self) {
            _ = try await ImportStatement(sample.office)(for: sample.tenant, source, by: "test")
        }
        #expect(try await sample.waiting().isEmpty)
        #expect(try await sample.database.read(for: sample.tenant) { books in try books.imports.all() }.isEmpty)
    }

    @Test(arguments: Engine.available)
    func `two bank accounts in two files never share an account of the books`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(ofx(account: "111122223333", [("2025-06-01", "-5.00", "A1", "Fee")]), name: "one.ofx")
        _ = try await sample.importText(ofx(account: "444455556666", [("2025-06-01", "-5.00", "A1", "Fee")]), name: "two.ofx")
        _ = try await sample.importText(ofx(account: "111122223333", [("2025-06-02", "-6.00", "A2", "Fee")]), name: "three.ofx")

        let byAccount = Dictionary(grouping: try await sample.waiting(), by: \.account).mapValues(\.count)
        #expect(byAccount.values.sorted() == [1, 2])
        #expect(byAccount[sample.account(.checking)] == 2)
    }

    @Test(arguments: Engine.available)
    func `two bank accounts that end alike are two, and no whole number is kept`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        for (name, account) in [("one.ofx", "111122223333"), ("two.ofx", "999922223333"), ("three.ofx", "1111 2222 3333")] {
            _ = try await sample.importText(ofx(account: account, [("2025-06-01", "-5.00", name, "Fee")]), name: name)
        }

        let counts = Dictionary(grouping: try await sample.waiting(), by: \.account).mapValues(\.count)
        let keys = try await sample.database.read(for: sample.tenant) { books in try books.accounts.bankFeeds().keys.sorted() }

        #expect(counts.values.sorted() == [1, 2])
        #expect(keys.count == 2)
        #expect(keys.allSatisfy { !$0.contains("2222") })
    }

    @Test(arguments: Engine.available)
    func `an account that older books know by its masked number is known by its whole one from then on`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.database.write(for: sample.tenant) { books in
            try books.accounts.remember(.init(key: "********3333", maskedNumber: "********3333"), as: sample.account(.checking))
        }
        _ = try await sample.importText(ofx(account: "111122223333", [("2025-06-01", "-5.00", "A", "Fee")]), name: "one.ofx")
        _ = try await sample.importText(ofx(account: "999922223333", [("2025-06-01", "-5.00", "B", "Fee")]), name: "two.ofx")

        let accounts = try await sample.waiting().map(\.account)
        #expect(accounts.count(where: { $0 == sample.account(.checking) }) == 1)
    }

    @Test(arguments: Engine.available)
    func `a card's statement goes to the card account and a bank's to the bank account`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(ofx(account: "4111", isCard: true, [("2025-06-01", "-5.00", "C1", "Fuel")]), name: "card.ofx")
        _ = try await sample.importText(ofx(account: "1111", [("2025-06-01", "-5.00", "B1", "Fee")]), name: "bank.ofx")

        let kinds = try await sample.database.read(for: sample.tenant) { books in
            Dictionary(try books.accounts.all().map { ($0.id, $0.kind) }) { first, _ in first }
        }
        let found = try await sample.waiting().map { "\($0.line.text) \(kinds[$0.account]?.rawValue ?? "")" }
        #expect(found.sorted() == ["Fee bank", "Fuel credit_card"])
    }

    @Test(arguments: Engine.available)
    func `the bank's own reference tells a line again whatever its text has become`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(ofx(account: "1111", [("2025-06-01", "-5.00", "REF1", "PENDING CARD")]), name: "one.ofx")

        let again = try await sample.importText(
            ofx(account: "1111", [("2025-06-01", "-5.00", "REF1", "COFFEE HOUSE"), ("2025-06-01", "-5.00", "REF2", "COFFEE HOUSE")]),
            name: "two.ofx")

        #expect((again.lines, again.duplicates) == (2, 1))
    }

    @Test(arguments: Engine.available)
    func `equal numbers of different currencies are different lines`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        for row in ["2025-02-06,Wire fee,-5.00,USD", "2025-02-06,Wire fee,-5.00,EUR", "2025-02-06,Wire fee,-500,JPY"] {
            let summary = try await sample.importText("Date,Description,Amount,Currency\n\(row)\n", name: row)
            #expect((summary.lines, summary.duplicates) == (1, 0))
        }
        #expect(try await sample.waiting().count == 3)
    }

    @Test(arguments: Engine.available)
    func `lines that another file holds too stay when their import is undone`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let first = try await sample.importText(csv("2025-06-01,A,-1.00", "2025-06-02,B,-2.00"), name: "a.csv")
        let both = csv("2025-06-01,A,-1.00", "2025-06-02,B,-2.00", "2025-06-03,C,-3.00")
        _ = try await sample.importText(both, name: "b.csv")
        _ = try await UndoImport(sample.office)(for: sample.tenant, try #require(first.id), by: "dana")

        #expect(try await sample.waiting().map(\.line.text).sorted() == ["A", "B", "C"])

        let again = try await sample.importText(both, name: "b.csv")

        #expect((again.lines, again.duplicates) == (3, 3))
    }

    @Test(arguments: Engine.available)
    func `an amount that sums could not hold is a rejected row, and a long text is taken`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let long = String((0..<20_000).map { _ in "qwertyuiopasdfgh".randomElement() ?? "x" })
        let summary = try await sample.importText(csv("2025-06-01,Boom,92233720368547758.07", "2025-06-01,\(long),-2.00"))

        #expect(summary.lines == 1)
        #expect(summary.rejected.map(\.row) == [2])
        try await sample.decide(sample.waiting(), .file(sample.account(.bankFees)))
        #expect(try await sample.faults() == [])
    }

    @Test func `an account that is no bank account takes no statement`() async throws {
        let sample = try await SampleBooks.make(on: .sqlite)
        await #expect(throws: OperationError.self) {
            _ = try await sample.importText(csv("2025-06-01,Coffee,-3.50"), into: sample.account(.bankFees))
        }
    }
}

struct UndoImportTests {
    @Test(arguments: Engine.available)
    func `undo takes the lines back, reverses what was posted and lets the file in again`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let file = csv("2025-06-01,Coffee,-3.50", "2025-06-02,Salary,1200.00")
        let id = try #require(try await sample.importText(file).id)
        let coffee = try await sample.waiting().filter { $0.line.text == "Coffee" }
        try await sample.decide(coffee, .file(sample.account(.bankFees)))
        #expect(try await sample.balance(.checking) == -350)

        let summary = try await UndoImport(sample.office)(for: sample.tenant, id, by: "dana")

        #expect((summary.lines, summary.reversed) == (2, 1))
        #expect(try await sample.waiting().isEmpty)
        #expect(try await sample.balance(.checking) == 0)
        #expect(try await sample.entries().count == 2)
        #expect(try await sample.importText(file).duplicates == 0)
        #expect(try await sample.faults() == [])
        await #expect(throws: OperationError.importUndone("\(id)")) {
            _ = try await UndoImport(sample.office)(for: sample.tenant, id, by: "dana")
        }
    }

    @Test(arguments: Engine.available)
    func `an import with an entry in a closed period is not undone, and nothing changes`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let id = try #require(try await sample.importText(csv("2025-06-01,Coffee,-3.50")).id)
        try await sample.decide(sample.waiting(), .file(sample.account(.bankFees)))
        try await ClosePeriod(sample.office)(for: sample.tenant, try #require(Period.month(6, year: 2025)), by: "dana")

        await #expect(throws: PeriodError.self) { _ = try await UndoImport(sample.office)(for: sample.tenant, id, by: "dana") }
        #expect(try await sample.balance(.checking) == -350)
        #expect(try await sample.entries().count == 1)
    }

    @Test func `what people said of an undone import is forgotten`() async throws {
        let sample = try await SampleBooks.make(on: .sqlite)
        let file = csv("2025-06-01,Acme Cloud,-3.50", "2025-06-02,Acme Cloud,-4.50", "2025-06-03,Acme Cloud,-5.50")
        let id = try #require(try await sample.importText(file).id)
        try await sample.decide(sample.waiting(), .file(sample.account(.bankFees)))
        _ = try await UndoImport(sample.office)(for: sample.tenant, id, by: "dana")

        _ = try await sample.importText(csv("2025-07-01,Acme Cloud,-3.50"))

        #expect(try await sample.waiting().first?.proposal.method == "none")
    }
}

/// Numbers calls from 1, from any thread.
final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    func next() -> Int {
        lock.withLock {
            count += 1
            return count
        }
    }
}

/// An OFX 2 statement of a bank account, or of a card, with the given lines: day, amount, reference, text.
func ofx(account: String, isCard: Bool = false, _ lines: [(String, String, String, String)]) -> String {
    let (statement, from) = isCard ? ("CCSTMTRS", "CCACCTFROM") : ("STMTRS", "BANKACCTFROM")
    let transactions = lines.map { day, amount, reference, text in
        """
        <STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>\(day.replacing("-", with: ""))</DTPOSTED><TRNAMT>\(amount)</TRNAMT>\
        <FITID>\(reference)</FITID><NAME>\(text)</NAME></STMTTRN>
        """
    }
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
        <OFX><BANKMSGSRSV1><STMTTRNRS><\(statement)><CURDEF>USD</CURDEF>
        <\(from)><ACCTID>\(account)</ACCTID></\(from)>
        <BANKTRANLIST>\(transactions.joined(separator: "\n"))</BANKTRANLIST></\(statement)></STMTTRNRS></BANKMSGSRSV1></OFX>
        """
}
