import ArgumentParser
import Bookkeeping
import Operations
import Storage

struct EntryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entry", abstract: "Post, list and reverse journal entries.", subcommands: [Add.self, List.self, Reverse.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Post an entry by hand.",
            discussion: "bookkeeper entry add 2025-06-30 'June rent' --debit 6000=1200.00 --credit 1000=1200.00")

        @Argument(help: "The day, 2025-06-30.")
        var date: String
        @Argument(help: "What it is.")
        var narration: String
        @Option(help: "CODE=AMOUNT, as often as needed.")
        var debit: [String] = []
        @Option(help: "CODE=AMOUNT, as often as needed.")
        var credit: [String] = []
        @Option(help: "The amounts' currency; the company's own otherwise.")
        var currency: String?
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            let currency = try currency.map { code in
                guard let known = Currency(code: code) else {
                    throw UsageError.wrongValue(option: "--currency", value: code, wanted: "an ISO 4217 code like USD")
                }
                return known
            }
            var postings: [Posting] = []
            for (side, texts) in [(Side.debit, debit), (.credit, credit)] {
                for text in texts { postings.append(try await posting(side, text, currency ?? tenant.baseCurrency, office, tenant.id)) }
            }
            let entry = try JournalEntry(date: PeriodOptions.day(date, option: "The day"), narration: narration, postings: postings)
            let posted = try await RecordEntry(office)(for: tenant.id, entry, by: Terminal.actor)
            print("Posted \(posted.number).")
        }

        private func posting(_ side: Side, _ text: String, _ currency: Currency, _ office: Office, _ tenant: TenantID) async throws
            -> Posting
        {
            // The last sign parts them, for a code may hold one.
            let place = text.lastIndex(of: "=") ?? text.startIndex
            let parts = [text[..<place], text[place...].dropFirst()]
            guard !parts[0].isEmpty, let amount = Money(decimalText: parts[1], currency) else {
                throw UsageError.wrongValue(option: "--\(side.rawValue)", value: text, wanted: "CODE=AMOUNT, like 6000=12.34")
            }
            return try Posting(side, try await office.account(String(parts[0]), of: tenant).id, amount)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List posted entries in order of date.")
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            try await office.database.read(for: tenant.id) { books in
                let labels = Dictionary(try books.accounts.all().map { ($0.id, $0.label) }) { first, _ in first }
                var last: PostedEntry?
                while true {
                    let page = try books.entries.page(after: last, limit: 1_000)
                    guard !page.isEmpty else { return }
                    for posted in page {
                        print("\(posted.number)  \(posted.entry.date)  \(posted.entry.narration)")
                        for posting in posted.entry.postings {
                            print("    \(posting.side.rawValue)  \(labels[posting.account] ?? "\(posting.account)")  \(posting.amount)")
                        }
                    }
                    last = page.last
                }
            }
        }
    }

    struct Reverse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reverse", abstract: "Cancel an entry by its opposite.",
            discussion: "What is posted is never edited; the line it came from waits for a new answer.")

        @Argument(help: "The entry's number, like 2025-0418.")
        var number: String
        @Option(help: "The reversal's day; the entry's own day otherwise.")
        var date: String?
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            guard let number = EntryNumber(text: number) else { throw OperationError.noSuchEntry(number) }
            let id = try await office.database.read(for: tenant.id) { books in try books.entries.id(of: number) }
            guard let id else { throw OperationError.noSuchEntry("\(number)") }
            let day = try date.map { try PeriodOptions.day($0, option: "--date") }
            let reversal = try await ReverseEntry(office)(for: tenant.id, id, on: day, by: Terminal.actor)
            print("Reversed \(number) by \(reversal.number).")
        }
    }
}

struct CloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "close", abstract: "Make a month, quarter or year read-only.")

    @Argument(help: "2025-06, 2025-Q2 or 2025.")
    var period: String
    @OptionGroup var books: BooksOptions

    func run() async throws {
        let (office, tenant) = try await books.open()
        let period = try PeriodOptions.period(period, option: "The period")
        try await ClosePeriod(office)(for: tenant.id, period, by: Terminal.actor)
        print("Closed \(period).")
    }
}

struct ReopenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "reopen", abstract: "Open the last closed period again.")

    @Argument(help: "The period as it was closed.")
    var period: String
    @OptionGroup var books: BooksOptions

    func run() async throws {
        let (office, tenant) = try await books.open()
        let period = try PeriodOptions.period(period, option: "The period")
        try await ClosePeriod(office).reopen(for: tenant.id, period, by: Terminal.actor)
        print("Opened \(period).")
    }
}

struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "The chart of accounts.", subcommands: [List.self, Add.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List the accounts.")
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            for account in try await office.accounts(of: tenant.id) {
                print("\(account.code)  \(account.name)  (\(account.kind.rawValue.replacing("_", with: " ")))")
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: "Add an account.")
        @Argument(help: "Its code, like 5310.")
        var code: String
        @Argument(help: "Its name.")
        var name: String
        @Option(help: "bank, credit_card, income, expense, …")
        var kind: String
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            guard let kind = Account.Kind(rawValue: kind) else {
                let known = Account.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw UsageError.wrongValue(option: "--kind", value: self.kind, wanted: "one of \(known)")
            }
            let account = try await AddAccount(office)(for: tenant.id, code: code, name: name, kind: kind, by: Terminal.actor)
            print("Added \(account.label).")
        }
    }
}
