package import Bookkeeping
package import Storage

/// What every operation works with: the books' database and the clock. Copies share one desk for people's answers.
package struct Office: Sendable {
    package let database: any Database
    package let now: @Sendable () -> Instant
    /// Where the caller sits, as audit rows say it.
    let origin: String?
    let desk: DecisionDesk

    package init(database: any Database, now: @escaping @Sendable () -> Instant) {
        (self.database, self.now, origin) = (database, now, nil)
        desk = DecisionDesk(database, now: now)
    }

    private init(_ office: Office, origin: String) {
        (database, now, self.origin) = (office.database.from(origin), office.now, origin)
        desk = office.desk
    }

    /// The same office at work for someone: audit rows say from where.
    func from(_ origin: String) -> Office { Office(self, origin: origin) }

    /// Does what answers left to be done later, before the program ends.
    package func settle() async { await desk.settle() }

    /// The calendar day in UTC.
    package var today: CalendarDate {
        let day = now().milliseconds / 86_400_000
        return CalendarDate(dayNumber: Int32(day))
    }
}
