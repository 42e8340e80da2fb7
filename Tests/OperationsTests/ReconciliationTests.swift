import Bookkeeping
import Operations
import Storage
import TestSupport
import Testing

struct ReconciliationTests {
    /// An activity file with a running balance, which gives both ends.
    private func activity(_ rows: String...) -> String { (["Date,Description,Amount,Balance"] + rows).joined(separator: "\n") + "\n" }

    private func overview(_ sample: SampleBooks, through day: String = "2025-11-30") async throws -> ReadReconciliation.Overview {
        try await ReadReconciliation(sample.office)(for: sample.tenant, through: CalendarDate(iso: day))
    }

    @Test(arguments: Engine.available)
    func `a statement whose lines come to its closing balance agrees, counted with the lines that wait`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(
            activity("2025-11-03,Coffee,-3.50,96.50", "2025-11-20,Sale,10.00,106.50"), into: sample.account(.checking))

        let found = try await overview(sample)
        let proved = try #require(found.statements.first)
        #expect(proved.proof.opening == Money(minorUnits: 10_000, .usd))
        #expect(proved.proof.closing == Money(minorUnits: 10_650, .usd))
        #expect(proved.verdict == .agrees)
        #expect(found.rows.map { $0.coverage.months.map(\.state) } == [Array(repeating: .notOpen, count: 11) + [.covered]])
        #expect(found.rows.first?.coverage.months.last?.lines == 2)
    }

    @Test(arguments: Engine.available)
    func `a line that the books held already is counted on the second statement too`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let checking = sample.account(.checking)
        _ = try await sample.importText(activity("2025-10-03,Coffee,-3.50,96.50", "2025-10-20,Sale,10.00,106.50"), into: checking)
        _ = try await sample.importText(
            activity("2025-10-20,Sale,10.00,106.50", "2025-11-02,Rent,-50.00,56.50"), name: "later.csv", into: checking)

        let found = try await overview(sample)
        #expect(found.statements.count == 2)
        #expect(found.statements.allSatisfy { $0.verdict == .agrees })
    }

    @Test(arguments: Engine.available)
    func `without an opening balance the statement before proves it, and a missing line is said`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(
            """
            <OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>88121<ACCTTYPE>CHECKING</BANKACCTFROM>
            <BANKTRANLIST><DTSTART>20251001<DTEND>20251031
            <STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20251002<TRNAMT>100.00<FITID>1<NAME>Sale</STMTTRN></BANKTRANLIST>
            <LEDGERBAL><BALAMT>100.00<DTASOF>20251031</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
            """, name: "october.ofx", into: sample.account(.checking))
        let summary = try await sample.importText(
            """
            <OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>88121<ACCTTYPE>CHECKING</BANKACCTFROM>
            <BANKTRANLIST><DTSTART>20251101<DTEND>20251130
            <STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20251102<TRNAMT>-20.00<FITID>2<NAME>Rent</STMTTRN></BANKTRANLIST>
            <LEDGERBAL><BALAMT>111.87<DTASOF>20251130</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
            """, name: "november.ofx", into: sample.account(.checking))
        let imported = try #require(summary.id)
        let statements = try await sample.database.read(for: sample.tenant) { books in try books.imports.statements(of: imported) }
        let id = try #require(statements.first?.id)

        let details = try await ReadStatement(sample.office)(for: sample.tenant, id)
        #expect(details.proved.proof.openingSource == .byStatementBefore)
        #expect(details.proved.verdict == .off(Money(minorUnits: 3_187, .usd)))
        #expect(details.causes == [.missing(Money(minorUnits: 3_187, .usd))])
        #expect(try await overview(sample).count(.mismatch) == 1)
    }

    @Test(arguments: Engine.available)
    func `an import that was undone proves nothing, and nobody else's statements are seen`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let other = try await SampleBooks.make(in: sample.database, name: "Other")
        let summary = try await sample.importText(activity("2025-11-03,Coffee,-3.50,96.50"), into: sample.account(.checking))
        let id = try #require(try await overview(sample).statements.first?.statement.id)
        #expect(try await overview(other).statements.isEmpty)
        await #expect(throws: ReconciliationError.noSuchStatement("\(id)")) {
            _ = try await ReadStatement(other.office)(for: other.tenant, id)
        }

        _ = try await UndoImport(sample.office)(for: sample.tenant, #require(summary.id), by: "dana")
        #expect(try await overview(sample).statements.isEmpty)
    }
}

struct TransferTests {
    /// 33.81 out of savings and into checking a day later, and a coffee.
    private func sample(on engine: Engine) async throws -> (SampleBooks, TransferPairing.Pair) {
        let sample = try await SampleBooks.make(on: engine)
        let savings = try #require(sample.accounts["1010"])
        _ = try await sample.importText(
            csv("2025-11-20,Transfer to checking,-33.81", "2025-11-20,Coffee,-3.50"), name: "savings.csv", into: savings.id)
        _ = try await sample.importText(csv("2025-11-21,PAYPAL TRANSFER,33.81"), name: "checking.csv", into: sample.account(.checking))
        return (sample, try #require(try await proposed(sample).first))
    }

    private func proposed(_ sample: SampleBooks) async throws -> [TransferPairing.Pair] {
        let through = CalendarDate(iso: "2025-11-30")
        return try await ReadReconciliation(sample.office)(for: sample.tenant, through: through).transfers.pairs
    }

    private func key(_ pair: TransferPairing.Pair) -> TransferPairing.Key { .init(out: pair.out.id, into: pair.into.id) }

    @Test(arguments: Engine.available)
    func `two lines matched are one entry, once, and taken apart they wait again`(on engine: Engine) async throws {
        let (sample, pair) = try await sample(on: engine)
        let match = try await MatchTransfer(sample.office)(for: sample.tenant, key(pair), by: "dana")
        let again = try await MatchTransfer(sample.office)(for: sample.tenant, key(pair), by: "dana")

        #expect(match.id == again.id)
        #expect(try await sample.entries().count == 1)
        #expect(try await sample.balance(.checking) == 3_381)
        #expect(try await sample.waiting().map(\.line.text) == ["Coffee"])
        #expect(try await proposed(sample).isEmpty)
        #expect(try await sample.faults() == [])

        try await TakeTransferApart(sample.office)(for: sample.tenant, match.id, by: "dana")
        #expect(try await sample.balance(.checking) == 0)
        #expect(try await sample.waiting().count == 3)
        #expect(try await proposed(sample).count == 1)
        #expect(try await sample.faults() == [])
        await #expect(throws: ReconciliationError.noSuchMatch("\(match.id)")) {
            try await TakeTransferApart(sample.office)(for: sample.tenant, match.id, by: "dana")
        }
    }

    @Test(arguments: Engine.available)
    func `lines that were both booked to the other account become one entry`(on engine: Engine) async throws {
        let (sample, pair) = try await sample(on: engine)
        let waiting = try await sample.waiting()
        // Otherwise the second answer would find the first one's entry.
        try await RejectTransfer(sample.office)(for: sample.tenant, key(pair), by: "dana")
        try await sample.decide(waiting.filter { $0.id == pair.out.id }, .file(pair.into.account))
        try await sample.decide(waiting.filter { $0.id == pair.into.id }, .file(pair.out.account))
        #expect(try await sample.balance(.checking) == 2 * 3_381)

        try await RejectTransfer(sample.office).undo(for: sample.tenant, key(pair), by: "dana")
        let twice = try #require(try await proposed(sample).first)
        _ = try await MatchTransfer(sample.office)(for: sample.tenant, key(twice), by: "dana")

        #expect(try await sample.balance(.checking) == 3_381)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `a line of a pair that is filed anew takes the pair with it`(on engine: Engine) async throws {
        let (sample, pair) = try await sample(on: engine)
        _ = try await MatchTransfer(sample.office)(for: sample.tenant, key(pair), by: "dana")
        let into = try #require(try await sample.database.read(for: sample.tenant) { books in try books.lines.line(pair.into.id) })

        try await sample.decide([into], .file(sample.account(.bankFees)))

        #expect(try await sample.waiting().map(\.id).contains(pair.out.id))
        #expect(try await sample.balance(.bankFees) == -3_381)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `undoing the import of one side opens the other`(on engine: Engine) async throws {
        let (sample, pair) = try await sample(on: engine)
        _ = try await MatchTransfer(sample.office)(for: sample.tenant, key(pair), by: "dana")
        let imports = try await sample.database.read(for: sample.tenant) { books in try books.imports.all() }
        for record in imports { _ = try await UndoImport(sample.office)(for: sample.tenant, record.id, by: "dana") }

        #expect(try await sample.waiting().isEmpty)
        #expect(try await sample.balance(.checking) == 0)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `a rejected pair is not proposed again until somebody asks`(on engine: Engine) async throws {
        let (sample, pair) = try await sample(on: engine)
        try await RejectTransfer(sample.office)(for: sample.tenant, key(pair), by: "dana")
        try await RejectTransfer(sample.office)(for: sample.tenant, key(pair), by: "dana")
        #expect(try await proposed(sample).isEmpty)

        try await RejectTransfer(sample.office).undo(for: sample.tenant, key(pair), by: "dana")
        #expect(try await proposed(sample).count == 1)
    }

    @Test(arguments: Engine.available)
    func `what is no transfer is refused, another company's line included`(on engine: Engine) async throws {
        let (sample, pair) = try await sample(on: engine)
        let other = try await SampleBooks.make(in: sample.database, name: "Other")
        let coffee = try #require(try await sample.waiting().first { $0.line.text == "Coffee" })
        let match = MatchTransfer(sample.office)
        await #expect(throws: ReconciliationError.self) {
            _ = try await match(for: sample.tenant, .init(out: coffee.id, into: pair.into.id), by: "dana")
        }
        await #expect(throws: ReconciliationError.oneAccount) {
            _ = try await match(for: sample.tenant, .init(out: pair.out.id, into: coffee.id), by: "dana")
        }
        await #expect(throws: ReconciliationError.self) {
            _ = try await match(for: sample.tenant, .init(out: pair.into.id, into: pair.out.id), by: "dana")
        }
        await #expect(throws: OperationError.noSuchLine(pair.out.id)) {
            _ = try await match(for: other.tenant, key(pair), by: "eve")
        }
        #expect(try await sample.entries().isEmpty)
    }
}

struct CloseTests {
    private static let october = Period.month(10, year: 2025)

    @Test(arguments: Engine.available)
    func `a period with open points closes only when somebody says so, and its certificate names them`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let october = try #require(Self.october)
        _ = try await sample.importText(
            "Date,Description,Amount,Balance\n2025-10-03,Coffee,-3.50,96.50\n", into: sample.account(.checking))
        let make = MakeCertificate(sample.office)
        await #expect(throws: ReconciliationError.openItems(october, 2)) {
            _ = try await make(for: sample.tenant, october, closing: .whenSettled, by: "dana")
        }
        #expect(try await sample.database.read(for: sample.tenant) { books in try books.closings.closedPeriods().periods }.isEmpty)

        let record = try await make(for: sample.tenant, october, closing: .anyway, by: "dana")
        let certificate = try await ReadCertificate(sample.office)(for: sample.tenant, record.id)
        #expect(certificate.document.closed)
        #expect(certificate.document.checklist.filter { !$0.done }.map(\.point) == ["review", "balances"])
        #expect(certificate.record.isWhole)
        #expect(certificate.isAnchored)
    }

    @Test(arguments: Engine.available)
    func `books that agree with the bank to the cent close without a word`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let october = try #require(Self.october)
        _ = try await sample.importText(
            "Date,Description,Amount,Balance\n2025-10-03,Coffee,-3.50,96.50\n", into: sample.account(.checking))
        try await sample.decide(sample.waiting(), .file(sample.account(.bankFees)))
        try await sample.post([sample.entry("2025-10-01", 10_000, debit: .checking, credit: .openingBalances, "Opening")])

        let checklist = try await ReadCloseChecklist(sample.office)(for: sample.tenant, october)
        #expect(checklist.items.filter { !$0.isDone }.map(\.finding) == [])
        let record = try await MakeCertificate(sample.office)(for: sample.tenant, october, closing: .whenSettled, by: "dana")
        let document = try await ReadCertificate(sample.office)(for: sample.tenant, record.id).document
        #expect(document.accounts.first?.bank == "96.50")
        #expect(document.accounts.first?.difference == "0.00")
        #expect(document.coverage.map(\.state) == ["covered"])
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `another company sees no certificate`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let other = try await SampleBooks.make(in: sample.database, name: "Other")
        let record = try await MakeCertificate(sample.office)(for: sample.tenant, #require(Self.october), by: "dana")
        await #expect(throws: ReconciliationError.noSuchCertificate("\(record.id)")) {
            _ = try await ReadCertificate(other.office)(for: other.tenant, record.id)
        }
        #expect(try await ReadCertificate(other.office).all(for: other.tenant, limit: 9).isEmpty)
    }
}
