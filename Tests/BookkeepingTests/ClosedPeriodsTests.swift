import Bookkeeping
import Testing

struct ClosedPeriodsTests {
    private let today: CalendarDate = "2025-12-07"

    @Test func `everything is open at first`() throws {
        let open = ClosedPeriods()
        #expect(open.allows("1999-01-01"))
        try open.check("1999-01-01")
    }

    @Test(arguments: [("2025-02-28", false), ("2025-03-01", true), ("2025-01-01", false), ("2024-07-04", false)] as [(CalendarDate, Bool)])
    func `nothing is posted up to the last closed day, not even before the first closed period`(date: CalendarDate, isAllowed: Bool) {
        #expect(ClosedPeriods(["2025-02", "2025-01"]).allows(date) == isAllowed)
    }

    @Test func `a refusal names the period and the next open day`() {
        let closed = ClosedPeriods(["2025-01", "2025-02"])
        #expect(throws: PeriodError.closed("2025-01", nextOpenDay: "2025-03-01")) { try closed.check("2025-01-15") }
        #expect(throws: PeriodError.closed("2024-07", nextOpenDay: "2025-03-01")) { try closed.check("2024-07-04") }
        #expect(
            PeriodError.closed("2025-01", nextOpenDay: "2025-03-01").userText
                == "2025-01 is closed. Date the entry 2025-03-01 or later, or reopen the period.")
    }

    @Test func `periods close in order, months after a year`() throws {
        let closed = try ClosedPeriods().closing("2024", on: today).closing("2025-01", on: today).closing("2025-02", on: today)
        #expect(closed.periods == ["2024", "2025-01", "2025-02"])
        #expect(closed.lastClosedDay == "2025-02-28")
    }

    @Test(
        arguments: [
            ("2025-12", PeriodError.notOver("2025-12")), ("2026", .notOver("2026")), ("2025-01", .alreadyClosed("2025-01")),
            ("2024-11", .alreadyClosed("2024-11")), ("2025-Q1", .alreadyClosed("2025-Q1")), ("2025-03", .earlierOpen("2025-02")),
        ] as [(Period, PeriodError)])
    func `a period that may not be closed is refused with the reason`(period: Period, error: PeriodError) {
        #expect(throws: error) { try ClosedPeriods(["2025-01"]).closing(period, on: today) }
    }

    @Test(
        arguments: [("2025-02-03", "2025-02-28"), ("2025-02-01", "2025-02-27"), ("2025-02-01", "2025-03-30")]
            as [(CalendarDate, CalendarDate)])
    func `only whole months close`(first: CalendarDate, last: CalendarDate) throws {
        let period = try #require(Period(from: first, through: last))
        #expect(throws: PeriodError.notWholeMonths(period)) { try ClosedPeriods().closing(period, on: today) }
    }

    @Test func `a month closes the day after it ends`() throws {
        #expect(throws: PeriodError.notOver("2025-06")) { try ClosedPeriods().closing("2025-06", on: "2025-06-30") }
        #expect(try ClosedPeriods().closing("2025-06", on: "2025-07-01").periods == ["2025-06"])
    }

    @Test func `the period closed last is the one that can be reopened`() throws {
        let closed = ClosedPeriods(["2025-01", "2025-02"])
        #expect(try closed.reopening("2025-02").periods == ["2025-01"])
        #expect(try closed.reopening("2025-02").reopening("2025-01") == ClosedPeriods())
        #expect(throws: PeriodError.laterClosed("2025-02")) { try closed.reopening("2025-01") }
        #expect(throws: PeriodError.notClosed("2025-03")) { try closed.reopening("2025-03") }
        #expect(throws: PeriodError.notClosed("2025")) { try closed.reopening("2025") }
    }

    @Test func `every error tells the way out`() {
        let errors: [PeriodError] = [
            .closed("2025-01", nextOpenDay: "2025-02-01"), .closed("2025-01", nextOpenDay: nil), .notWholeMonths("2025-01"),
            .notOver("2025-12"), .alreadyClosed("2025-01"), .earlierOpen("2025-01"), .notClosed("2025-01"), .laterClosed("2025-01"),
        ]
        #expect(Set(errors.map(\.userText)).count == errors.count)
        #expect(errors.allSatisfy { $0.userText.hasPrefix("2025-") && $0.userText.hasSuffix(".") })
    }
}
