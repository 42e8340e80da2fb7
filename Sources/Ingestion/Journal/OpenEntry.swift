import Bookkeeping

/// An entry of a journal in text, while its postings are being read.
struct OpenEntry {
    let row: Int
    let date: CalendarDate
    let narration: String
    let text: Substring
    var postings: [(account: String, amount: Money?)] = []
    private var fault: (row: Int, text: Substring, reason: String)?

    init(row: Int, date: CalendarDate, narration: String, text: Substring) {
        (self.row, self.date, self.narration, self.text) = (row, date, narration, text)
    }

    /// The first fault is the one that is told.
    mutating func fail(_ row: Int, _ text: Substring, _ reason: String) { fault = fault ?? (row, text, reason) }

    func close(into file: inout JournalFile) {
        if let fault {
            file.reject(fault.row, fault.text, fault.reason)
            return
        }
        do throws(JournalText.Fault) {
            file.entries.append(.init(row: row, date: date, narration: narration, postings: try JournalText.filled(postings)))
        } catch {
            file.reject(row, text, "The entry \(error.reason).")
        }
    }
}
