import Bookkeeping
import Operations
import Testing

struct ExportTests {
    /// The first has each account and each narration many times; the others are shorter, from other seeds.
    static let books: [(seed: UInt64, entries: Int)] = [(1, 600), (2, 80), (3, 80), (4, 1), (5, 0)]

    private static func text(_ export: some JournalExport, _ books: ExportBooks) throws -> String {
        var export = export
        var text = export.preamble
        for entry in books.entries { text += try export.text(for: entry) }
        return text
    }

    private static func beancount(_ books: ExportBooks) throws -> String {
        try text(BeancountExport(accounts: books.accounts, title: "Say \"books\" \\ of\nall"), books)
    }

    private static func ledger(_ books: ExportBooks) throws -> String {
        try text(LedgerExport(accounts: books.accounts, title: "Say \"books\";\nof all"), books)
    }

    @Test(arguments: books)
    func `bean-check accepts the beancount export`(seed: UInt64, entries: Int) throws {
        let outcome = try Program(name: "bean-check").run(["FILE"], on: Self.beancount(ExportBooks(seed: seed, entries: entries)))
        #expect(outcome.status == 0, "\(outcome.output.prefix(2_000))")
        #expect(outcome.output.isEmpty, "\(outcome.output.prefix(2_000))")
    }

    @Test(arguments: books)
    func `beancount finds the balances of our trial balance`(seed: UInt64, entries: Int) throws {
        let books = try ExportBooks(seed: seed, entries: entries)
        let query = "SELECT account, currency, sum(number) AS balance GROUP BY account, currency"
        let outcome = try Program(name: "bean-query").run(["-f", "csv", "-m", "FILE", query], on: Self.beancount(books))
        let balances = outcome.output.split(whereSeparator: \.isNewline).dropFirst().compactMap { line -> String? in
            let fields = line.split(separator: ",").map { $0.trimmingPrefix(while: \.isWhitespace).split(separator: " ")[0] }
            return fields.count == 3 ? "\(fields[2]) \(fields[1])" : nil
        }
        #expect(balances.filter { !Self.isZero($0) }.sorted() == (try books.balances()), "\(outcome.output.prefix(2_000))")
    }

    @Test(arguments: books)
    func `hledger accepts the journal in strict mode, in order of date`(seed: UInt64, entries: Int) throws {
        let journal = try Self.ledger(ExportBooks(seed: seed, entries: entries))
        let outcome = try Program(name: "hledger").run(["check", "--strict", "ordereddates", "-f", "FILE"], on: journal)
        #expect(outcome.status == 0, "\(outcome.output.prefix(2_000))")
    }

    @Test(arguments: books)
    func `hledger finds the balances of our trial balance`(seed: UInt64, entries: Int) throws {
        let books = try ExportBooks(seed: seed, entries: entries)
        let outcome = try Program(name: "hledger").run(
            ["balance", "--flat", "--no-total", "--layout=bare", "-O", "csv", "-f", "FILE"], on: Self.ledger(books))
        // "account","commodity","balance"; of the account name only the last two fields matter here.
        let balances = outcome.output.split(whereSeparator: \.isNewline).dropFirst().compactMap { line -> String? in
            let fields = line.split(separator: "\",\"").suffix(2).map { $0.filter { $0 != "\"" } }
            return fields.count == 2 ? "\(fields[1]) \(fields[0])" : nil
        }
        #expect(balances.filter { !Self.isZero($0) }.sorted() == (try books.balances()), "\(outcome.output.prefix(2_000))")
    }

    @Test(arguments: books)
    func `ledger accepts the journal in pedantic mode and finds the balances of our trial balance`(seed: UInt64, entries: Int) throws {
        let books = try ExportBooks(seed: seed, entries: entries)
        let outcome = try Program(name: "ledger").run(
            ["--pedantic", "--args-only", "-f", "FILE", "balance", "--flat", "--no-total", "--format", "%(display_total)\n"],
            on: Self.ledger(books))
        #expect(outcome.status == 0, "\(outcome.output.prefix(2_000))")
        let balances = outcome.output.split(whereSeparator: \.isNewline).map { String($0.trimmingPrefix(while: \.isWhitespace)) }
        #expect(balances.filter { !Self.isZero($0) }.sorted() == (try books.balances()), "\(outcome.output.prefix(2_000))")
    }

    /// `0.00 USD`, `0 USD` or `0`: an account with nothing left.
    private static func isZero(_ balance: String) -> Bool { !balance.contains { ("1"..."9").contains($0) } }

    @Test func `beancount export of one entry and its reversal`() throws {
        #expect(
            try Self.text(BeancountExport(accounts: Sample.accounts, title: "Acme"), try Sample.books) == """
                option "title" "Acme"

                2025-06-30 open Expenses:6500-Rent-rates
                  label: "6500 Rent: rates"

                2025-06-30 open Assets:1000-Checking
                  label: "1000 Checking"

                2025-06-30 * "Rent \\"June\\"; paid"
                  entry: "2025-0418"
                  id: "7"
                  source: "import"
                  Expenses:6500-Rent-rates  1200.00 USD
                  Assets:1000-Checking  -1200.00 USD

                2025-07-01 * "Wrong month"
                  entry: "2025-0419"
                  id: "8"
                  source: "reversal"
                  reverses: "7"
                  Expenses:6500-Rent-rates  -1200.00 USD
                  Assets:1000-Checking  1200.00 USD

                """)
    }

    @Test func `hledger and ledger export of one entry and its reversal`() throws {
        #expect(
            try Self.text(LedgerExport(accounts: Sample.accounts, title: "Acme"), try Sample.books) == """
                ; Acme

                tag entry-id
                tag source
                tag reverses

                account Expenses:6500 Rent- rates

                account Assets:1000 Checking

                commodity USD
                    format 1000.00 USD

                2025-06-30 * (2025-0418) Rent "June", paid
                    ; entry-id: 7
                    ; source: import
                    Expenses:6500 Rent- rates  1200.00 USD
                    Assets:1000 Checking  -1200.00 USD

                2025-07-01 * (2025-0419) Wrong month
                    ; entry-id: 8
                    ; source: reversal
                    ; reverses: 7
                    Expenses:6500 Rent- rates  -1200.00 USD
                    Assets:1000 Checking  1200.00 USD

                """)
    }

    @Test func `CSV export of one entry and its reversal`() throws {
        #expect(
            try Self.text(CSVExport(accounts: Sample.accounts), try Sample.books)
                == [
                    "entry,id,date,narration,account code,account,debit,credit,currency,source,reverses",
                    "2025-0418,7,2025-06-30,\"Rent \"\"June\"\"; paid\",6500,Rent: rates,1200.00,,USD,import,",
                    "2025-0418,7,2025-06-30,\"Rent \"\"June\"\"; paid\",1000,Checking,,1200.00,USD,import,",
                    "2025-0419,8,2025-07-01,Wrong month,6500,Rent: rates,,1200.00,USD,reversal,7",
                    "2025-0419,8,2025-07-01,Wrong month,1000,Checking,1200.00,,USD,reversal,7", "",
                ].joined(separator: "\r\n"))
    }

    @Test func `an entry before the one ahead of it is refused`() throws {
        let backwards = ExportBooks(accounts: Sample.accounts, entries: try Sample.books.entries.reversed())
        let number = backwards.entries[1].number
        #expect(throws: ExportError.outOfOrder(number)) { try Self.beancount(backwards) }
        #expect(throws: ExportError.outOfOrder(number)) { try Self.ledger(backwards) }
    }

    @Test func `an account missing from the chart is refused`() throws {
        let bare = ExportBooks(accounts: [], entries: try Sample.books.entries)
        let error = ExportError.unknownAccount(AccountID(2), bare.entries[0].number)
        #expect(throws: error) { try Self.beancount(bare) }
        #expect(throws: error) { try Self.ledger(bare) }
        #expect(throws: error) { try Self.text(CSVExport(accounts: []), bare) }
    }

    @Test func `a year the other program cannot read is refused`() throws {
        let entry = try Sample.books.entries[0]
        let early = try #require(CalendarDate(iso: "1650-01-01"))
        let old = PostedEntry(id: entry.id, number: entry.number, entry: entry.entry.reversal(on: early, narration: ""), source: .manual)
        let books = ExportBooks(accounts: Sample.accounts, entries: [old])
        let error = ExportError.dateOutOfRange(entry.number, early, years: 1700...2099)
        #expect(throws: error) { try Self.beancount(books) }
        #expect(error.userText == "Entry 2025-0418 is dated 1650-01-01, and this format takes the years 1700 to 2099. Export to CSV.")
        #expect(try Program(name: "ledger").run(["-f", "FILE", "balance"], on: Self.ledger(books)).status == 0)
    }
}

/// One entry and its reversal, to be read at a glance.
private enum Sample {
    static let accounts = [
        Account(id: AccountID(1), code: "1000", name: "Checking", kind: .bank),
        Account(id: AccountID(2), code: "6500", name: "Rent: rates", kind: .expense),
    ]

    static var books: ExportBooks {
        get throws {
            let amount = Money(minorUnits: 120_000, .usd)
            let rent = try JournalEntry(
                date: #require(CalendarDate(iso: "2025-06-30")), narration: "Rent \"June\"; paid",
                postings: [Posting(.debit, AccountID(2), amount), Posting(.credit, AccountID(1), amount)])
            let reversal = rent.reversal(on: try #require(CalendarDate(iso: "2025-07-01")), narration: "Wrong month")
            return ExportBooks(
                accounts: accounts,
                entries: [
                    PostedEntry(id: EntryID(7), number: try #require(EntryNumber(text: "2025-0418")), entry: rent, source: .statement),
                    PostedEntry(
                        id: EntryID(8), number: try #require(EntryNumber(text: "2025-0419")), entry: reversal, source: .reversal,
                        reverses: EntryID(7)),
                ])
        }
    }
}
