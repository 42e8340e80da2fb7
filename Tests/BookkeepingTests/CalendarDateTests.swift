import Bookkeeping
import Testing

struct CalendarDateTests {
    @Test(
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2000-03-01", 11_017), ("2024-12-31", 20_088),
            ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
        ] as [(String, Int32)])
    func `a day has a number, counted from 1970`(text: String, number: Int32) throws {
        let date = try #require(CalendarDate(iso: text))
        #expect(date.dayNumber == number)
        #expect(date.description == text)
        #expect(CalendarDate(dayNumber: number) == date)
    }

    @Test(arguments: [
        "2025-02-29", "1900-02-29", "2025-13-01", "2025-00-10", "2025-04-31", "2025-01-00", "0000-01-01", "2025-1-1", "20250101",
        "2025-01-01 ", "2025/01/01", "+025-01-01", "-001-01-01", "", "２０２５-01-01",
    ])
    func `a day that is not in the calendar is refused`(text: String) { #expect(CalendarDate(iso: text) == nil) }

    @Test func `every day of four centuries comes back from its parts, and the next day is one later`() throws {
        var number: Int32 = -150_000
        while number < 0 {
            let date = CalendarDate(dayNumber: number)
            let (year, month, day) = date.components
            try #require(CalendarDate(year: year, month: month, day: day) == date)
            try #require(CalendarDate(packed: date.packed) == date)
            try #require(date.next?.dayNumber == number + 1)
            try #require(date.weekday % 7 + 1 == date.next?.weekday)
            number += 1
        }
    }

    @Test(
        arguments: [("1970-01-01", 4), ("2025-06-30", 1), ("2024-02-29", 4), ("1900-01-01", 1), ("2025-11-30", 7)]
            as [(CalendarDate, Int)])
    func `weekdays count from Monday`(date: CalendarDate, weekday: Int) { #expect(date.weekday == weekday) }

    @Test(arguments: [20_250_230, 0, -20_250_101, 100_000_101, 20_251_301, 20_250_100, .max, .min])
    func `a packed number that is no day is refused`(packed: Int) { #expect(CalendarDate(packed: packed) == nil) }

    @Test func `the calendar ends with the years 1 and 9999`() {
        #expect(CalendarDate.earliest == "0001-01-01")
        #expect(CalendarDate.latest == "9999-12-31")
        #expect(CalendarDate.earliest.previous == nil)
        #expect(CalendarDate.latest.next == nil)
    }
}
