import Bookkeeping
import Ingestion
import Operations
import Storage
import TestSupport
import Testing

/// Rows that a file's reading left out, completed by a person or said to be none.
struct LeftOutRowTests {
    private static let file = csv("2025-06-01,COFFEE,-3.50", "2025-06-31,NO DAY,-10.00", "2025-06-03,NO AMOUNT,ten", "2025-06-04,TEA,-2.00")

    private func books(on engine: Engine, _ text: String = file) async throws -> (SampleBooks, ImportID) {
        let sample = try await SampleBooks.make(on: engine)
        let summary = try await sample.importText(text, into: sample.account(.checking))
        return (sample, try #require(summary.id))
    }

    private func rows(_ sample: SampleBooks, _ id: ImportID) async throws -> [ReadLeftOutRows.Row] {
        try await ReadLeftOutRows(sample.office)(for: sample.tenant, id, from: 0, limit: 50).rows
    }

    private func take(
        _ sample: SampleBooks, _ id: ImportID, _ position: Int, _ date: String, _ text: String, _ amount: String, by person: String = "dana"
    ) async throws -> TakeInRow.Outcome {
        try await TakeInRow(sample.office)(
            for: sample.tenant, position, of: id, as: TypedRow(date: date, text: text, amount: amount), by: person)
    }

    private func actions(_ sample: SampleBooks) async throws -> [String] {
        try await sample.database.read(for: sample.tenant) { books in try books.audit.page(limit: 50).map(\.event.action) }
    }

    @Test(arguments: Engine.available)
    func `a row says what could be read of it, and completed it is a line of its import`(on engine: Engine) async throws {
        let (sample, id) = try await books(on: engine)
        let left = try await rows(sample, id)
        #expect(left.map(\.draft.date) == ["2025-06-31", "2025-06-03"])
        #expect(left.map(\.draft.text) == ["NO DAY", "NO AMOUNT"])
        #expect(left.map(\.draft.amount) == ["-10.00", "ten"])
        #expect(left.map(\.draft.isDateRead) == [false, true] && left.map(\.draft.isAmountRead) == [true, false])
        #expect(left[0].row.row.source == "2025-06-31,NO DAY,-10.00")

        let outcome = try await take(sample, id, 0, "2025-06-30", "NO DAY", "-10.00")
        #expect(outcome.isNews && !outcome.isKnown)
        let line = try #require(try await sample.waiting().first { $0.id == outcome.line })
        #expect(
            line.line.row == 3 && line.line.amount == Money(minorUnits: -1_000, .usd) && line.line.date == CalendarDate(iso: "2025-06-30"))
        let answered = try await rows(sample, id)
        #expect(answered[0].row.answer?.by == "dana" && answered[0].row.answer?.kind == .taken && answered[0].line?.id == line.id)
        #expect(answered[0].row.row.source == "2025-06-31,NO DAY,-10.00")
        #expect(try await actions(sample).contains("row.taken_in"))
        let record = try await sample.database.read(for: sample.tenant) { books in try books.imports.record(id) }
        #expect(record?.newLines == 3)
        #expect(try await sample.faults() == [])

        let undone = try await UndoImport(sample.office)(for: sample.tenant, id, by: "dana")
        #expect(undone.lines == 3)
        #expect(try await sample.waiting().isEmpty)
        await #expect(throws: OperationError.self) { _ = try await take(sample, id, 1, "2025-06-03", "NO AMOUNT", "-10") }
    }

    @Test(arguments: Engine.available)
    func `a row is taken in once, whoever sends it again`(on engine: Engine) async throws {
        let (sample, id) = try await books(on: engine)
        let first = try await take(sample, id, 0, "2025-06-30", "NO DAY", "-10.00")
        let again = try await take(sample, id, 0, "2025-06-29", "SOMETHING ELSE", "-11.00", by: "olga")
        #expect(again.line == first.line && !again.isNews && again.by == "dana")
        #expect(try await sample.waiting().count == 3)

        let both = try await withThrowingTaskGroup(of: LineID.self) { group in
            for person in ["dana", "olga", "eve"] {
                group.addTask { try await take(sample, id, 1, "2025-06-03", "NO AMOUNT", "-10.00", by: person).line }
            }
            return try await group.reduce(into: Set<LineID>()) { $0.insert($1) }
        }
        #expect(both.count == 1)
        #expect(try await sample.waiting().count == 4)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `what is wrong is said field by field, and nothing is kept`(on engine: Engine) async throws {
        let (sample, id) = try await books(on: engine)
        let wrong = await #expect(throws: TypedRowFaults.self) { _ = try await take(sample, id, 0, "31 June", " ", "1.234,56,7") }
        #expect(wrong?.faults.map(\.field) == [.date, .text, .amount])
        #expect(wrong?.faults.last?.text == "Row 3: “1.234,56,7” is not an amount here: this file writes 1,234.56.")
        let zero = await #expect(throws: TypedRowFaults.self) { _ = try await take(sample, id, 0, "2025-06-30", "X", "0.00") }
        #expect(zero?.faults.map(\.field) == [.amount])
        let huge = await #expect(throws: TypedRowFaults.self) { _ = try await take(sample, id, 0, "2025-06-30", "X", "99999999999999.00") }
        #expect(huge?.faults.map(\.field) == [.amount])
        await #expect(throws: LeftOutRowError.noSuchRow(9)) { _ = try await take(sample, id, 9, "2025-06-30", "X", "1") }
        #expect(try await sample.waiting().count == 2)

        let stranger = try await SampleBooks.make(in: sample.database, name: "Other")
        await #expect(throws: OperationError.noSuchImport("\(id)")) { _ = try await take(stranger, id, 0, "2025-06-30", "X", "1") }
        await #expect(throws: OperationError.noSuchImport("\(id)")) {
            try await DismissRow(stranger.office)(for: stranger.tenant, 0, of: id, by: "eve")
        }
    }

    @Test(arguments: Engine.available)
    func `a completed row is told from known lines like any other row of its file`(on engine: Engine) async throws {
        let (sample, id) = try await books(on: engine)
        // Another file of the account has the day already: one line in the same words, one in others.
        _ = try await sample.importText(
            csv("2025-06-02,RENT,-900.00", "2025-06-03,BOOK SHOP,-10.00"), name: "other.csv", into: sample.account(.checking))
        let known = try await take(sample, id, 0, "2025-06-02", "RENT", "-900.00")
        #expect(known.isKnown)
        #expect(try await rows(sample, id)[0].row.answer?.kind == .known)

        let doubtful = try await take(sample, id, 1, "2025-06-03", "NO AMOUNT", "-10.00")
        #expect(!doubtful.isKnown)
        #expect(try await sample.waiting().first { $0.id == doubtful.line }?.proposal.held == "possible_duplicate")

        // The file itself has a coffee that day; a second one is a second line.
        let (fresh, second) = try await books(on: engine)
        let coffee = try await take(fresh, second, 0, "2025-06-01", "COFFEE", "-3.50")
        #expect(!coffee.isKnown)
        #expect(try await fresh.waiting().count { $0.line.text == "COFFEE" } == 2)
        #expect(try await sample.faults() == [])
        #expect(try await fresh.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `a dismissed row stays out until that is taken back`(on engine: Engine) async throws {
        let (sample, id) = try await books(on: engine)
        let dismiss = DismissRow(sample.office)
        try await dismiss(for: sample.tenant, 0, of: id, by: "dana")
        try await dismiss(for: sample.tenant, 0, of: id, by: "olga")
        #expect(try await rows(sample, id)[0].row.answer?.by == "dana")
        await #expect(throws: LeftOutRowError.dismissed(row: 3, by: "dana")) { _ = try await take(sample, id, 0, "2025-06-30", "X", "1") }

        try await dismiss.undo(for: sample.tenant, 0, of: id, by: "olga")
        await #expect(throws: LeftOutRowError.notDismissed(row: 3)) { try await dismiss.undo(for: sample.tenant, 0, of: id, by: "olga") }
        _ = try await take(sample, id, 0, "2025-06-30", "NO DAY", "-10.00")
        await #expect(throws: LeftOutRowError.takenIn(row: 3, by: "dana")) { try await dismiss(for: sample.tenant, 0, of: id, by: "olga") }
        let found = try await actions(sample)
        #expect(found.count { $0 == "row.dismissed" } == 1 && found.count { $0 == "row.dismissal_undone" } == 1)
    }

    @Test(arguments: Engine.available)
    func `a row is read and typed in the notation of its file, also where no other row could be read`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let columns = ["delimiter=semicolon", "date=1", "text=2", "amount=3", "decimal-mark=comma", "date-order=dmy"]
        let summary = try await sample.importText(
            "Tag;Text;Betrag\n31.06.2025;MIETE;-1.036,66\n", into: sample.account(.checking), columns: columns)
        let id = try #require(summary.id)
        let draft = try #require(try await rows(sample, id).first).draft
        #expect(draft.amount == "-1036.66" && draft.date == "31.06.2025")
        let outcome = try await take(sample, id, 0, "30.06.2025", "MIETE", "-1.036,66")
        let line = try #require(try await sample.waiting().first { $0.id == outcome.line })
        #expect(line.line.amount.minorUnits == -103_666 && line.line.date == CalendarDate(iso: "2025-06-30"))
        let statement = try await sample.database.read(for: sample.tenant) { books in try books.imports.statement(line.statement) }
        #expect(statement?.period?.contains(line.line.date) == true)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `a file with several statements asks which one the row belongs to`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let summary = try await sample.importText(
            "Date,Description,Amount,Currency\n2025-06-01,ONE,-1.00,USD\n2025-06-02,TWO,-2.00,EUR\n2025-06-31,THREE,-3.00,EUR\n",
            into: sample.account(.checking))
        let id = try #require(summary.id)
        let missing = await #expect(throws: TypedRowFaults.self) { _ = try await take(sample, id, 0, "2025-06-30", "THREE", "-3.00") }
        #expect(missing?.faults.map(\.field) == [.statement])
        let page = try await ReadLeftOutRows(sample.office)(for: sample.tenant, id, from: 0, limit: 50)
        let euro = try #require(page.statements.first { $0.currency == .eur })
        let outcome = try await TakeInRow(sample.office)(
            for: sample.tenant, 0, of: id, as: TypedRow(date: "2025-06-30", text: "THREE", amount: "-3.00", statement: euro.id), by: "dana")
        #expect(try await sample.waiting().first { $0.id == outcome.line }?.line.amount.currency == .eur)
        #expect(try await sample.faults() == [])
    }
}
