import Bookkeeping
import Storage

/// A waiting line that an answer has touched, so that its proposal is to be made anew.
struct DueLine: Sendable {
    let line: LineID
    let teacher: Teacher

    /// Whose answer it was.
    struct Teacher: Hashable, Sendable {
        let person: String
        let origin: String?
        /// Among those that the transaction takes; nil for one of an earlier transaction.
        var request: Int?
    }

    var ofEarlierRequest: DueLine {
        DueLine(line: line, teacher: Teacher(person: teacher.person, origin: teacher.origin, request: nil))
    }
}

/// Finds by index the waiting lines that answers touch. `Categorizer.isTouched` says which these are: they share the amount, the vendor, or the
/// first word of the vendor.
struct TouchedLines {
    private var words: [String: DueLine.Teacher] = [:]
    private var amounts: [Money: DueLine.Teacher] = [:]
    private var vendors: Set<String> = []

    /// The first to say something of a word or an amount counts as the one who taught it.
    mutating func add(_ answered: LineStore.Record, by teacher: DueLine.Teacher) {
        let word = answered.vendor.firstWord
        words[word] = words[word] ?? teacher
        amounts[answered.line.amount] = amounts[answered.line.amount] ?? teacher
        vendors.insert(answered.vendor)
    }

    /// Each line once: those of the same vendor, then those that are `due` from before, then the others.
    func lines(in books: Books, after due: [DueLine]) throws -> [DueLine] {
        var (near, far): ([DueLine], [DueLine]) = ([], [])
        for (word, teacher) in words.sorted(by: { $0.key < $1.key }) {
            for line in try books.lines.waiting(ofVendorsBeginning: word) {
                let found = DueLine(line: line.id, teacher: teacher)
                if vendors.contains(line.vendor) { near.append(found) } else { far.append(found) }
            }
        }
        for (amount, teacher) in amounts.sorted(by: { $0.key.minorUnits < $1.key.minorUnits }) {
            far += try books.lines.waiting(of: amount).map { DueLine(line: $0.id, teacher: teacher) }
        }
        var seen: Set<LineID> = []
        return (near + due + far).filter { seen.insert($0.line).inserted }
    }
}
