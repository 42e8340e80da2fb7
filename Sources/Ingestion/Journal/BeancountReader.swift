import Bookkeeping

/// Reads beancount's language (`beancount_language_syntax`, version 2.3.5 and 3): what is booked, and which accounts there are. Balance
/// assertions, prices, notes and documents say nothing that these books keep; pads and includes are problems, for figures hang on them.
struct BeancountReader {
    private let lines: [Substring]
    private var file = JournalFile(.beancount)
    private var entry: Open?
    private var opened: String?

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

    init(_ text: String) { lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) }

    consuming func read() -> JournalFile {
        var reader = self
        for (index, line) in reader.lines.enumerated() { reader.take(line, row: index + 1) }
        reader.close()
        return reader.file
    }

    private mutating func take(_ line: Substring, row: Int) {
        guard let first = line.first, !line.allSatisfy(\.isWhitespace) else {
            close()
            return
        }
        if first.isWhitespace {
            takeIndented(line, row: row)
            return
        }
        close()
        guard first != ";", first != "*", first != "#" else { return }
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
        switch words.first {
        case "option", "plugin", "pushtag", "poptag", "pushmeta", "popmeta": return
        case "include": file.reject(row, line, "Other files are not followed. Import them one by one.")
        default: takeDirective(line, words, row: row)
        }
    }

    private mutating func takeDirective(_ line: Substring, _ words: [Substring], row: Int) {
        guard words.count > 1, let date = JournalText.date(words[0]) else {
            file.reject(row, line, "This is no directive that begins with a day.")
            return
        }
        let rest = words.count > 2 ? words[2] : ""
        switch words[1] {
        case "open":
            let name = String(rest.prefix { !$0.isWhitespace })
            file.know(name)
            opened = name
        case "close", "balance", "commodity", "price", "note", "document", "event", "query", "custom": break
        case "pad": file.reject(row, line, "A pad books a difference that only beancount works out. Write it as an entry.")
        case let flag where flag == "txn" || flag.count == 1:
            let parts = Self.strings(rest)
            entry = Open(row: row, date: date, narration: parts.filter { !$0.isEmpty }.joined(separator: " "), text: line)
        default: file.reject(row, line, "“\(words[1])” is no directive of beancount.")
        }
    }

    /// What stands in quotes: payee and narration, or the narration alone.
    private static func strings(_ text: Substring) -> [String] {
        var (found, current, isEscaped): ([String], String?, Bool) = ([], nil, false)
        for character in text {
            guard var open = current else {
                if character == "\"" { current = "" }
                if character == ";" { break }
                continue
            }
            if isEscaped {
                open.append(character == "n" ? " " : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                found.append(open)
                current = nil
                continue
            } else {
                open.append(character)
            }
            current = open
        }
        return found
    }

    private mutating func takeIndented(_ line: Substring, row: Int) {
        let text = line.trimmingSpaces
        guard !text.hasPrefix(";") else { return }
        if let first = text.first, first.isLowercase {
            if let opened, text.hasPrefix("label:") { file.know(opened, label: Self.strings(text[...]).first) }
            return
        }
        guard entry != nil, !text.hasPrefix("#"), !text.hasPrefix("^") else { return }
        var words = text.prefix { $0 != ";" }.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        // A posting may carry a flag of its own.
        if words.count == 2, words[0].count == 1, let flagged = words.last {
            words = flagged.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        }
        guard let account = words.first.map(String.init), account.contains(":") else {
            entry?.fail(row, line, "This is no posting.")
            return
        }
        file.know(account)
        do throws(JournalText.Fault) {
            let amount = words.count > 1 ? try JournalText.amount(words[1], currency: nil) : nil
            entry?.postings.append((account, amount))
        } catch {
            entry?.fail(row, line, "It \(error.reason).")
        }
    }

    private mutating func close() {
        opened = nil
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
