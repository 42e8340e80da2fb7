import Bookkeeping
import Testing

struct PeriodTests {
    @Test(
        arguments: [
            ("2025", "2025-01-01", "2025-12-31"), ("2024-02", "2024-02-01", "2024-02-29"), ("2025-Q1", "2025-01-01", "2025-03-31"),
            ("2025-Q4", "2025-10-01", "2025-12-31"), ("0001", "0001-01-01", "0001-12-31"),
        ] as [(String, CalendarDate, CalendarDate)])
    func `a year, a quarter or a month is read from text`(text: String, first: CalendarDate, last: CalendarDate) {
        #expect(Period(text: text) == Period(from: first, through: last))
    }

    @Test(arguments: [
        "", "25", "2025-13", "2025-00", "2025-6", "2025-Q5", "2025-Q0", "2025-q1", "2025-Q٣", "2025-+6", "+202", "0000", "2025-06-01",
        "2025-", "-2025", "2025-Q11",
    ])
    func `other text is no period`(text: String) { #expect(Period(text: text) == nil) }

    @Test(arguments: ["2025", "2025-06", "0033-01", "2025-Q1", "2025-Q4"])
    func `a whole year, quarter or month is written shortly`(text: String) { #expect(Period(text: text)?.description == text) }

    @Test func `other periods are written from day to day`() {
        #expect(Period(from: "2025-06-03", through: "2025-07-02")?.description == "2025-06-03 to 2025-07-02")
        #expect(Period(from: "2025-06-03", through: "2025-06-02") == nil)
    }

    @Test func `both ends belong to a period`() {
        let june: Period = "2025-06"
        #expect(june.contains("2025-06-01") && june.contains("2025-06-30"))
        #expect(!june.contains("2025-05-31") && !june.contains("2025-07-01"))
        #expect(june.overlaps("2025") && !june.overlaps("2025-07"))
        #expect(Period.month(containing: "2024-02-10") == "2024-02")
    }

    @Test(
        arguments: [
            ("2025-03-01", "2025-03-31", "2025-02-01", "2025-02-28"), ("2025-01-01", "2025-12-31", "2024-01-01", "2024-12-31"),
            ("2025-01-01", "2025-11-30", "2024-02-01", "2024-12-31"), ("2025-01-01", "2025-01-10", "2024-12-22", "2024-12-31"),
            ("2025-02-15", "2025-03-14", "2025-01-18", "2025-02-14"),
        ] as [(CalendarDate, CalendarDate, CalendarDate, CalendarDate)])
    func `the period before has as many months, or as many days`(
        first: CalendarDate, last: CalendarDate, before: CalendarDate, through: CalendarDate
    ) {
        #expect(Period(from: first, through: last)?.preceding == Period(from: before, through: through))
    }

    @Test(
        arguments: [
            ("2025-02-01", "2025-02-28", "2024-02-01", "2024-02-29"), ("2024-02-01", "2024-02-29", "2023-02-01", "2023-02-28"),
            ("2024-02-29", "2024-03-05", "2023-02-28", "2023-03-05"), ("2025-01-01", "2025-11-30", "2024-01-01", "2024-11-30"),
        ] as [(CalendarDate, CalendarDate, CalendarDate, CalendarDate)])
    func `last year's period keeps whole months whole`(
        first: CalendarDate, last: CalendarDate, before: CalendarDate, through: CalendarDate
    ) {
        #expect(Period(from: first, through: last)?.lastYear == Period(from: before, through: through))
    }

    @Test func `nothing comes before the year 1`() {
        let first: Period = "0001"
        #expect(first.lastYear == nil && first.preceding == nil)
        #expect(Period(from: "0001-01-02", through: "0001-01-03")?.preceding == nil)
    }
}

struct FiscalYearTests {
    @Test(
        arguments: [
            (1, "2025-06-30", "2025-01-01", "2025-12-31"), (4, "2025-03-31", "2024-04-01", "2025-03-31"),
            (4, "2025-04-01", "2025-04-01", "2026-03-31"), (3, "2024-02-29", "2023-03-01", "2024-02-29"),
            (12, "2025-11-30", "2024-12-01", "2025-11-30"), (4, "0001-02-01", "0001-01-01", "0001-03-31"),
            (4, "9999-05-01", "9999-04-01", "9999-12-31"),
        ] as [(Int, CalendarDate, CalendarDate, CalendarDate)])
    func `a day lies in the twelve months that begin with the starting month`(
        startMonth: Int, date: CalendarDate, first: CalendarDate, last: CalendarDate
    ) throws {
        let year = try #require(FiscalYear(startMonth: startMonth))
        #expect(year.period(containing: date) == Period(from: first, through: last))
    }

    @Test(arguments: [0, 13, -1])
    func `a fiscal year begins in a month`(startMonth: Int) { #expect(FiscalYear(startMonth: startMonth) == nil) }
}
