import Bookkeeping

/// Reads journal entries of QuickBooks as CSV: the report "Journal", where the day stands on an entry's first row and a row without an account
/// ends it, or the import file, where each row carries its entry's number. Our own CSV of the journal has the second form too.
struct QuickBooksJournalReader {
    private let file: String
    private let currency: Currency
    private var rows: DelimitedRows
    private let columns: Columns

    private struct Columns {
        var number: Int?
        let date: Int
        let account: Int
        var code: Int?
        let debit: Int
        let credit: Int
        var texts: [Int]
        var currency: Int?

        init?(_ header: [String]) {
            let names = header.map { $0.lowercased().filter { $0.isLetter || $0.isNumber } }
            func first(_ wanted: String...) -> Int? { wanted.lazy.compactMap { name in names.firstIndex { $0 == name } }.first }
            guard let date = first("journaldate", "date", "transactiondate"), let account = first("accountname", "account"),
                let debit = first("debits", "debit"), let credit = first("credits", "credit")
            else { return nil }
            (self.date, self.account, self.debit, self.credit) = (date, account, debit, credit)
            number = first("journalno", "num", "no", "entry", "trans", "transaction")
            code = first("accountcode")
            texts = [first("name"), first("description", "memodescription", "memo", "narration")].compactMap(\.self)
            currency = first("currency")
        }
    }

    private static let mostRowsAbove = 20

    static func recognizes(_ text: String) -> Bool {
        var rows = DelimitedRows(String(text.prefix(16_384)))
        for _ in 0..<mostRowsAbove {
            guard let row = rows.next() else { return false }
            if Columns(row.fields) != nil { return true }
        }
        return false
    }

    init(_ text: String, file: String, currency: Currency) throws(IngestionError) {
        rows = DelimitedRows(text)
        (self.file, self.currency) = (file, currency)
        var found: Columns?
        for _ in 0..<Self.mostRowsAbove {
            guard let row = rows.next() else { break }
            found = Columns(row.fields)
            if found != nil { break }
        }
        guard let found else {
            throw .unsupportedKind(
                file: file, kind: "no journal of QuickBooks", advice: "Its header has to name date, account, debit and credit.")
        }
        columns = found
    }

    private struct Open {
        let row: Int
        let date: CalendarDate
        let number: String
        var narration: String
        let text: String
        var postings: [(account: String, amount: Money?)] = []
        private(set) var fault: (row: Int, text: String, reason: String)?

        /// The first fault is the one that is told.
        mutating func fail(_ row: Int, _ text: String, _ reason: String) { fault = fault ?? (row, text, reason) }
    }

    consuming func read() -> JournalFile {
        var journal = JournalFile(.quickBooks)
        var all: [DelimitedRows.Row] = []
        while let row = rows.next() { all.append(row) }
        let dayComesFirst = all.contains { row in
            guard let parts = row.fields.value(columns.date)?.split(separator: "/"), parts.count == 3, let first = Int(parts[0]) else {
                return false
            }
            return first > 12
        }
        var open: Open?
        for row in all {
            let (day, account) = (row.fields.value(columns.date) ?? "", row.fields.value(columns.account) ?? "")
            let text = row.fields.joined(separator: ",")
            guard !account.isEmpty else {
                // The total below an entry, or an empty row.
                Self.close(&open, &journal)
                continue
            }
            let number = columns.number.flatMap { row.fields.value($0) } ?? ""
            if !day.isEmpty {
                guard let date = Self.date(day, dayComesFirst: dayComesFirst) else {
                    journal.reject(row.number, text, "“\(day)” is no day like 06/30/2025.")
                    continue
                }
                let goesOn = open.map { $0.date == date && $0.number == number && !number.isEmpty } ?? false
                if !goesOn {
                    Self.close(&open, &journal)
                    open = Open(row: row.number, date: date, number: number, narration: narration(row), text: text)
                }
            }
            guard open != nil else {
                journal.reject(row.number, text, "No row above it has a day.")
                continue
            }
            if open?.narration.isEmpty ?? false { open?.narration = narration(row) }
            take(row, account, text, &open, &journal)
        }
        Self.close(&open, &journal)
        return journal
    }

    private func narration(_ row: DelimitedRows.Row) -> String {
        columns.texts.compactMap { row.fields.value($0) }.filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func take(
        _ row: DelimitedRows.Row, _ account: String, _ text: String, _ open: inout Open?, _ journal: inout JournalFile
    ) {
        let code = columns.code.flatMap { row.fields.value($0) }
        let label = code.map { "\($0) \(account)" }
        let name = label ?? account
        journal.know(name, label: label)
        do throws(JournalText.Fault) {
            let debit = try amount(row.fields.value(columns.debit), row)
            let credit = try amount(row.fields.value(columns.credit), row)
            switch (debit, credit) {
            case (let debit?, nil): open?.postings.append((name, debit))
            case (nil, let credit?): open?.postings.append((name, Money(minorUnits: -credit.minorUnits, credit.currency)))
            case (nil, nil): break
            case (let debit?, let credit?) where credit.isZero: open?.postings.append((name, debit))
            case (let debit?, let credit?) where debit.isZero:
                open?.postings.append((name, Money(minorUnits: -credit.minorUnits, credit.currency)))
            case (.some, .some): throw JournalText.Fault(reason: "has a debit and a credit")
            }
        } catch {
            open?.fail(row.number, text, "It \(error.reason).")
        }
    }

    private func amount(_ text: String?, _ row: DelimitedRows.Row) throws(JournalText.Fault) -> Money? {
        guard let text, !text.isEmpty else { return nil }
        let own = columns.currency.flatMap { row.fields.value($0) }.flatMap { Currency(code: $0) } ?? currency
        // QuickBooks writes a negative debit in parentheses.
        if text.hasPrefix("("), text.hasSuffix(")") {
            let amount = try JournalText.amount(text.dropFirst().dropLast(), currency: own)
            return Money(minorUnits: -amount.minorUnits, amount.currency)
        }
        return try JournalText.amount(text, currency: own)
    }

    private static func date(_ text: String, dayComesFirst: Bool) -> CalendarDate? {
        if let date = JournalText.date(text) { return date }
        let parts = text.split(separator: "/").compactMap { Int($0) }
        guard parts.count == 3, parts[2] >= 1_000 else { return nil }
        return CalendarDate(year: parts[2], month: dayComesFirst ? parts[1] : parts[0], day: dayComesFirst ? parts[0] : parts[1])
    }

    private static func close(_ open: inout Open?, _ journal: inout JournalFile) {
        guard let entry = open else { return }
        open = nil
        if let fault = entry.fault {
            journal.reject(fault.row, fault.text, fault.reason)
            return
        }
        guard !entry.postings.isEmpty else { return }
        do throws(JournalText.Fault) {
            let postings = try JournalText.filled(entry.postings)
            journal.entries.append(.init(row: entry.row, date: entry.date, narration: entry.narration, postings: postings))
        } catch {
            journal.reject(entry.row, entry.text, "The entry \(error.reason).")
        }
    }
}

extension [String] {
    /// The field at `index`, without blanks around it and the apostrophe that defuses formulas; nil when the row is shorter.
    fileprivate func value(_ index: Int) -> String? {
        guard indices.contains(index) else { return nil }
        let text = self[index].trimmingSpaces
        return text.hasPrefix("'") ? String(text.dropFirst()) : text
    }
}
