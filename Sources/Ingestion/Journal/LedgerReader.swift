import Bookkeeping

/// Reads the journal format that hledger (1.2x) and ledger (3.3) share. Balance assertions are passed over; balance assignments, prices, lots,
/// periodic and automated entries are problems, for their figures are worked out by those programs.
struct LedgerReader {
    private let lines: [Substring]
    private let currency: Currency
    private var file = JournalFile(.ledger)
    private var entry: Open?
    private var year: Int?
    private var isComment = false
    /// Lines below a directive that are no postings.
    private var isSkipping = false

    private struct Open {
        let row: Int
        let date: CalendarDate
        let narration: String
        let text: Substring
        var postings: [(account: String, amount: Money?)] = []
        private(set) var fault: (row: Int, text: Substring, reason: String)?

        /// The first fault is the one that is told.
        mutating func fail(_ row: Int, _ text: Substring, _ reason: String) { fault = fault ?? (row, text, reason) }
    }

    init(_ text: String, currency: Currency) {
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        self.currency = currency
    }

    consuming func read() -> JournalFile {
        var reader = self
        for (index, line) in reader.lines.enumerated() { reader.take(line, row: index + 1) }
        reader.close()
        return reader.file
    }

    private mutating func take(_ line: Substring, row: Int) {
        if isComment {
            if line.hasPrefix("end comment") || line.hasPrefix("end test") { isComment = false }
            return
        }
        guard let first = line.first, !line.allSatisfy(\.isWhitespace) else {
            close()
            return
        }
        if first.isWhitespace {
            if !isSkipping { takePosting(line, row: row) }
            return
        }
        close()
        isSkipping = true
        switch first {
        case ";", "#", "%", "|", "*": return
        case "~": file.reject(row, line, "A periodic entry is a plan, not a booking. It was left out.")
        case "=": file.reject(row, line, "An automated entry is worked out by ledger. Write its postings out.")
        case let digit where digit.isNumber: begin(line, row: row)
        default: takeDirective(line, row: row)
        }
    }

    private mutating func takeDirective(_ line: Substring, row: Int) {
        let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        let rest = words.count > 1 ? words[1].prefix { $0 != ";" }.trimmingSpaces : ""
        switch words[0] {
        case "account": file.know(rest, type: Self.type(in: line))
        case "comment", "test": isComment = true
        case "Y", "year": year = Int(rest)
        case "include": file.reject(row, line, "Other files are not followed. Import them one by one.")
        case "alias", "apply", "end": file.reject(row, line, "“\(words[0])” changes names or figures. Write them out.")
        case "commodity", "D", "P", "N", "C", "tag", "payee", "decimal-mark", "define", "def", "assert", "check", "expr", "bucket", "A":
            return
        default:
            if line.hasPrefix("Y"), let number = Int(line.dropFirst()) {
                year = number
            } else {
                file.reject(row, line, "“\(words[0].prefix(20))” is no directive of hledger or ledger.")
            }
        }
    }

    /// hledger's `; type: A` behind an account.
    private static func type(in line: Substring) -> AccountType? {
        guard let found = line.firstRange(of: "type:") else { return nil }
        switch line[found.upperBound...].trimmingSpaces.first?.uppercased() {
        case "A", "C": return .asset
        case "L": return .liability
        case "E": return .equity
        case "R", "I": return .income
        case "X": return .expense
        default: return nil
        }
    }

    private mutating func begin(_ line: Substring, row: Int) {
        isSkipping = false
        let day = line.prefix { !$0.isWhitespace }
        guard let date = JournalText.date(day.prefix { $0 != "=" }, year: year) else {
            file.reject(row, line, "“\(day)” is no day like 2025-06-30.")
            isSkipping = true
            return
        }
        var rest = line.dropFirst(day.count).prefix { $0 != ";" }.trimmingSpaces[...]
        if rest.hasPrefix("*") || rest.hasPrefix("!") { rest = rest.dropFirst().trimmingSpaces[...] }
        if rest.hasPrefix("("), let end = rest.firstIndex(of: ")") { rest = rest[rest.index(after: end)...].trimmingSpaces[...] }
        // hledger's payee and note.
        let narration = rest.split(separator: "|").map(\.trimmingSpaces).filter { !$0.isEmpty }.joined(separator: " ")
        entry = Open(row: row, date: date, narration: narration, text: line)
    }

    private mutating func takePosting(_ line: Substring, row: Int) {
        guard entry != nil else { return }
        var text = line.prefix { $0 != ";" }.trimmingSpaces[...]
        guard !text.isEmpty else { return }
        if text.hasPrefix("* ") || text.hasPrefix("! ") { text = text.dropFirst(2).trimmingSpaces[...] }
        let end = text.firstRange(of: "  ")?.lowerBound ?? text.firstIndex(of: "\t") ?? text.endIndex
        let account = text[..<end].trimmingSpaces
        if let first = account.first, first == "(" || first == "[" {
            file.reject(row, line, "A virtual posting books nothing. It was left out, and the entry stands without it.")
            return
        }
        file.know(account)
        let rest = text[end...].trimmingSpaces
        let written = rest.prefix { $0 != "=" }.trimmingSpaces
        guard !(written.isEmpty && rest.hasPrefix("=")) else {
            entry?.fail(row, line, "A balance assignment is worked out by hledger. Write its amount.")
            return
        }
        do throws(JournalText.Fault) {
            entry?.postings.append((account, written.isEmpty ? nil : try JournalText.amount(written, currency: currency)))
        } catch {
            entry?.fail(row, line, "It \(error.reason).")
        }
    }

    private mutating func close() {
        guard let open = entry else { return }
        entry = nil
        if let fault = open.fault {
            file.reject(fault.row, fault.text, fault.reason)
            return
        }
        do throws(JournalText.Fault) {
            let postings = try JournalText.filled(open.postings)
            file.entries.append(.init(row: open.row, date: open.date, narration: open.narration, postings: postings))
        } catch {
            file.reject(open.row, open.text, "The entry \(error.reason).")
        }
    }
}
