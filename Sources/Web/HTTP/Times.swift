import Bookkeeping
import Operations
import Storage

extension Instant {
    /// The first millisecond of a day, UTC.
    init(startOf day: CalendarDate) { self.init(milliseconds: Int64(day.dayNumber) * 86_400_000) }
}

extension Values {
    /// From the query's `from` and `to`; nil when neither is given.
    func period() throws -> Period? {
        let (first, last) = (try date("from"), try date("to"))
        guard first != nil || last != nil else { return nil }
        guard let period = Period(from: first ?? .earliest, through: last ?? .latest) else {
            throw Refusal.invalid(
                "to is before from. Exchange them.", [FieldFault("to", "This day is before the first one. Exchange them.")])
        }
        return period
    }

    func date(_ name: String) throws -> CalendarDate? {
        guard let text = text(name) else { return nil }
        guard let date = CalendarDate(iso: text) else {
            let why = "“\(text.prefix(40))”. It takes a day like 2025-06-30."
            throw Refusal.invalid("\(name) is \(why)", [FieldFault(name, "This is \(why)")])
        }
        return date
    }
}
