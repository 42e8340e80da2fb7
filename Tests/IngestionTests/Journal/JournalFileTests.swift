import Bookkeeping
import Ingestion
import Testing

struct JournalFileTests {
    private func read(_ text: String, _ format: JournalFile.Format? = nil) throws -> JournalFile {
        try JournalFile(ByteSource(name: "journal", bytes: Array(text.utf8)), currency: .usd, format: format)
    }

    private func postings(_ entry: JournalFile.Entry?) -> [String] { (entry?.postings ?? []).map { "\($0.account) \($0.amount)" } }

    @Test func `beancount: accounts, labels, payee and narration, the amount left out`() throws {
        let journal = try read(
            """
            option "title" "Acme"
            2024-01-01 open Assets:Bank:Checking USD
              label: "1000 Checking: main"
            2024-01-02 * "Shop" "Paper; and \\"ink\\"" #office
              id: "7"
              Expenses:Office   12.50 USD ; note
              Assets:Bank:Checking
            2024-01-31 balance Assets:Bank:Checking  -12.50 USD
            """)
        #expect(journal.format == .beancount)
        #expect(journal.problems.isEmpty)
        #expect(journal.accounts.map(\.label) == ["1000 Checking: main", nil])
        #expect(journal.accounts.map(\.type) == [.asset, .expense])
        #expect(journal.entries.first?.narration == "Shop Paper; and \"ink\"")
        #expect(postings(journal.entries.first) == ["Expenses:Office 12.50 USD", "Assets:Bank:Checking -12.50 USD"])
    }

    @Test func `hledger and ledger: codes, flags, comments, symbols and thousands`() throws {
        let journal = try read(
            """
            ; a comment
            account Assets:Bank  ; type: C
            2024/01/02=2024/01/05 * (42) Shop | Paper ; note
                ; tag: value
                Expenses:Office    $1,234.56
                Assets:Bank  $-1,234.56 = $10.00

            comment
            2024-01-01 not an entry
            end comment
            Y2024
            01-03 Coffee
                Expenses:Food  3.50
                Assets:Bank
            """)
        #expect(journal.format == .ledger)
        #expect(journal.problems.isEmpty)
        #expect(journal.entries.map(\.narration) == ["Shop Paper", "Coffee"])
        #expect(postings(journal.entries.first) == ["Expenses:Office 1234.56 USD", "Assets:Bank -1234.56 USD"])
        #expect(journal.entries.last?.date == CalendarDate(iso: "2024-01-03"))
    }

    @Test func `QuickBooks: the report, where a total ends an entry, and the import file, where a number does`() throws {
        let report = try read(
            """
            Acme Inc,,,,,,,
            Journal,,,,,,,
            ,,,,,,,
            Date,Transaction Type,Num,Name,Memo/Description,Account,Debit,Credit
            01/15/2024,Expense,,Shop,Paper,Office Supplies,"1,200.50",
            ,,,,Paper,Checking,,"1,200.50"
            ,,,,,,"1,200.50","1,200.50"
            01/15/2024,Deposit,,,Sale,Checking,10.00,
            ,,,,Sale,Sales,,10.00
            """)
        #expect(report.format == .quickBooks)
        #expect(report.problems.isEmpty)
        #expect(report.entries.map(\.narration) == ["Shop Paper", "Sale"])
        #expect(postings(report.entries.first) == ["Office Supplies 1200.50 USD", "Checking -1200.50 USD"])

        let file = try read(
            "Journal No.,Journal Date,Account Name,Debits,Credits\n1,31/01/2024,A,5,\n1,31/01/2024,B,,5\n2,31/01/2024,A,6,\n2,31/01/2024,B,,6\n"
        )
        #expect(file.entries.count == 2)
        #expect(file.entries.first?.date == CalendarDate(iso: "2024-01-31"))
    }

    @Test func `what cannot be read is told row by row, and the rest comes in`() throws {
        let beancount = try read(
            """
            include "other.beancount"
            2024-01-01 pad Assets:Bank Equity:Opening
            2024-13-01 * "No such month"
            2024-01-02 * "Lots"
              Assets:Shares  10 ACME {5.00 USD}
              Assets:Bank  -50.00 USD
            2024-01-03 * "Good"
              Expenses:Food  1.00 USD
              Assets:Bank
            2024-01-04 * "Two gaps"
              Expenses:Food
              Assets:Bank
            """, .beancount)
        #expect(beancount.problems.map(\.row) == [1, 2, 3, 5, 10])
        #expect(beancount.entries.map(\.narration) == ["Good"])

        let ledger = try read(
            """
            ~ monthly
                Expenses:Rent  100
                Assets:Bank
            2024-01-02 Assigned
                Assets:Bank  = 100.00
                Equity:Opening
            2024-01-03 Priced
                Assets:Euro  10 EUR @ 1.10 USD
                Assets:Bank  -11.00 USD
            2024-01-04 Virtual
                (Budget:Food)  5
                Expenses:Food  5
                Assets:Bank
            2024-01-05 Points
                Assets:Points  5 POINTS
                Assets:Bank
            """, .ledger)
        #expect(ledger.problems.map(\.row) == [1, 5, 8, 11, 15])
        #expect(ledger.entries.map(\.narration) == ["Virtual"])

        let quickBooks = try read("Date,Account,Debit,Credit\n99/99/2024,A,1,\n,B,,1\n01/02/2024,A,x,\n,B,,1\n01/03/2024,A,1,1\n,B,,1\n")
        #expect(quickBooks.problems.map(\.row) == [2, 3, 4, 6])
    }

    @Test func `what is no journal is refused in a sentence`() {
        for text in ["", "hello", "%PDF-1.4", "Date,Description,Amount\n2024-01-01,x,1\n", "\u{0}\u{1}\u{2}\u{0}"] {
            #expect(throws: IngestionError.self) { try read(text) }
        }
    }

    @Test(arguments: 0..<40)
    func `a journal with bytes torn out of it never stops the program`(seed: Int) throws {
        var text = Array(
            """
            2024-01-01 open Assets:Bank USD
            2024-01-02 * "Shop" "Paper"
              Expenses:Office   12.50 USD
              Assets:Bank
            2024/01/03 (1) Coffee
                Expenses:Food  $3.50
                Assets:Bank
            Date,Num,Name,Account,Debit,Credit
            01/02/2024,1,x,A,"1,000.00",
            """.utf8)
        for step in 0..<6 {
            let place = (seed * 7_919 + step * 104_729) % text.count
            if step % 2 == 0 { text.remove(at: place) } else { text[place] = UInt8(truncatingIfNeeded: seed &* 31 &+ step &* 57) }
        }
        for format in JournalFile.Format.allCases {
            _ = try? JournalFile(ByteSource(name: "torn", bytes: text), currency: .usd, format: format)
        }
    }
}
