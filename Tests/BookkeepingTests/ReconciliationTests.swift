import Bookkeeping
import Testing

struct StatementProofTests {
    private func proof(
        _ opening: Int64?, before: Int64? = nil, _ moneyIn: Int64, _ moneyOut: Int64, _ closing: Int64?
    ) throws -> StatementProof {
        func money(_ units: Int64?) -> Money? { units.map { Money(minorUnits: $0, .usd) } }
        return try StatementProof(
            opening: money(opening), closingBefore: money(before), moneyIn: .init(count: 1, amount: Money(minorUnits: moneyIn, .usd)),
            moneyOut: .init(count: 1, amount: Money(minorUnits: moneyOut, .usd)), closing: money(closing))
    }

    private func verdict(_ opening: Int64?, _ moneyIn: Int64, _ moneyOut: Int64, _ closing: Int64?) throws -> StatementProof.Verdict {
        try proof(opening, moneyIn, moneyOut, closing).verdict
    }

    @Test func `opening balance and lines that come to the closing balance agree, and a cent less does not`() throws {
        #expect(try verdict(2_774_871, 332_223, -1_038_773, 2_068_321) == .agrees)
        #expect(try verdict(2_774_871, 332_223, -1_038_773, 2_068_320) == .off(Money(minorUnits: -1, .usd)))
    }

    @Test func `without an opening balance the statement before gives it`() throws {
        let carried = try proof(nil, before: 100, 50, 0, 150)
        #expect(try carried.verdict == .agrees)
        #expect(carried.openingSource == .byStatementBefore)
        #expect(try verdict(nil, 50, 0, 150) == .unproved)
        #expect(try verdict(100, 50, 0, nil) == .unproved)
    }

    @Test func `an opening balance that is not where the statement before ended is a gap`() throws {
        #expect(try proof(100, before: 90, 0, 0, 100).gapBefore == Money(minorUnits: 10, .usd))
        #expect(try proof(100, before: 100, 0, 0, 100).gapBefore == nil)
    }
}

struct DifferenceCauseTests {
    private static let day = CalendarDate(dayNumber: 20_000)

    private func line(_ id: Int64, _ units: Int64, _ text: String = "Shop") -> DifferenceCause.ProofLine {
        .init(id: LineID(id), date: Self.day, amount: Money(minorUnits: units, .usd), text: text)
    }

    private func causes(
        _ lacking: Int64, _ lines: [DifferenceCause.ProofLine], _ rejected: [DifferenceCause.RejectedRow] = []
    ) -> [DifferenceCause] {
        DifferenceCause.likeliest(for: Money(minorUnits: lacking, .usd), lines: lines, rejected: rejected)
    }

    @Test func `a rejected row that holds the amount comes first, however it is written`() {
        let row = DifferenceCause.RejectedRow(row: 9, text: "14.06.2025;;\"1.031,87\"")
        #expect(causes(103_187, [], [row]) == [.rejectedRow(9, text: row.text)])
        #expect(causes(103_187, [], [.init(row: 9, text: "1.031,88")]) == [.missing(Money(minorUnits: 103_187, .usd))])
    }

    @Test func `a line that stands there twice is found`() {
        #expect(causes(3_187, [line(1, -3_187), line(2, -3_187), line(3, 5)]) == [.doubled(line(2, -3_187))])
    }

    @Test func `half the difference is a line with the wrong sign`() {
        #expect(causes(-200, [line(1, 100), line(2, 7)]) == [.wrongSign(line(1, 100))])
    }

    @Test func `two swapped digits are found, and what they should be`() {
        // 54.30 written as 45.30: nine dollars too little.
        #expect(causes(-900, [line(1, -4_530)]) == [.swappedDigits(line(1, -4_530), right: Money(minorUnits: -5_430, .usd))])
    }

    @Test func `a line that is exactly too much is named`() {
        #expect(causes(-3_187, [line(1, 3_187)]) == [.surplus(line(1, 3_187))])
    }

    @Test func `what nothing explains is a missing line, and nine is a hint`() {
        #expect(causes(3_187, [line(1, 5)]) == [.missing(Money(minorUnits: 3_187, .usd))])
        #expect(causes(27, [line(1, 5)]) == [.missing(Money(minorUnits: 27, .usd)), .divisibleByNine])
        #expect(!causes(.min, [line(1, .min), line(2, .max)]).isEmpty)
    }
}

struct CoverageTests {
    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(iso: text)) }

    private func piece(_ id: Int64, _ first: String, _ last: String, isOff: Bool = false) throws -> Coverage.Piece {
        .init(id: StatementID(id), period: try #require(Period(from: day(first), through: day(last))), isOff: isOff)
    }

    private func states(_ pieces: [Coverage.Piece], opened: String? = "2025-02-10") throws -> [Coverage.State] {
        let months = Period.months(from: try day("2025-01-01"), through: try day("2025-05-31"))
        return Coverage(of: months, pieces: pieces, opened: try opened.map(day), lines: [:]).months.map(\.state)
    }

    @Test func `months before the account was open, covered ones and missing ones`() throws {
        #expect(
            try states([piece(1, "2025-02-10", "2025-03-30"), piece(2, "2025-05-02", "2025-05-28")])
                == [.notOpen, .covered, .covered, .missing, .covered])
        #expect(try states([], opened: nil) == Array(repeating: .notOpen, count: 5))
    }

    @Test func `two statements that share more than the day between them cover twice`() throws {
        #expect(
            try states([piece(1, "2025-02-10", "2025-03-15"), piece(2, "2025-03-15", "2025-04-10"), piece(3, "2025-04-05", "2025-05-01")])
                == [.notOpen, .covered, .covered, .duplicate, .covered])
    }

    @Test func `a statement that is off is a mismatch in each of its months`() throws {
        #expect(
            try states([piece(1, "2025-02-10", "2025-03-15", isOff: true), piece(2, "2025-04-01", "2025-05-31")])
                == [.notOpen, .mismatch, .mismatch, .covered, .covered])
    }
}

struct TransferPairingTests {
    private func line(
        _ id: Int64, on account: Int64, _ day: Int32, _ units: Int64, _ text: String = "", counter: Int64? = nil, posted: Bool = false
    ) -> TransferPairing.Line {
        .init(
            id: LineID(id), account: AccountID(account), date: CalendarDate(dayNumber: 20_000 + day),
            amount: Money(minorUnits: units, .usd), text: text, counterAccount: counter.map { AccountID($0) }, isPosted: posted)
    }

    private func ids(_ lines: [TransferPairing.Line], rejected: Set<TransferPairing.Key> = []) -> [[Int64]] {
        TransferPairing.find(among: lines, rejected: rejected).pairs.map { [$0.out.id.rawValue, $0.into.id.rawValue] }
    }

    @Test func `equal amounts on two accounts within five days are a pair`() {
        #expect(ids([line(1, on: 1, 0, -500), line(2, on: 2, 5, 500)]) == [[1, 2]])
        #expect(ids([line(1, on: 1, 0, -500), line(2, on: 2, 6, 500)]) == [])
        #expect(ids([line(1, on: 1, 0, -500), line(2, on: 1, 0, 500)]) == [])
        #expect(ids([line(1, on: 1, 0, -500), line(2, on: 2, 0, 501)]) == [])
    }

    @Test func `each line is in one pair, the nearest first`() {
        #expect(ids([line(1, on: 1, 0, -500), line(2, on: 2, 3, 500), line(3, on: 2, 1, 500)]) == [[1, 3]])
    }

    @Test func `what a person rejected is not proposed again, and the next best is`() {
        let key = TransferPairing.Key(out: LineID(1), into: LineID(3))
        #expect(ids([line(1, on: 1, 0, -500), line(2, on: 2, 3, 500), line(3, on: 2, 1, 500)], rejected: [key]) == [[1, 2]])
    }

    @Test func `a line booked to a third account is no partner, and one without a partner is said`() {
        let lines = [line(1, on: 1, 0, -500, counter: 3, posted: true), line(2, on: 2, 0, 500)]
        let found = TransferPairing.find(among: lines, rejected: [])
        #expect(found.pairs.isEmpty)
        #expect(found.withoutPartner.map(\.id) == [LineID(1)])
    }
}
