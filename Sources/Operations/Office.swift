import Bookkeeping
package import Storage

/// What every operation works with: the books' database and the clock.
package struct Office: Sendable {
    package let database: any Database
    package let now: @Sendable () -> Instant

    package init(database: any Database, now: @escaping @Sendable () -> Instant) {
        (self.database, self.now) = (database, now)
    }

    /// The calendar day in UTC.
    var today: CalendarDate {
        let day = now().milliseconds / 86_400_000
        return CalendarDate(dayNumber: Int32(day))
    }
}
