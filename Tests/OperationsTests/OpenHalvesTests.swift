import Bookkeeping
import Storage
import Testing

@testable import Operations

/// Transfers that an import may find the other line of.
struct OpenHalvesTests {
    private let checking = AccountID(1)
    private let savings = AccountID(2)

    private func half(_ line: Int64, day: Int = 10) throws -> TransferStore.Half {
        TransferStore.Half(
            line: LineID(line), account: checking, other: savings, date: try #require(CalendarDate(year: 2025, month: 6, day: day)),
            amount: Money(minorUnits: -50_000, .usd))
    }

    private func line(day: Int) throws -> StatementLine {
        StatementLine(
            row: 1, date: try #require(CalendarDate(year: 2025, month: 6, day: day)), amount: Money(minorUnits: 50_000, .usd),
            text: "FROM CHECKING")
    }

    @Test func `each is given out once, the nearest first`() throws {
        var halves = OpenHalves()
        halves.add(try half(1, day: 10))
        halves.add(try half(2, day: 12))
        #expect(halves.take(for: try line(day: 12), on: savings)?.line == LineID(2))
        #expect(halves.take(for: try line(day: 12), on: savings)?.line == LineID(1))
        #expect(halves.take(for: try line(day: 12), on: savings) == nil)
    }

    @Test func `one that the file and the books both tell of is one`() throws {
        var halves = OpenHalves()
        halves.add(try half(1))
        halves.add(try half(1))
        #expect(halves.take(for: try line(day: 11), on: savings) != nil)
        #expect(halves.take(for: try line(day: 11), on: savings) == nil)
        // And once it is given out, the books do not bring it back.
        halves.add(try half(1))
        #expect(halves.take(for: try line(day: 11), on: savings) == nil)
    }
}
