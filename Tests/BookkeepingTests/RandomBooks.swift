import Bookkeeping

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers for the same seed, on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Books nobody would keep: any account against any other, in three currencies, over three years.
struct RandomBooks {
    let accounts: [Account]
    let entries: [JournalEntry]

    init(seed: UInt64, entries count: Int = 200) throws {
        var generator = SeededGenerator(seed: seed)
        let accounts = Account.Kind.allCases.enumerated().flatMap { index, kind in
            (1...2).map { copy in
                let number = index * 2 + copy
                return Account(id: AccountID(Int64(number)), code: String(1000 + number), name: "\(kind) \(copy)", kind: kind)
            }
        }
        self.accounts = accounts
        entries = try (0..<count).map { _ in try Self.entry(accounts, &generator) }
    }

    /// One to three postings on one side and one on the other, for each of one or two currencies.
    private static func entry(_ accounts: [Account], _ generator: inout SeededGenerator) throws -> JournalEntry {
        var postings: [Posting] = []
        for currency in [Currency.usd, .jpy, .kwd].shuffled(using: &generator).prefix(Int.random(in: 1...2, using: &generator)) {
            let side = Bool.random(using: &generator) ? Side.debit : .credit
            let amounts = (0..<Int.random(in: 1...3, using: &generator)).map { _ in Int64.random(in: 0...1_000_000, using: &generator) }
            for amount in amounts {
                postings.append(try Posting(side, any(accounts, &generator), Money(minorUnits: amount, currency)))
            }
            let whole = Money(minorUnits: amounts.reduce(0, +), currency)
            postings.append(try Posting(side.opposite, any(accounts, &generator), whole))
        }
        let first: CalendarDate = "2023-01-01"
        let date = first.adding(days: Int.random(in: 0..<1_096, using: &generator))
        return try JournalEntry(date: date, narration: "random", postings: postings)
    }

    private static func any(_ accounts: [Account], _ generator: inout SeededGenerator) -> AccountID {
        accounts[Int.random(in: accounts.indices, using: &generator)].id
    }
}
