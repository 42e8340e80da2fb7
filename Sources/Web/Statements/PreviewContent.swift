import Bookkeeping
import Ingestion
import Operations
import Storage

/// What the preview of a file shows.
struct PreviewContent: Sendable {
    let address: String
    let file: String
    let accounts: [Choice]
    let stats: [Stat]
    let hasStats: Bool
    /// What is not certain about where the lines go.
    let warnings: [String]
    let hasWarnings: Bool
    /// What is not certain about how the file is read; nil where nothing is in doubt.
    let doubt: String?
    let findings: [Finding]
    let settings: [Setting]
    /// Those that hardly any file needs.
    let rareSettings: [Setting]
    let isAnyRareChosen: Bool
    let hasSettings: Bool
    let first: Table?
    let problems: Table
    let hasProblems: Bool
    /// `Import 37 lines`; nil while there is nothing to import.
    let booking: String?
    /// All of the file is in the books already.
    let isKnown: Bool

    struct Stat: Sendable {
        let title: String
        let value: String
        let note: String
    }

    /// One thing that was found out about the file, and from what.
    struct Finding: Sendable {
        let topic: String
        let value: String
        let why: String
    }

    /// One choice about the columns.
    struct Setting: Sendable {
        let name: String
        let label: String
        let choices: [Choice]
        let isChosen: Bool
    }

    /// More are listed with the import.
    private static let problemsShown = 50

    init(
        address: String, file: String, preview: PreviewStatement.Preview?, changes: PreviewChanges, accounts: [Choice]
    ) {
        (self.address, self.file, self.accounts) = (address, file, accounts)
        stats = preview.map { Self.stats($0.summary) } ?? []
        hasStats = !stats.isEmpty
        warnings = preview?.summary.unmatched.map(\.userText) ?? []
        hasWarnings = !warnings.isEmpty
        doubt = preview?.detection.doubt
        findings = preview.map { $0.detection.findings.map { Finding(topic: $0.topic.title, value: $0.value, why: $0.why) } } ?? []
        let isTable = preview.map { $0.detection.mapping != nil } ?? true
        let columns = PreviewColumns(header: preview?.detection.mapping?.header ?? [], unchanged: preview?.unchanged)
        settings = isTable ? columns.settings(changes) : []
        rareSettings = isTable ? columns.rareSettings(changes) : []
        isAnyRareChosen = rareSettings.contains(where: \.isChosen)
        hasSettings = isTable
        first = preview.map(Self.first)
        let rejected = preview?.summary.rejected ?? []
        problems = Table(
            "Rows with a problem", [.number("Row"), .lead("Text of the row"), .init("Why")],
            rejected.prefix(Self.problemsShown).map { Table.Row([.number("\($0.row)"), .text($0.text), .text($0.reason)]) }, empty: "")
        hasProblems = !rejected.isEmpty
        isKnown = preview.map { $0.summary.lines > 0 && $0.summary.lines == $0.summary.duplicates } ?? false
        booking = preview.flatMap { preview in
            let new = preview.summary.lines - preview.summary.duplicates
            return new == 0 ? nil : new == 1 ? "Import 1 line" : "Import \(new.grouped) lines"
        }
    }

    private static func stats(_ summary: ImportSummary) -> [Stat] {
        let new = summary.lines - summary.duplicates
        let review = summary.filed.review
        return [
            Stat(
                title: "New lines", value: new.grouped,
                note: "Filed by machine: \((new - review).grouped). To review: \(review.grouped)."),
            Stat(title: "Known already", value: summary.duplicates.grouped, note: "In the books for certain, and not booked again"),
            Stat(
                title: "Possible duplicates", value: summary.possibleDuplicates.grouped, note: "They wait for you beside the earlier line"),
            Stat(
                title: "Rows with a problem", value: summary.rejected.count.grouped,
                note: summary.rejected.isEmpty ? "Every row can be read" : "They do not hold up the others"),
        ]
    }

    /// Without the columns in which nothing stands; one currency is said above its amounts.
    private static func first(_ preview: PreviewStatement.Preview) -> Table {
        let lines = preview.first
        let currencies = Set(lines.map(\.amount.currency))
        let (hasCounterparty, hasReference) = (lines.contains { $0.counterparty != nil }, lines.contains { $0.reference != nil })
        let rows = lines.map { line in
            Table.Row(
                [.number("\(line.row)"), .text("\(line.date)"), .text(line.text)]
                    + (hasCounterparty ? [.text(line.counterparty ?? "")] : []) + (hasReference ? [.text(line.reference ?? "")] : [])
                    + (currencies.count > 1 ? [.text(line.amount.currency.code)] : []) + [.number(line.amount.grouped)])
        }
        return Table(
            "First lines as they would be booked",
            [.number("Row"), .init("Date"), .lead("Bank text")] + (hasCounterparty ? [.init("Counterparty")] : [])
                + (hasReference ? [.init("Reference")] : []) + (currencies.count > 1 ? [.init("Currency")] : [])
                + [.number(currencies.count == 1 ? "Amount, \(currencies.first?.code ?? "")" : "Amount")], rows,
            empty: preview.allThereIs ?? "No line could be read this way.")
    }
}

extension Detection.Topic {
    /// As a heading of a row.
    fileprivate var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

/// The choices about a table's columns, each with how it is read where nobody chooses.
struct PreviewColumns {
    private let columns: [Choice]
    /// By setting, in the words of `MappingChanges`.
    private let found: [String: String]

    /// Columns that a table without recognized headings is offered by number.
    private static let unnamedColumns = 20

    init(header: [String], unchanged: Mapping?) {
        let count = header.isEmpty ? Self.unnamedColumns : header.count
        columns = (0..<count).map { index in
            let heading = header.indices.contains(index) ? header[index] : ""
            let isTelling = !heading.isEmpty && !heading.contains(",") && header.filter { $0 == heading }.count == 1
            return Choice(isTelling ? heading : "\(index + 1)", isTelling ? heading : "Column \(index + 1)")
        }
        let pairs = Self.pairs(unchanged?.columnNames ?? "")
        let delimiter = unchanged.map { [(MappingChanges.Setting.delimiter.rawValue, $0.delimiter.rawValue)] } ?? []
        found = Dictionary(pairs + delimiter) { first, _ in first }
    }

    private static let orders = [
        Choice("ymd", "year, month, day"), Choice("dmy", "day, month, year"), Choice("mdy", "month, day, year"),
    ]
    private static let marks = [Choice("point", "1,234.56"), Choice("comma", "1.234,56")]
    private static let signs = [
        Choice("as-written", "minus is money out"), Choice("inverted", "plus is money out"),
        Choice("unmarked-is-out", "only money in is marked"), Choice("positive", "money out has no sign"),
        Choice("negative", "money out has a minus"),
    ]
    private static let delimiters = [
        Choice("comma", "comma"), Choice("semicolon", "semicolon"), Choice("tab", "tab"), Choice("pipe", "pipe"),
    ]

    /// How one setting was read, for a page that only shows it.
    struct Reading: Sendable {
        let title: String
        let value: String
    }

    /// Of `date=Booked, amount=Value, …`, as an import keeps it.
    static func readings(_ text: String) -> [Reading] {
        pairs(text).compactMap { name, value in
            guard let setting = MappingChanges.Setting(rawValue: name) else { return nil }
            let words: [Choice] =
                switch setting {
                case .dateOrder: orders
                case .decimalMark: marks
                case .sign: signs
                case .delimiter: delimiters
                default: []
                }
            return Reading(title: title(of: setting), value: words.first { $0.value == value }?.label ?? value)
        }
    }

    /// The same in one line.
    static func words(_ text: String) -> String { readings(text).map { "\($0.title): \($0.value)" }.joined(separator: ", ") }

    /// No heading in such a list holds a comma, so it can be taken apart again.
    private static func pairs(_ text: String) -> [(String, String)] {
        text.split(separator: ", ").compactMap { part in
            let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
            return sides.count == 2 ? (sides[0], sides[1]) : nil
        }
    }

    private static func title(of setting: MappingChanges.Setting) -> String {
        switch setting {
        case .dateOrder: "Order of the date"
        case .debit: "Money out"
        case .credit: "Money in"
        case .direction: "In or out, as a word"
        case .decimalMark: "Decimal mark"
        case .text: "Bank text"
        case .currencyCode: "Currency of the file"
        case .balance: "Running balance"
        case .month: "Month, where the date is its day"
        case .year: "Year, where the date is its day"
        case .kind: "Kind of movement"
        case .status: "Booked or pending"
        case .account: "Bank account"
        case .delimiter: "Parted by"
        default: setting.rawValue.prefix(1).uppercased() + setting.rawValue.dropFirst()
        }
    }

    func settings(_ changes: PreviewChanges) -> [PreviewContent.Setting] {
        [
            (.date, columns), (.dateOrder, Self.orders), (.amount, columns), (.debit, columns), (.credit, columns), (.direction, columns),
            (.sign, Self.signs), (.decimalMark, Self.marks), (.text, optional), (.counterparty, optional), (.reference, optional),
            (.currency, optional), (.balance, optional),
        ].map { setting($0, among: $1, changes) }
    }

    func rareSettings(_ changes: PreviewChanges) -> [PreviewContent.Setting] {
        [
            (.month, optional), (.year, optional), (.payer, optional), (.kind, optional), (.status, optional), (.fee, optional),
            (.account, optional), (.delimiter, Self.delimiters),
        ].map { setting($0, among: $1, changes) }
    }

    private var optional: [Choice] { [Choice("none", "no column")] + columns }

    private func setting(
        _ setting: MappingChanges.Setting, among choices: [Choice], _ changes: PreviewChanges
    ) -> PreviewContent.Setting {
        let chosen = changes[setting]
        var options = [Choice("", unchanged(setting, among: choices), isSelected: chosen == nil)]
        options += choices.map { Choice($0.value, $0.label, isSelected: $0.value == chosen) }
        // What was typed on the import page may be in other words; it is not lost.
        if let chosen, !choices.contains(where: { $0.value == chosen }) { options.append(Choice(chosen, chosen, isSelected: true)) }
        return .init(name: PreviewChanges.name(of: setting), label: Self.title(of: setting), choices: options, isChosen: chosen != nil)
    }

    private func unchanged(_ setting: MappingChanges.Setting, among choices: [Choice]) -> String {
        guard let value = found[setting.rawValue] else { return "Not used" }
        return "As read: \(choices.first { $0.value == value }?.label ?? value)"
    }
}
