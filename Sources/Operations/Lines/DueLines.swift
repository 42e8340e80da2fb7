import Bookkeeping
import Storage

/// The waiting lines that answers have touched, to be looked at again: not the lines themselves, of which there may be a hundred thousand, but
/// what makes them alike and how far the look has come. `Categorizer.isTouched` says which lines these are: they share the vendor, the first
/// word of the vendor, or the amount.
struct DueLines: Sendable {
    /// Whose answer it was.
    struct Teacher: Hashable, Sendable {
        let person: String
        let origin: String?
        /// Among those that the transaction takes; nil for one of an earlier transaction.
        var request: Int?
    }

    /// Some of the lines, and who taught something of them.
    struct Piece {
        let records: [LineStore.Record]
        let teacher: Teacher
    }

    private struct Look: Sendable {
        var teacher: Teacher
        /// The last line that was looked at.
        var last: LineStore.LikenessPosition?
        /// Touched once more since it began, so that it begins anew at its end.
        var isDueAgain = false
    }

    private var looks: [LineStore.Likeness: Look] = [:]
    /// Whose turn is next. Lines of the vendors themselves come before those that have less in common with an answer.
    private var near: [LineStore.Likeness] = []
    private var far: [LineStore.Likeness] = []

    var isEmpty: Bool { looks.isEmpty }

    mutating func add(_ answered: LineStore.Record, by teacher: Teacher) {
        if add(.vendor(answered.vendor), by: teacher) { near.append(.vendor(answered.vendor)) }
        for likeness in [.firstWord(answered.vendor.firstWord), .amount(answered.line.amount)] as [LineStore.Likeness]
        where add(likeness, by: teacher) {
            far.append(likeness)
        }
    }

    /// The first of a transaction to say something of a likeness counts as the one who taught it.
    /// - Returns: whether it was not due yet
    private mutating func add(_ likeness: LineStore.Likeness, by teacher: Teacher) -> Bool {
        guard var look = looks[likeness] else {
            looks[likeness] = Look(teacher: teacher)
            return true
        }
        if look.teacher.request == nil { look.teacher = teacher }
        look.isDueAgain = look.last != nil
        looks[likeness] = look
        return false
    }

    /// The next lines, at most `limit`; nil when none is left. Each likeness has its turn: one with many lines keeps no other waiting.
    mutating func next(in books: Books, atMost limit: Int) throws -> Piece? {
        let isNear = !near.isEmpty
        guard let likeness = isNear ? near.first : far.first, var look = looks[likeness] else { return nil }
        let limit = min(limit, LineStore.mostAtOnce)
        let records = try books.lines.waiting(alike: likeness, after: look.last, limit: limit)
        let isAtEnd = records.count < limit
        if isNear { near.removeFirst() } else { far.removeFirst() }
        if isAtEnd && !look.isDueAgain {
            looks[likeness] = nil
        } else {
            look.last = isAtEnd ? nil : records.last.map(LineStore.LikenessPosition.init)
            if isAtEnd { look.isDueAgain = false }
            looks[likeness] = look
            if isNear { near.append(likeness) } else { far.append(likeness) }
        }
        return Piece(records: records, teacher: look.teacher)
    }

    /// As the next transaction finds them.
    var ofEarlierRequests: DueLines {
        var due = self
        due.looks = looks.mapValues { look in
            var look = look
            look.teacher.request = nil
            return look
        }
        return due
    }
}
