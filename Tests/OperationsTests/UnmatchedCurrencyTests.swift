import Bookkeeping
import Ingestion
import Operations
import Storage
import TestSupport
import Testing

/// Where a statement goes that names no account.
struct UnmatchedCurrencyTests {
    private static func file(_ currency: String, _ text: String) -> String {
        "Date,Description,Amount (\(currency))\n2025-06-01,\(text),-5.00\n"
    }

    /// Books in dollars with a second bank account.
    private func books(on engine: Engine, second: String) async throws -> (SampleBooks, AccountID) {
        let sample = try await SampleBooks.make(on: engine)
        let id = try await sample.database.write(for: sample.tenant) { books in
            try books.accounts.add(code: "1005", name: second, kind: .bank).id
        }
        return (sample, id)
    }

    @Test(arguments: Engine.available)
    func `a statement without a number goes to the account that has had its currency`(on engine: Engine) async throws {
        let (sample, second) = try await books(on: engine, second: "Reserve")
        _ = try await sample.importText(Self.file("USD", "Tea"), name: "dollars.csv")
        _ = try await sample.importText(Self.file("EUR", "Rent"), name: "chosen.csv", into: second)
        let euros = try await sample.importText(Self.file("EUR", "Milk"), name: "euros.csv")
        let dollars = try await sample.importText(Self.file("USD", "Bread"), name: "more.csv")
        #expect(euros.accounts == ["1005 Reserve"])
        #expect(dollars.accounts == ["1000 Checking"])
        #expect(euros.unmatched.isEmpty && dollars.unmatched.isEmpty)
    }

    @Test(arguments: Engine.available)
    func `a file goes to another account in one piece: where it cannot come in it stays where it was`(on engine: Engine) async throws {
        let (sample, second) = try await books(on: engine, second: "Reserve")
        let (text, name) = (Self.file("USD", "Tea"), "dollars.csv")
        let first = try #require(try await sample.importText(text, name: name).id)
        let move = { (text: String) in
            try await ImportStatement(sample.office)(
                for: sample.tenant, ByteSource(name: name, bytes: Array(text.utf8)), into: second, replacing: first, by: "dana")
        }
        await #expect(throws: IngestionError.self) { _ = try await move("%PDF-1.4") }
        #expect(try await sample.database.read(for: sample.tenant) { books in try books.imports.record(first)?.undoneAt } == nil)
        #expect(try await move(text).lines == 1)
        let states = try await sample.database.read(for: sample.tenant) { books in
            try books.lines.page(in: nil, of: nil, after: nil, limit: 9).map { ($0.account, $0.state) }
        }
        #expect(Set(states.map { "\($0) \($1)" }).count == 2)
        #expect(states.contains { $0 == second && $1 == .waiting } && states.contains { $0 != second && $1 == .undone })
        // Nor is the first one undone twice.
        await #expect(throws: OperationError.importUndone("\(first)")) { _ = try await move(text) }
    }

    @Test(arguments: Engine.available)
    func `an account without statements that has the currency in its name is taken before the first`(on engine: Engine) async throws {
        let (sample, _) = try await books(on: engine, second: "Bank (EUR)")
        let euros = try await sample.importText(Self.file("EUR", "Milk"))
        #expect(euros.accounts == ["1005 Bank (EUR)"])
        #expect(euros.unmatched.isEmpty)
    }

    @Test(arguments: Engine.available)
    func `where no account has had the currency the lines go to the first, and it is said`(on engine: Engine) async throws {
        let (sample, _) = try await books(on: engine, second: "Reserve")
        _ = try await sample.importText(Self.file("USD", "Tea"), name: "dollars.csv")
        let tried = try await sample.importText(Self.file("EUR", "Milk"), name: "euros.csv", mode: .dryRun)
        let euros = try await sample.importText(Self.file("EUR", "Milk"), name: "euros.csv")
        #expect(tried.unmatched == euros.unmatched)
        #expect(euros.unmatched == [UnmatchedCurrency(.eur, on: "1000 Checking")])
        #expect(
            euros.unmatched.first?.userText
                == "The statement in EUR names no account, and none of yours has had one in EUR, so its lines go to 1000 Checking: if they "
                + "belong elsewhere, choose the account for the file, after undoing the import where it is done.")
        // Each asks for itself: that the one before went there by a guess says nothing.
        let later = try await sample.importText(Self.file("EUR", "Eggs"), name: "later.csv")
        #expect(later.unmatched == euros.unmatched)
        let asking = try await sample.database.read(for: sample.tenant) { books in try books.imports.askingAccount() }
        #expect(asking == [try #require(euros.id), try #require(later.id)])
    }

    @Test(arguments: Engine.available)
    func `where somebody says that the account is right, the question is answered, and the next statement goes there`(on engine: Engine)
        async throws
    {
        let (sample, _) = try await books(on: engine, second: "Reserve")
        _ = try await sample.importText(Self.file("USD", "Tea"), name: "dollars.csv")
        let euros = try #require(try await sample.importText(Self.file("EUR", "Milk"), name: "euros.csv").id)
        for _ in 1...2 { try await KeepImportAccounts(sample.office)(for: sample.tenant, euros, by: "dana") }
        let (asking, said) = try await sample.database.read(for: sample.tenant) { books in
            (try books.imports.askingAccount(), try books.audit.page(limit: 50).map(\.event).filter { $0.action == "import.account_kept" })
        }
        #expect(asking.isEmpty)
        #expect(said.map(\.detail) == ["1000 Checking"])
        let later = try await sample.importText(Self.file("EUR", "Eggs"), name: "later.csv")
        #expect(later.unmatched.isEmpty && later.accounts == ["1000 Checking"])
    }

    @Test(arguments: Engine.available)
    func `the first statement of the books needs no word when it is in their currency, and a choice never does`(on engine: Engine)
        async throws
    {
        let (sample, second) = try await books(on: engine, second: "Reserve")
        #expect(try await sample.importText(Self.file("USD", "Tea")).unmatched.isEmpty)
        let chosen = try await sample.importText(Self.file("GBP", "Rent"), name: "gbp.csv", into: second)
        #expect(chosen.unmatched.isEmpty)
    }

    @Test(arguments: Engine.available)
    func `statements of an import that was undone say nothing about the account`(on engine: Engine) async throws {
        let (sample, second) = try await books(on: engine, second: "Reserve")
        let wrong = try await sample.importText(Self.file("EUR", "Rent"), name: "e.csv", into: second)
        _ = try await UndoImport(sample.office)(for: sample.tenant, try #require(wrong.id), by: "test")
        #expect(try await sample.importText(Self.file("EUR", "Milk")).unmatched == [UnmatchedCurrency(.eur, on: "1000 Checking")])
    }

    @Test(arguments: Engine.available)
    func `a number that nobody knows claims no account in another currency`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        func file(_ iban: String, _ currency: String) -> String {
            "Account,Date,Description,Amount (\(currency))\n\(iban),2025-06-01,Milk,-5.00\n"
        }
        let euros = try await sample.importText(file("DE89370400440532013000", "EUR"), name: "e.csv")
        let dollars = try await sample.importText(file("11112222", "USD"), name: "d.csv")
        #expect(euros.accounts != ["1000 Checking"])
        #expect(dollars.accounts == ["1000 Checking"])
        let again = try await sample.importText(file("DE89370400440532013000", "EUR").replacing("Milk", with: "Eggs"), name: "f.csv")
        #expect(again.accounts == euros.accounts)
    }

    @Test(arguments: Engine.available)
    func `a number claims the account that has its currency in the name`(on engine: Engine) async throws {
        let (sample, _) = try await books(on: engine, second: "Bank EUR")
        let text = "Account,Date,Description,Amount (EUR)\nDE89370400440532013000,2025-06-01,Milk,-5.00\n"
        #expect(try await sample.importText(text).accounts == ["1005 Bank EUR"])
    }
}
