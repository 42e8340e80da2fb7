import Bookkeeping
import Categorization
import Operations
import Storage
import TestSupport
import Testing

/// Transfers between own accounts as the review queue answers them.
struct TransferDecisionTests {
    /// Two own accounts, and what waits on them.
    private struct Moves {
        let sample: SampleBooks
        let savings: AccountID

        init(on engine: Engine) async throws {
            sample = try await SampleBooks.make(on: engine)
            savings = try #require(sample.accounts["1010"]).id
        }

        func bring(_ rows: String..., into account: AccountID, name: String = "bank.csv") async throws {
            _ = try await sample.importText(
                (["Date,Description,Amount"] + rows).joined(separator: "\n") + "\n", name: name, into: account)
        }

        func bringBoth() async throws -> (out: LineStore.Record, into: LineStore.Record) {
            try await bring("2025-06-01,TO SAVINGS,-100.00", into: sample.account(.checking))
            try await bring("2025-06-02,FROM CHECKING,100.00", into: savings, name: "savings.csv")
            return (try await line("TO SAVINGS"), try await line("FROM CHECKING"))
        }

        func line(_ text: String) async throws -> LineStore.Record {
            let found = try await sample.database.read(for: sample.tenant) { books in
                try books.lines.page(in: nil, after: nil, limit: 100).last { $0.line.text == text && $0.state != .undone }
            }
            return try #require(found)
        }

        func now(_ record: LineStore.Record) async throws -> LineStore.Record {
            try #require(try await sample.database.read(for: sample.tenant) { books in try books.lines.line(record.id) })
        }

        func pairs() async throws -> [ListTransfers.Matched] { try await ListTransfers(sample.office)(for: sample.tenant, limit: 9) }
    }

    @Test(arguments: Engine.available)
    func `a transfer ties both lines to one entry, and undone both wait again`(on engine: Engine) async throws {
        let moves = try await Moves(on: engine)
        let sample = moves.sample
        let (out, into) = try await moves.bringBoth()
        let detail = try await ReadReview(sample.office).line(into.id, for: sample.tenant)
        #expect(detail.counterparts.map(\.id) == [out.id])

        // From the line in: the entry is the same whichever of the two is answered.
        let choice = DecideLines.Choice.transfer(sample.account(.checking), otherSide: out.id)
        let summary = try await sample.decide([into], choice)
        #expect(summary.refused.isEmpty && summary.filed == 2 && summary.excluded == 0)
        let again = try await sample.decide([into], choice)
        #expect(again.refused.isEmpty && again.filed == 0 && again.batch == nil)

        #expect(try await sample.entries().count == 1)
        #expect(try await sample.balance(.checking) == -100_00)
        let (bookedOut, bookedInto) = (try await moves.now(out), try await moves.now(into))
        #expect(bookedOut.entry == bookedInto.entry && bookedOut.state == .posted)
        #expect([bookedOut, bookedInto].allSatisfy { $0.proposal.method == "person" })
        #expect(try await moves.pairs().map(\.match.madeEntry) == [true])
        #expect(try await ReadReview(sample.office).line(out.id, for: sample.tenant).tied?.id == into.id)
        #expect(try await sample.faults() == [])

        let undone = try await UndoDecision(sample.office)(for: sample.tenant, #require(summary.batch), by: "olga")
        #expect(Set(undone.lines) == [out.id, into.id] && undone.reversed == 1)
        #expect(try await sample.waiting().count == 2)
        #expect(try await sample.balance(.checking) == 0)
        #expect(try await moves.pairs().isEmpty)
        #expect(try await sample.faults() == [])
        let actions = try await sample.database.read(for: sample.tenant) { books in try books.audit.page(limit: 50).map(\.event.action) }
        #expect(actions.contains("transfer.matched") && actions.count { $0 == "decision.undone" } == 2)
    }

    @Test(arguments: Engine.available)
    func `a line that comes after its transfer was booked is the other half, and is not booked again`(on engine: Engine) async throws {
        let moves = try await Moves(on: engine)
        let sample = moves.sample
        try await sample.autoPost()
        try await moves.bring("2025-06-01,TO SAVINGS,-100.00", "2025-06-02,TO SAVINGS,-100.00", into: sample.account(.checking))
        try await sample.decide(sample.waiting(), .transfer(moves.savings, otherSide: nil))
        #expect(try await sample.entries().count == 2)

        try await moves.bring(
            "2025-06-02,FROM CHECKING,100.00", "2025-06-03,FROM CHECKING,100.00", "2025-06-03,FROM CHECKING,100.00",
            "2025-06-30,FROM CHECKING,100.00", into: moves.savings, name: "savings.csv")

        // Two halves were open, so two of the three that are near enough are taken for them.
        let waiting = try await sample.waiting()
        #expect(waiting.map(\.proposal.held).count { $0 == "transfer" } == 2)
        let half = try #require(waiting.first { $0.proposal.held == "transfer" })
        #expect(half.proposal.account == sample.account(.checking))

        let summary = try await sample.decide([half], .approve)
        #expect(summary.filed == 1 && summary.refused.isEmpty)
        #expect(try await sample.entries().count == 2)
        #expect(try await moves.pairs().map(\.match.madeEntry) == [false])
        #expect(try await sample.faults() == [])

        // Undone, the first line keeps its entry and the other one waits as before.
        _ = try await UndoDecision(sample.office)(for: sample.tenant, #require(summary.batch), by: "dana")
        #expect(try await moves.pairs().isEmpty)
        #expect(try await sample.entries().count == 2)
        #expect(try await moves.now(half).proposal.account == sample.account(.checking))
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `machines do not book the second side of a transfer that rules book on both`(on engine: Engine) async throws {
        let moves = try await Moves(on: engine)
        let sample = moves.sample
        try await sample.autoPost()
        for (text, account) in [("TO SAVINGS", moves.savings), ("FROM CHECKING", sample.account(.checking))] {
            _ = try await AddRule(sample.office)(
                for: sample.tenant, .init(name: text, condition: .text(.text, .contains(text)), action: .file(account)), by: "dana")
        }
        let (out, into) = try await moves.bringBoth()
        #expect(out.state == .posted)
        #expect(into.state == .waiting && into.proposal.held == "transfer")
        let applied = try await ApplyRule(sample.office)(for: sample.tenant, name: "FROM CHECKING", by: "dana")
        #expect(applied.filed == 0)
        #expect(try await sample.entries().count == 1)

        try await sample.decide([into], .approve)
        #expect(try await sample.balance(.checking) == -100_00)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `the line that waits on the other account stands as the other half, until the first is taken back`(on engine: Engine) async throws
    {
        let moves = try await Moves(on: engine)
        let sample = moves.sample
        let (out, into) = try await moves.bringBoth()
        let summary = try await sample.decide([out], .transfer(moves.savings, otherSide: nil))
        #expect(try await moves.now(into).proposal.held == "transfer")
        // Filed to the account like any other line it is tied all the same.
        try await sample.decide([into], .file(sample.account(.checking)))
        #expect(try await sample.entries().count == 1)
        #expect(try await moves.pairs().count == 1)

        _ = try await UndoDecision(sample.office)(for: sample.tenant, #require(summary.batch), by: "dana")
        #expect(try await sample.waiting().count == 2)
        #expect(try await moves.now(into).proposal.held != "transfer")
        #expect(try await sample.balance(.checking) == 0)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `what cannot be tied is refused with its reason, and nothing is booked`(on engine: Engine) async throws {
        let moves = try await Moves(on: engine)
        let sample = moves.sample
        let (checking, fees) = (sample.account(.checking), sample.account(.bankFees))
        let (out, into) = try await moves.bringBoth()
        try await moves.bring("2025-06-02,OTHER,90.00", "2025-06-03,LEFT OUT,100.00", into: moves.savings, name: "more.csv")
        let (other, leftOut) = (try await moves.line("OTHER"), try await moves.line("LEFT OUT"))
        try await sample.decide([leftOut], .exclude)
        func refusal(_ line: LineID, _ account: AccountID, _ record: LineStore.Record) async throws -> DecideLines.Refused? {
            try await sample.decide([record], .transfer(account, otherSide: line)).refused.first
        }

        #expect(try await refusal(other.id, moves.savings, out)?.kind == .invalid)
        #expect(try await refusal(into.id, fees, out)?.kind == .invalid)
        #expect(try await refusal(leftOut.id, moves.savings, out)?.reason.contains("left out of the books") == true)
        #expect(try await sample.entries().isEmpty)

        // Somebody else answers the other line first.
        try await sample.decide([into], .file(fees))
        let late = try #require(try await refusal(into.id, moves.savings, out))
        #expect(late.kind == .conflict)
        #expect(late.reason.contains("Somebody has answered the other line in the meantime"))
        #expect(try await sample.entries().count == 1)
        #expect(try await moves.now(out).state == .waiting)

        let stranger = try await SampleBooks.make(in: sample.database, name: "Other")
        let summary = try await DecideLines(stranger.office)(
            for: stranger.tenant, [.init(out.id, .transfer(checking, otherSide: into.id))], by: "eve")
        #expect(summary.refused.count == 1 && summary.batch == nil)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `two currencies and a closed period are refused, each in one sentence`(on engine: Engine) async throws {
        let moves = try await Moves(on: engine)
        let sample = moves.sample
        let (out, into) = try await moves.bringBoth()
        _ = try await sample.importText(
            "Date,Description,Amount,Currency\n2025-06-02,EURO IN,100.00,EUR\n", name: "euro.csv", into: moves.savings)
        let euro = try await moves.line("EURO IN")
        let mixed = try await sample.decide([out], .transfer(moves.savings, otherSide: euro.id)).refused.first
        #expect(mixed?.reason == "One line is in USD, the other in EUR. A transfer has one currency; file each line by itself.")

        for month in 1...6 {
            try await ClosePeriod(sample.office)(for: sample.tenant, try #require(Period.month(month, year: 2025)), by: "dana")
        }
        let closed = try #require(try await sample.decide([out], .transfer(moves.savings, otherSide: into.id)).refused.first)
        #expect(closed.kind == .conflict)
        #expect(try await sample.entries().isEmpty)
        #expect(try await sample.waiting().count == 3)
    }

    @Test(arguments: Engine.available)
    func `undoing the import of the later half leaves the first one booked`(on engine: Engine) async throws {
        let moves = try await Moves(on: engine)
        let sample = moves.sample
        try await moves.bring("2025-06-01,TO SAVINGS,-100.00", into: sample.account(.checking))
        let out = try await moves.line("TO SAVINGS")
        try await sample.decide([out], .transfer(moves.savings, otherSide: nil))
        let summary = try await sample.importText(csv("2025-06-02,FROM CHECKING,100.00"), name: "savings.csv", into: moves.savings)
        try await sample.decide([moves.line("FROM CHECKING")], .approve)
        #expect(try await moves.pairs().count == 1)

        let undone = try await UndoImport(sample.office)(for: sample.tenant, #require(summary.id), by: "dana")
        #expect(undone.reversed == 0)
        #expect(try await moves.now(out).state == .posted)
        #expect(try await sample.balance(.checking) == -100_00)
        #expect(try await sample.faults() == [])
    }
}
