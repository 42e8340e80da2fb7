import Bookkeeping
import Testing

struct JournalEntryTests {
    private static let cash = AccountID(1)
    private static let rent = AccountID(2)

    private static func posting(_ side: Side, _ minorUnits: Int64, _ currency: Currency = .usd) throws -> Posting {
        try Posting(side, side == .debit ? rent : cash, Money(minorUnits: minorUnits, currency))
    }

    private static func entry(_ postings: [Posting]) throws -> JournalEntry {
        try JournalEntry(date: "2025-06-30", narration: "Rent", postings: postings)
    }

    @Test func `equal sides make an entry`() throws {
        let split = try Self.entry([Self.posting(.debit, 70), Self.posting(.debit, 30), Self.posting(.credit, 100)])
        #expect(split.postings.map(\.signedMinorUnits) == [70, 30, -100])
        #expect(try JournalEntry.debitsLessCredits(split.postings) == [Money.zero(.usd)])
    }

    @Test func `an entry cannot be unbalanced`() {
        #expect(throws: EntryError.unbalanced(by: Money(minorUnits: -1, .usd))) {
            try Self.entry([Self.posting(.debit, 99), Self.posting(.credit, 100)])
        }
    }

    @Test func `every currency balances by itself`() throws {
        #expect(throws: EntryError.unbalanced(by: Money(minorUnits: -100, .eur))) {
            try Self.entry([Self.posting(.debit, 100), Self.posting(.credit, 100, .eur)])
        }
        let both = [
            try Self.posting(.debit, 100), try Self.posting(.credit, 100),
            try Self.posting(.credit, 90, .eur), try Self.posting(.debit, 90, .eur),
        ]
        #expect(try Self.entry(both).postings == both)
    }

    @Test func `one posting is no entry, not even of zero`() {
        #expect(throws: EntryError.tooFewPostings(1)) { try Self.entry([Self.posting(.debit, 0)]) }
        #expect(throws: EntryError.tooFewPostings(0)) { try Self.entry([]) }
    }

    @Test func `an amount is never negative`() {
        #expect(throws: EntryError.negativeAmount(Money(minorUnits: -1, .usd))) { try Self.posting(.debit, -1) }
    }

    @Test func `sides beyond 64 bits are refused`() {
        #expect(throws: EntryError.overflow) {
            let half = try (0..<10_000).map { _ in try Self.posting(.debit, Posting.largestMinorUnits) }
            _ = try Self.entry(half + half.map { try Posting(.credit, $0.account, $0.amount) })
        }
    }

    @Test func `an amount has room above it for sums`() throws {
        _ = try Self.posting(.debit, Posting.largestMinorUnits)
        let more = Money(minorUnits: Posting.largestMinorUnits + 1, .usd)
        #expect(throws: EntryError.tooLarge(more)) { try Self.posting(.debit, more.minorUnits) }
    }

    @Test func `a reversal has the same postings on the opposite sides`() throws {
        let rent = try Self.entry([Self.posting(.debit, 100), Self.posting(.credit, 100)])
        let reversal = rent.reversal(on: "2025-07-01", narration: "Wrong month")
        #expect(reversal.date == "2025-07-01" && reversal.narration == "Wrong month")
        #expect(reversal.postings.map(\.side) == [.credit, .debit])
        #expect(reversal.postings.map(\.account) == rent.postings.map(\.account))
        #expect(reversal.postings.map(\.amount) == rent.postings.map(\.amount))
    }

    @Test func `every error tells the way out`() {
        let amount = Money(minorUnits: 5, .usd)
        let texts = [EntryError.tooFewPostings(1), .negativeAmount(amount), .unbalanced(by: amount), .overflow].map(\.userText)
        #expect(Set(texts).count == texts.count)
        #expect(texts.allSatisfy { $0.hasSuffix(".") })
        #expect(texts[2] == "Debits and credits differ by 0.05 USD. Change a line or add the missing one.")
    }
}

struct AccountTests {
    @Test(
        arguments: [
            (AccountType.asset, Side.debit, true), (.liability, .credit, true), (.equity, .credit, true), (.income, .credit, false),
            (.expense, .debit, false),
        ] as [(AccountType, Side, Bool)])
    func `a type has its normal side and its statement`(type: AccountType, side: Side, isPermanent: Bool) {
        #expect(type.normalSide == side)
        #expect(type.isPermanent == isPermanent)
    }

    @Test func `a bank's or a card's account takes statements, no other`() {
        #expect(Account.Kind.allCases.filter(\.takesStatements) == [.bank, .cash, .creditCard])
    }

    @Test(arguments: ["12", "9223372036854775807"]) func `an id is a positive number`(text: String) {
        #expect(AccountID(text: text)?.description == text)
    }

    @Test(arguments: ["0", "-1", "+1", "", "1.0", " 1", "9223372036854775808"]) func `other text is no id`(text: String) {
        #expect(AccountID(text: text) == nil)
    }
}

struct EntryNumberTests {
    @Test(arguments: [(2025, 418, "2025-0418"), (2025, 1, "2025-0001"), (2025, 12_345, "2025-12345"), (33, 9_999_999, "0033-9999999")])
    func `a number is written as year and sequence, and read back`(year: Int, sequence: Int, text: String) throws {
        let number = try #require(EntryNumber(year: year, sequence: sequence))
        #expect(number.description == text)
        #expect(number.rawValue == Int64(year) * 10_000_000 + Int64(sequence))
        #expect(EntryNumber(text: text) == number)
        #expect(EntryNumber(rawValue: number.rawValue) == number)
    }

    @Test(arguments: [
        "", "2025", "2025-", "2025-0", "2025-0000", "25-0418", "2025-12345678", "2025-04x8", "2025-0418-1", "-0418", "0000-0001",
    ])
    func `other text is no entry number`(text: String) { #expect(EntryNumber(text: text) == nil) }

    @Test func `a person may leave out the zeros`() { #expect(EntryNumber(text: "2025-418")?.description == "2025-0418") }

    @Test(arguments: [Int64(0), -1, 10_000_000, 418, 100_000_000_000_000, .min, .max])
    func `a stored number outside the range is refused`(rawValue: Int64) { #expect(EntryNumber(rawValue: rawValue) == nil) }

    @Test func `numbers follow each other until the year is full`() throws {
        let first = try #require(EntryNumber.first(ofYear: 2025))
        #expect(first.next()?.description == "2025-0002")
        #expect(try #require(first.next()) > first)
        #expect(EntryNumber(year: 2025, sequence: 9_999_999)?.next() == nil)
    }
}
