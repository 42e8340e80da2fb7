import Bookkeeping
import Operations
import Testing

/// The files that office programs import, against their documented columns.
struct OfficeExportTests {
    private static let accounts = [
        Account(id: AccountID(1), code: "1000", name: "Checking", kind: .bank),
        Account(id: AccountID(2), code: "6500", name: "Rent: \"rates\"", kind: .expense),
        Account(id: AccountID(3), code: "6501", name: "rent: \"Rates\"", kind: .expense),
    ]

    private func entry(_ narration: String, currency: Currency = .usd) throws -> PostedEntry {
        let amount = Money(minorUnits: 120_050, currency)
        let entry = try JournalEntry(
            date: #require(CalendarDate(iso: "2025-06-30")), narration: narration,
            postings: [Posting(.debit, AccountID(2), amount), Posting(.credit, AccountID(1), amount)])
        return PostedEntry(id: EntryID(7), number: try #require(EntryNumber(text: "2025-0418")), entry: entry, source: .statement)
    }

    @Test func `IIF of one entry, accounts first, a tab or line break never within a field`() throws {
        let export = IIFExport(accounts: Self.accounts, currency: .usd)
        #expect(
            export.preamble + (try export.text(for: entry("=Rent\tJune\n\"paid\"")))
                == [
                    "!ACCNT\tNAME\tACCNTTYPE\tDESC\tACCNUM",
                    "ACCNT\tChecking\tBANK\tChecking\t1000",
                    "ACCNT\tRent- 'rates'\tEXP\tRent: 'rates'\t6500",
                    "ACCNT\t6501 rent- 'Rates'\tEXP\trent: 'Rates'\t6501",
                    "!TRNS\tTRNSID\tTRNSTYPE\tDATE\tACCNT\tAMOUNT\tDOCNUM\tMEMO",
                    "!SPL\tSPLID\tTRNSTYPE\tDATE\tACCNT\tAMOUNT\tDOCNUM\tMEMO",
                    "!ENDTRNS",
                    "TRNS\t2025-0418-1\tGENERAL JOURNAL\t06/30/2025\tRent- 'rates'\t1200.50\t2025-0418\t'=Rent June 'paid'",
                    "SPL\t2025-0418-2\tGENERAL JOURNAL\t06/30/2025\tChecking\t-1200.50\t2025-0418\t'=Rent June 'paid'",
                    "ENDTRNS", "",
                ].joined(separator: "\r\n"))
    }

    @Test func `QuickBooks Online CSV of one entry`() throws {
        let export = QuickBooksCSVExport(accounts: Self.accounts, currency: .usd)
        #expect(
            export.preamble + (try export.text(for: entry("=cmd|'/c calc'!A1")))
                == [
                    "Journal No.,Journal Date,Account Name,Debits,Credits,Description,Name",
                    "2025-0418,06/30/2025,\"Rent: \"\"rates\"\"\",1200.50,,'=cmd|'/c calc'!A1,",
                    "2025-0418,06/30/2025,Checking,,1200.50,'=cmd|'/c calc'!A1,", "",
                ].joined(separator: "\r\n"))
    }

    @Test func `Xero manual journals of one entry: the number keeps equal narrations apart`() throws {
        let export = XeroExport(accounts: Self.accounts, currency: .usd, taxRate: "No VAT")
        #expect(
            export.preamble + (try export.text(for: entry("Rent June")))
                == [
                    "*Narration,*Date,Description,*AccountCode,*TaxRate,*Amount,TrackingName1,TrackingOption1,TrackingName2,TrackingOption2",
                    "2025-0418 Rent June,30 Jun 2025,\"Rent: \"\"rates\"\"\",6500,No VAT,1200.50,,,,",
                    "2025-0418 Rent June,30 Jun 2025,Checking,1000,No VAT,-1200.50,,,,", "",
                ].joined(separator: "\r\n"))
    }

    @Test func `an entry in another currency is named and refused`() throws {
        let euro = try #require(Currency(code: "EUR"))
        let foreign = try entry("Rent", currency: euro)
        let error = ExportError.otherCurrency(foreign.number, euro, only: .usd)
        #expect(throws: error) { try IIFExport(accounts: Self.accounts, currency: .usd).text(for: foreign) }
        #expect(throws: error) { try QuickBooksCSVExport(accounts: Self.accounts, currency: .usd).text(for: foreign) }
        #expect(throws: error) { try XeroExport(accounts: Self.accounts, currency: .usd).text(for: foreign) }
        #expect(error.userText == "Entry 2025-0418 is in EUR, and this format takes USD alone. Export to CSV, beancount or hledger.")
    }

    @Test func `each block of an IIF file sums to nothing`() throws {
        let books = try ExportBooks(seed: 1, entries: 80)
        for posted in books.entries {
            guard let currency = posted.entry.postings.first?.amount.currency,
                posted.entry.postings.allSatisfy({ $0.amount.currency == currency })
            else { continue }
            let text = try IIFExport(accounts: books.accounts, currency: currency).text(for: posted)
            let rows = text.split(separator: "\r\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
            #expect(rows.dropLast().allSatisfy { $0.count == 8 })
            let sum = rows.dropLast().compactMap { Money(decimalText: $0[5], currency)?.minorUnits }.reduce(0, +)
            #expect(sum == 0)
        }
    }
}
