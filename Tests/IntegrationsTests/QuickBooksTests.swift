import Bookkeeping
import Foundation
import Integrations
import Operations
import Storage
import TestSupport
import Testing

/// The export to QuickBooks Online: each entry is there once, whatever happens on the way.
struct QuickBooksTests {
    @Test func `python-quickbooks and Intuit's own library can drive the double`() async throws {
        let double = try await QuickBooksDouble()
        #expect(try await Python.run("drive_quickbooks.py", [double.address]) == "driven\n")
    }

    @Test(arguments: Engine.available)
    func `what is exported lands, and exported again posts nothing`(on engine: Engine) async throws {
        let books = try await QuickBooksBooks.make(on: engine, entries: 45)
        let first = try await books.export()
        #expect(first.counts == .init(posted: 45))
        #expect(first.problem == nil)
        #expect(try await books.counts() == [.landed: 45])
        #expect(try await books.export().counts == .init(skipped: 45))
        let held = try await books.double.held()
        #expect(held.creations == 45)
        #expect(held.cents("Debit") == 45 * 46 / 2)
        #expect(held.cents("Credit") == 45 * 46 / 2)
    }

    @Test(arguments: Engine.available)
    func `killed at every step of 500 entries, each is there once`(on engine: Engine) async throws {
        let books = try await QuickBooksBooks.make(on: engine, entries: 500)
        let run = try await ExportToQuickBooks(books.desk()).begin(for: books.tenant, by: "dana")
        var lives = 0
        var hasEnded = false
        while !hasEnded {
            let life = Life(until: Life.Step.allCases[lives % 3], time: [1, 2, 3, 7, 12, 19][lives / 3 % 6])
            lives += 1
            try #require(lives < 600)
            books.clock.advance(seconds: 301)
            let desk = try books.desk(
                { edge in
                    let create = edge.create
                    edge.create = { access, entry in
                        await life.reach(.beforeSending)
                        let answer = try await create(access, entry)
                        await life.reach(.afterSending)
                        return answer
                    }
                }, in: MortalDatabase(base: books.sample.database, life: life))
            await life.live { try await ContinueQuickBooksExports(desk)() }
            hasEnded = !life.isDead
        }
        #expect(lives > 20)
        let held = try await books.double.held()
        #expect(held.entries.count == 500)
        #expect(held.creations == 500)
        #expect(Set(held.entries.map(\.DocNumber)).count == 500)
        #expect(held.cents("Debit") == 500 * 501 / 2)
        #expect(held.cents("Credit") == 500 * 501 / 2)
        #expect(try await books.counts() == [.landed: 500])
        let record = try await books.sample.database.read(for: books.tenant) { books in try books.quickBooksRuns.record(run) }
        #expect(record?.counts == .init(posted: 500))
        #expect(record?.state == .finished)
    }

    @Test(arguments: Engine.available)
    func `two exporters at once send each entry once`(on engine: Engine) async throws {
        let books = try await QuickBooksBooks.make(on: engine, entries: 130)
        async let one = books.export()
        async let two = books.export()
        let counts = try await [one.counts, two.counts]
        #expect(counts.map(\.posted).reduce(0, +) == 130)
        #expect(counts.map(\.failed).reduce(0, +) == 0)
        let held = try await books.double.held()
        #expect(held.creations == 130)
        #expect(Set(held.entries.map(\.DocNumber)).count == 130)
        #expect(try await books.export().counts == .init(skipped: 130))
    }

    @Test(arguments: Engine.available)
    func `of eight that find the token old, one renews it`(on engine: Engine) async throws {
        let books = try await QuickBooksBooks.make(on: engine)
        books.clock.advance(seconds: 3_590)
        let desk = try books.desk()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { try await ReadQuickBooksChart(desk)(for: books.tenant) } }
            try await group.waitForAll()
        }
        #expect(try await books.double.held().refreshes == 1)
        #expect(try await books.connection()?.tokens.version == 2)
    }

    // MARK: What goes wrong on the way

    @Test(arguments: [
        #"{"on":"journalentry","status":503,"after":true}"#, #"{"on":"journalentry","status":500}"#,
        #"{"on":"journalentry","cut":true,"after":true}"#,
        #"{"on":"journalentry","status":200,"body":"<html>","after":true}"#,
    ])
    func `an answer that is lost is looked up before anything is sent again`(_ fault: String) async throws {
        for honorsRequestID in ["true", "false"] {
            let books = try await QuickBooksBooks.make(on: .sqlite, entries: 5)
            try await books.double.steer(#"{"set":{"honors_requestid":\#(honorsRequestID)},"faults":[\#(fault),\#(fault)]}"#)
            #expect(try await books.export().counts == .init(posted: 5))
            #expect(try await books.double.held().entries.count == 5)
            #expect(try await books.counts() == [.landed: 5])
        }
    }

    @Test func `QuickBooks that takes no more requests is asked again a minute later`() async throws {
        let books = try await QuickBooksBooks.make(on: .sqlite, entries: 3)
        try await books.double.steer(#"{"faults":[{"on":"journalentry","status":429}]}"#)
        #expect(try await books.export().counts == .init(posted: 3))
        #expect(books.clock.waits.contains(.seconds(60)))
    }

    @Test func `QuickBooks that stays away stops the export, and the next one goes on`() async throws {
        let books = try await QuickBooksBooks.make(on: .sqlite, entries: 3)
        let fault = #"{"on":"journalentry","status":503}"#
        try await books.double.steer("{\"faults\":[\(Array(repeating: fault, count: 12).joined(separator: ","))]}")
        let stopped = try await books.export()
        #expect(stopped.problem == QuickBooksError.serverFault(status: 503).userText)
        #expect(stopped.counts.failed == 3)
        #expect(try await books.counts() == [.sending: 3])
        #expect(try await books.export().counts == .init(posted: 3))
        #expect(try await books.double.held().entries.count == 3)
    }

    @Test func `an access token that QuickBooks refuses is renewed once, whatever our clock says`() async throws {
        let books = try await QuickBooksBooks.make(on: .sqlite, entries: 3)
        try await books.double.steer(#"{"set":{"access":[]}}"#)
        #expect(try await books.export().counts == .init(posted: 3))
        #expect(try await books.double.held().refreshes == 1)
    }

    @Test func `a connection that was revoked at Intuit stops the export and says so`() async throws {
        let books = try await QuickBooksBooks.make(on: .sqlite, entries: 3)
        try await books.double.steer(#"{"set":{"access":[],"refresh":null}}"#)
        let summary = try await books.export()
        #expect(summary.problem == QuickBooksError.grantRefused.userText)
        #expect(try await books.connection()?.state == .reconnect)
        await #expect(throws: QuickBooksExportError.reconnect(QuickBooksError.grantRefused.userText)) { try await books.export() }
        try await books.double.steer(#"{"set":{"codes":{"code-2":true}}}"#)
        try await books.connect(code: "code-2")
        #expect(try await books.export().counts == .init(posted: 3))
    }

    @Test func `a company that withdrew access asks for a connection anew`() async throws {
        let books = try await QuickBooksBooks.make(on: .sqlite, entries: 1)
        try await books.double.steer(#"{"set":{"realm":"9130000000000002"}}"#)
        #expect(try await books.export().problem == QuickBooksError.accessWithdrawn.userText)
        #expect(try await books.connection()?.state == .reconnect)
    }

    // MARK: What a person did there

    @Test func `an entry that was deleted there stays away until a person sends it anew`() async throws {
        let books = try await QuickBooksBooks.make(on: .sqlite, entries: 2)
        try await books.export()
        let number = try await books.double.held().entries[0].DocNumber
        try await books.double.steer(#"{"delete":["\#(number)"]}"#)
        #expect(try await CheckQuickBooksEntries(books.desk())(for: books.tenant).gone == 1)
        #expect(try await books.counts() == [.gone: 1, .landed: 1])
        #expect(try await books.export().counts == .init(skipped: 2))
        let entries = try await books.sample.database.read(for: books.tenant) { store in
            try store.entries.page(after: nil, limit: 2).map(\.id)
        }
        var refused = 0
        for entry in entries {
            do {
                try await SendAnewToQuickBooks(books.desk())(entry, for: books.tenant, by: "dana")
            } catch QuickBooksExportError.notGone { refused += 1 }
        }
        #expect(refused == 1, "the entry that is there is not sent anew")
        #expect(try await books.export().counts == .init(posted: 1, skipped: 1))
        #expect(try await books.double.held().entries.count == 2)
    }

    @Test func `an entry that was changed there is told apart, and not sent again`() async throws {
        let books = try await QuickBooksBooks.make(on: .sqlite, entries: 2)
        try await books.export()
        let number = try await books.double.held().entries[0].DocNumber
        try await books.double.steer(#"{"change":{"\#(number)":{"TxnDate":"2025-07-01"}}}"#)
        #expect(try await CheckQuickBooksEntries(books.desk())(for: books.tenant).drifted == 1)
        #expect(try await books.export().counts == .init(skipped: 2))
    }

    @Test func `another entry with our number is a conflict, and goes when it is put right`() async throws {
        let books = try await QuickBooksBooks.make(on: .sqlite, entries: 1)
        let fault =
            #"{"on":"journalentry","status":400,"body":"{\"Fault\":{\"Error\":[{\"Message\":\"Duplicate Document Number Error\",\"Detail\":\"\",\"code\":\"6140\"}],\"type\":\"ValidationFault\"}}"}"#
        let entry = try await books.sample.database.read(for: books.tenant) { store in try store.entries.page(after: nil, limit: 1)[0].id }
        let number = "AB-" + String(entry.rawValue, radix: 36, uppercase: true)
        try await books.double.steer(
            #"{"faults":[\#(fault)],"foreign":[{"DocNumber":"\#(number)","TxnDate":"2025-01-01","PrivateNote":"theirs","Line":[]}]}"#)
        #expect(try await books.export().counts == .init(failed: 1))
        #expect(try await books.counts() == [.conflict: 1])
        try await books.double.steer(#"{"delete":["\#(number)"]}"#)
        #expect(try await books.export().counts == .init(posted: 1))
    }

    @Test func `a chart that changed there fails by name, and a new choice helps`() async throws {
        let books = try await QuickBooksBooks.make(on: .sqlite, entries: 2)
        try await books.double.steer(#"{"accounts":{"36":{"Active":false}}}"#)
        let summary = try await books.export()
        #expect(summary.counts == .init(failed: 2))
        let failures = try await ReadQuickBooks(books.desk()).failures(of: summary.run, for: books.tenant)
        #expect(failures.first?.reason.contains("Bank Fees, which is inactive in QuickBooks") == true)
        let report = try await CheckQuickBooksExport(books.desk())(for: books.tenant)
        #expect((report.ready, report.blocked) == (0, 2))
        try await books.map([(.bankFees, "39", nil)])
        #expect(try await books.export().counts == .init(posted: 2))
    }

    @Test func `what QuickBooks would refuse is refused here first`() async throws {
        let books = try await QuickBooksBooks.make(on: .sqlite, entries: 1)
        try await books.double.steer(#"{"set":{"closed":"2025-06-30"}}"#)
        try await books.map([(.checking, "37", nil)])
        let summary = try await books.export()
        #expect(summary.counts == .init(failed: 1))
        let report = try await CheckQuickBooksExport(books.desk())(for: books.tenant)
        #expect(Set(report.obstacles.map(\.obstacle.code)) == ["period_closed", "entity_missing"])
        #expect(try await books.double.held().creations == 0)
        try await books.double.steer(#"{"set":{"closed":null}}"#)
        try await books.map([(.checking, "37", "1")])
        #expect(try await books.export().counts == .init(posted: 1))
        #expect(try await books.counts() == [.landed: 1])
    }

    @Test func `a reversal is an entry of its own there`() async throws {
        let books = try await QuickBooksBooks.make(on: .sqlite, entries: 1)
        try await books.export()
        let entry = try await books.sample.database.read(for: books.tenant) { store in try store.entries.page(after: nil, limit: 1)[0].id }
        _ = try await ReverseEntry(books.desk().office)(for: books.tenant, entry, by: "dana")
        #expect(try await books.export().counts == .init(posted: 1, skipped: 1))
        #expect(try await books.double.held().entries.count == 2)
    }

    // MARK: Connecting

    @Test(arguments: Engine.available)
    func `a return from Intuit counts once, in its own session, for ten minutes`(on engine: Engine) async throws {
        let books = try await QuickBooksBooks.make(on: engine)
        let connect = ConnectQuickBooks(try books.desk())
        let state = try await books.state(connect)
        let back = ConnectQuickBooks.Return(state: state, code: nil, realm: nil, error: "access_denied")
        await #expect(throws: QuickBooksExportError.unexpectedReturn) {
            try await connect.finish(back, for: books.tenant, session: SessionID(8), by: books.owner)
        }
        await #expect(throws: QuickBooksExportError.consentRefused) {
            try await connect.finish(back, for: books.tenant, session: QuickBooksBooks.session, by: books.owner)
        }
        await #expect(throws: QuickBooksExportError.unexpectedReturn) {
            try await connect.finish(back, for: books.tenant, session: QuickBooksBooks.session, by: books.owner)
        }
        let old = try await books.state(connect)
        books.clock.advance(seconds: 601)
        await #expect(throws: QuickBooksExportError.unexpectedReturn) {
            try await connect.finish(
                .init(state: old, code: "x", realm: QuickBooksBooks.realm, error: nil), for: books.tenant,
                session: QuickBooksBooks.session, by: books.owner)
        }
    }

    @Test func `another company than the connected one is refused`() async throws {
        let books = try await QuickBooksBooks.make(on: .sqlite)
        await #expect(throws: QuickBooksExportError.otherCompany(known: "Sandbox Company_US_1")) {
            try await books.connect(realm: "9130000000000009", code: "code-2")
        }
    }

    @Test func `tokens are sealed, and forgotten and revoked on disconnecting`() async throws {
        let books = try await QuickBooksBooks.make(on: .sqlite)
        let tokens = try #require(try await books.connection()?.tokens)
        #expect(!String(decoding: tokens.sealedAccess + tokens.sealedRefresh, as: UTF8.self).contains("access-"))
        #expect(try await DisconnectQuickBooks(books.desk())(for: books.tenant, by: books.owner))
        #expect(try await books.connection() == nil)
        await #expect(throws: QuickBooksExportError.notConnected) { try await books.export() }
        let requests = try await books.double.held().requests
        #expect(requests.last?.path == "/v2/oauth2/tokens/revoke")
    }

    @Test func `accounts are suggested by number, by name, and by a name that is nearly the same`() {
        let chart: [QuickBooksChartStore.Account] = [
            .init(id: "1", number: "1000", name: "Giro", type: "Bank", isActive: true, currency: "USD"),
            .init(id: "2", number: "", name: "Bank Fees", type: "Expense", isActive: true, currency: "USD"),
            .init(id: "3", number: "", name: "Office:Telephone & Internet", type: "Expense", isActive: true, currency: "USD"),
            .init(id: "4", number: "", name: "Rent", type: "Expense", isActive: false, currency: "USD"),
        ]
        var others: [Account] = []
        func suggestion(_ code: String, _ name: String, _ kind: Account.Kind) -> QuickBooksSuggestions.Suggestion? {
            let account = Account(id: AccountID(1), code: code, name: name, kind: kind)
            return QuickBooksSuggestions(chart, for: others + [account]).suggestion(for: account)
        }
        #expect(suggestion("1000", "Checking", .bank)?.ground == .number)
        #expect(suggestion("6000", "Bank fees", .expense)?.ground == .name)
        #expect(suggestion("6100", "Telephone and internet", .expense)?.target.id == "3")
        #expect(suggestion("6100", "Telephones, Internet", .expense)?.ground == .similarName)
        #expect(suggestion("6200", "Rent", .expense) == nil)
        #expect(suggestion("1010", "Savings", .bank)?.ground == .onlyOfItsKind)
        // With another one of that kind here, nobody guesses which of the two it is.
        others = [Account(id: AccountID(2), code: "1020", name: "Petty cash", kind: .cash)]
        #expect(suggestion("1010", "Savings", .bank) == nil)
    }
}
