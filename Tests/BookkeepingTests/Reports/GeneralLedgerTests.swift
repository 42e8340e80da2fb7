import Bookkeeping
import Testing

struct GeneralLedgerTests {
    /// As storage delivers them: by account in order of code, then date and number.
    private static func postings(_ books: SampleBooks, in period: Period) throws -> [LedgerPosting] {
        var postings: [LedgerPosting] = []
        for account in books.accounts.inOrderOfCode() {
            for (index, entry) in books.entries.enumerated() where period.contains(entry.date) {
                let number = try #require(EntryNumber(year: entry.date.year, sequence: index + 1))
                for posting in entry.postings where posting.account == account.id {
                    postings.append(
                        LedgerPosting(
                            account: account.id, entry: EntryID(Int64(index + 1)), number: number, date: entry.date,
                            narration: entry.narration, side: posting.side, amount: posting.amount))
                }
            }
        }
        return postings
    }

    private static func elements(_ books: SampleBooks, _ period: Period) throws -> [GeneralLedger.Element] {
        let opening = period.first.previous.map { totals(books.entries, through: $0) } ?? []
        var ledger = try GeneralLedger(period: period, accounts: books.accounts.inOrderOfCode(), opening: opening)
        var elements: [GeneralLedger.Element] = []
        for posting in try postings(books, in: period) { elements += try ledger.append(posting) }
        return elements + (try ledger.finish())
    }

    @Test func `an account runs from its opening to its closing balance`() throws {
        let elements = try Self.elements(SampleBooks.shop(), "2025-02")
        let bank = try SampleBooks.shop().account("1000")
        guard case .opening(bank, let opening) = elements[0], case .posting(let first) = elements[1],
            case .posting(let second) = elements[2], case .closing(bank, let closing) = elements[3]
        else {
            Issue.record("the ledger begins with the bank account: \(elements.prefix(4))")
            return
        }
        #expect(opening.map(\.minorUnits) == [615_000])
        #expect([first, second].map(\.balance.minorUnits) == [375_000, 525_000])
        #expect(closing.map(\.balance.minorUnits) == [525_000])
        #expect(closing.map(\.debits.minorUnits) == [150_000])
        #expect(closing.map(\.credits.minorUnits) == [240_000])
    }

    @Test func `accounts with only an opening balance are shown, those with nothing are not`() throws {
        let headings = try Self.elements(SampleBooks.shop(), "2025-02").compactMap { element -> String? in
            guard case .opening(let account, _) = element else { return nil }
            return account.code
        }
        #expect(headings == ["1000", "1100", "1500", "1590", "2100", "2700", "3000", "4000", "5000", "6500", "6900"])
    }

    @Test func `every account closes where the trial balance has it`() throws {
        let shop = try SampleBooks.shop()
        let balance = try TrialBalance(asOf: "2025-12-31", accounts: shop.accounts, totals: totals(shop.entries, through: "2025-12-31"))
        let closing = try Self.elements(shop, "2025").compactMap { element -> (Account, Int64)? in
            guard case .closing(let account, let totals) = element else { return nil }
            return (account, totals.reduce(0) { $0 + $1.balance.minorUnits })
        }
        #expect(closing.map(\.0) == balance.rows.map(\.account))
        #expect(closing.map(\.1) == balance.rows.map { $0.side == .debit ? $0.amount.minorUnits : -$0.amount.minorUnits })
    }

    @Test func `a page goes on from the balances carried to it`() throws {
        let shop = try SampleBooks.shop()
        let bank = try shop.account("1000")
        let postings = try Self.postings(shop, in: "2025").filter { $0.account == bank.id }
        var whole = AccountLedger(bank)
        let lines = try postings.map { posting in try whole.append(posting) }

        var firstPage = AccountLedger(bank)
        for posting in postings.prefix(2) { _ = try firstPage.append(posting) }
        var secondPage = AccountLedger(bank, carried: firstPage.balances)
        #expect(try postings.dropFirst(2).map { posting in try secondPage.append(posting) } == Array(lines.dropFirst(2)))
    }

    @Test func `postings out of order are refused`() throws {
        let shop = try SampleBooks.shop()
        let postings = try Self.postings(shop, in: "2025")
        for wrong in [[postings[1], postings[0]], [postings[postings.count - 1], postings[0]]] {
            var ledger = try GeneralLedger(period: "2025", accounts: shop.accounts, opening: [])
            _ = try ledger.append(wrong[0])
            #expect(throws: ReportError.outOfOrder(wrong[1].number)) { try ledger.append(wrong[1]) }
        }
        var ledger = try GeneralLedger(period: "2024", accounts: shop.accounts, opening: [])
        #expect(throws: ReportError.outOfOrder(postings[0].number)) { try ledger.append(postings[0]) }
    }

    @Test func `the ledger prints as it comes`() throws {
        let layout = TextTable(columns: GeneralLedger.columns)
        let text = try Self.elements(SampleBooks.shop(), "2025-02").prefix(4).flatMap(GeneralLedger.rows)
            .reduce(into: layout.header) { $0 += layout.line(for: $1) }
        #expect(
            text == """
                Code    Date        Entry         Narration                                     Currency           Debit          Credit         Balance
                ------  ----------  ------------  --------------------------------------------  --------  --------------  --------------  --------------
                1000                              Checking
                1000                              Opening balance                               USD                                              6150.00
                1000    2025-02-01  2025-0008     1500 from 1000                                USD                              2400.00         3750.00
                1000    2025-02-02  2025-0009     1000 from 2700                                USD              1500.00                         5250.00
                1000                              Closing balance                               USD              1500.00         2400.00         5250.00


                """)
    }
}
