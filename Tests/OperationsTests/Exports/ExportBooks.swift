import Bookkeeping

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers for the same seed, on every machine.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Posted entries from a seed, with names and narrations that would break a careless export.
struct ExportBooks {
    let accounts: [Account]
    let entries: [PostedEntry]

    init(accounts: [Account], entries: [PostedEntry]) { (self.accounts, self.entries) = (accounts, entries) }

    private static let names = [
        "Checking", "Checking", "checking", "401(k) (savings)", "[virtual]", "(virtual)", "Café Zürich", "Cafe\u{301} Zürich", "日本の口座",
        "Банк №1", "Ελλάδα ͿΑ", "😀 fun", "a:b:c", "x; y", "  two  spaces\tand a tab ", "\"quoted\" \\ back", "* star", "! bang", "= equals",
        "@ at @@", "{1.00 USD}", "line\nbreak", "", "-",
        "R&D, other", "بنك", "कोष", "ǅungla", "Kühlschrank-2", "Kühlschrank", "ǆ", "₿ coin",
        "name with  ; note", "100 USD", "tag:value", "$1.00", "~ auto", "ſ long s", "ª º", "한국 은행",
    ]

    private static let narrations = [
        "Rent June", "", " ", "say \"hi\"", "back\\slash", "\\\"", "semi;colon  ; note: x",
        "(code) text", "* starred", "! pending", "| pipe | two",
        "line\nbreak\r\nand more", "tab\there", "=2025-01-01 aux",
        "%tag #tag ^link", "日本 😀 é", "\u{0}\u{7}\u{1B}[2J control", "{{template}}",
        "2025-01-01 * \"nested\"", "a:b: c", "; comment",
        "include /nowhere", String(repeating: "long ", count: 400), "\u{FEFF}bom", "\u{2028}sep",
        "$100.00 @ 2 EUR", "[2025-01-01]", "trailing\\", "\u{202E}right to left",
    ]

    init(seed: UInt64, entries count: Int) throws {
        var generator = SeededGenerator(state: seed)
        let kinds = Account.Kind.allCases
        accounts = Self.names.enumerated().map { index, name in
            // Codes of every sort: digits, none, the same again in other letters.
            let code = [String(1000 + index), "", "a\(index)", "10.0\(index % 3)", "10-0\(index % 3)"][index % 5]
            return Account(id: AccountID(Int64(index + 1)), code: code, name: name, kind: kinds[index % kinds.count])
        }
        let first = CalendarDate(dayNumber: 19_723)
        let dates = (0..<count).map { _ in first.adding(days: Int.random(in: 0..<700, using: &generator)) }.sorted()
        var entries: [PostedEntry] = []
        for (index, date) in dates.enumerated() {
            guard let number = EntryNumber(year: date.year, sequence: index + 1) else { continue }
            var entry = try Self.entry(date, accounts, &generator)
            var reverses: EntryID?
            if index % 10 == 9, let earlier = entries.randomElement(using: &generator) {
                entry = earlier.entry.reversal(on: date, narration: "Reversal of \(earlier.number)")
                reverses = earlier.id
            }
            let source = reverses == nil ? EntrySource.allCases[index % 2] : .reversal
            entries.append(
                PostedEntry(id: EntryID(Int64(index + 1)), number: number, entry: entry, source: source, reverses: reverses))
        }
        self.entries = entries
    }

    private static func entry(
        _ date: CalendarDate, _ accounts: [Account], _ generator: inout SeededGenerator
    ) throws -> JournalEntry {
        var postings: [Posting] = []
        let currencies = [Currency(code: "USD"), Currency(code: "JPY"), Currency(code: "KWD")].compactMap(\.self)
        for currency in currencies.shuffled(using: &generator).prefix(Int.random(in: 1...2, using: &generator)) {
            let side = Bool.random(using: &generator) ? Side.debit : .credit
            let most: Int64 = Int.random(in: 0..<20, using: &generator) == 0 ? Posting.largestMinorUnits / 4 : 1_000_000
            let amounts = (0..<Int.random(in: 1...3, using: &generator)).map { _ in Int64.random(in: 0...most, using: &generator) }
            for amount in amounts {
                postings.append(try Posting(side, any(accounts, &generator), Money(minorUnits: amount, currency)))
            }
            let whole = Money(minorUnits: amounts.reduce(0, +), currency)
            postings.append(try Posting(side.opposite, any(accounts, &generator), whole))
        }
        return try JournalEntry(date: date, narration: narrations.randomElement(using: &generator) ?? "", postings: postings)
    }

    private static func any(_ accounts: [Account], _ generator: inout SeededGenerator) -> AccountID {
        accounts[Int.random(in: accounts.indices, using: &generator)].id
    }

    /// `1234.56 USD` or `-1234.56 USD` for each balance of our own trial balance, sorted: what the other programs must find.
    func balances() throws -> [String] {
        let totals = entries.flatMap(\.entry.postings).map { posting in
            let units = posting.amount.minorUnits
            return AccountTotals(
                account: posting.account, currency: posting.amount.currency, debits: posting.side == .debit ? units : 0,
                credits: posting.side == .credit ? units : 0)
        }
        let balance = try TrialBalance(asOf: .latest, accounts: accounts, totals: totals)
        return balance.rows.map { $0.side == .debit ? "\($0.amount)" : "-\($0.amount)" }.sorted()
    }
}
