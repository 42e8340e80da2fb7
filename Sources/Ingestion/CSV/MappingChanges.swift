import Bookkeeping

/// What a person says about the columns of a table, in words: `date=Buchungstag`, `amount=4`, `sign=inverted`.
///
/// A column is named by its heading or by its number, counted from 1. The changes apply to how the account's files are read, else to what was
/// detected; where nothing could be detected they make a mapping of their own, with columns by number.
package struct MappingChanges: Hashable, Sendable {
    private var values: [Setting: String] = [:]

    package enum Setting: String, CaseIterable, Sendable {
        case delimiter, date
        /// Beside `date`, which is then the day.
        case month, year
        case dateOrder = "date-order"
        case amount, debit, credit
        /// The column with the word that says whether money went in or out.
        case direction
        case sign
        case decimalMark = "decimal-mark"
        case text, counterparty, payer, kind, status, reference, currency
        case currencyCode = "currency-code"
        case balance, fee, account
    }

    /// - Parameter texts: each `SETTING=VALUE`; `none` takes an optional column away.
    package init(_ texts: [String]) throws(MappingError) {
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0).folded }
            guard parts.count == 2, !parts[1].isEmpty else { throw .notASetting(text) }
            guard let setting = Setting(rawValue: parts[0].lowercased()) else { throw .notASetting(text) }
            guard values.updateValue(parts[1], forKey: setting) == nil else { throw .repeated(setting) }
        }
    }

    /// None.
    package init() {}

    package var isEmpty: Bool { values.isEmpty }

    /// What is to part the columns, so that the rest can be detected anew.
    func delimiter() throws(MappingError) -> Mapping.Delimiter? {
        guard let name = values[.delimiter] else { return nil }
        return try choice(name, .delimiter) as Mapping.Delimiter
    }

    /// `mapping` as the person wants it.
    package func applied(to mapping: Mapping) throws(MappingError) -> Mapping {
        var changed = mapping
        if let delimiter = try delimiter() { changed.delimiter = delimiter }
        if let column = try column(.date, in: mapping) { changed.date = column }
        changed.month = try optionalColumn(.month, mapping.month, in: mapping)
        changed.year = try optionalColumn(.year, mapping.year, in: mapping)
        if let order = values[.dateOrder] { changed.dateOrder = try Self.dateOrder(order) }
        if let mark = values[.decimalMark] { changed.decimalMark = try choice(mark, .decimalMark) }
        changed.amount = try amount(in: mapping)
        if values[.text] == "none" {
            changed.text = []
        } else if let names = values[.text] {
            var columns: [Int] = []
            for name in names.split(separator: ",") { columns.append(try Self.column(String(name).folded, .text, in: mapping)) }
            changed.text = columns
        }
        changed.counterparty = try optionalColumn(.counterparty, mapping.counterparty, in: mapping)
        changed.payer = try optionalColumn(.payer, mapping.payer, in: mapping)
        changed.kind = try optionalColumn(.kind, mapping.kind, in: mapping)
        changed.status = try optionalColumn(.status, mapping.status, in: mapping)
        changed.reference = try optionalColumn(.reference, mapping.reference, in: mapping)
        changed.currency = try optionalColumn(.currency, mapping.currency, in: mapping)
        changed.balance = try optionalColumn(.balance, mapping.balance, in: mapping)
        changed.fee = try optionalColumn(.fee, mapping.fee, in: mapping)
        changed.account = try optionalColumn(.account, mapping.account, in: mapping)
        if let code = values[.currencyCode] {
            guard code == "none" || Currency(code: code.uppercased()) != nil else {
                throw .wrongValue(.currencyCode, code, allowed: "an ISO 4217 code like EUR")
            }
            changed.currencyCode = code == "none" ? nil : code.uppercased()
        }
        return changed
    }

    /// A mapping from these words alone, for a table in which nothing was recognized.
    package func mapping() throws(MappingError) -> Mapping {
        guard values[.date] != nil else { throw .missing("date") }
        guard values[.amount] != nil || values[.debit] != nil else { throw .missing("amount") }
        guard values[.text] != nil else { throw .missing("text") }
        let plainest = Mapping(
            delimiter: .comma, date: 0, dateOrder: .yearFirst, amount: .signed(column: 0, .asWritten), decimalMark: .point, text: [])
        return try applied(to: plainest)
    }

    /// What such a mapping needs and these words leave open.
    var unsaid: Set<Setting> { Set([.delimiter, .dateOrder, .decimalMark].filter { values[$0] == nil }) }

    // MARK: Amounts

    private func amount(in mapping: Mapping) throws(MappingError) -> Mapping.AmountColumns {
        if values[.debit] != nil || values[.credit] != nil {
            guard values[.amount] == nil else { throw .contradiction }
            var known: (debit: Int?, credit: Int?) = (nil, nil)
            if case .debitCredit(let debit, let credit, _) = mapping.amount { known = (debit, credit) }
            // What was chosen and is wrong is said before what was not chosen.
            let chosen = (debit: try column(.debit, in: mapping), credit: try column(.credit, in: mapping))
            guard let debit = chosen.debit ?? known.debit else { throw .missing("debit") }
            guard let credit = chosen.credit ?? known.credit else { throw .missing("credit") }
            return .debitCredit(debit: debit, credit: credit, try debitSign(otherwise: .positive))
        }
        if let flag = try column(.direction, in: mapping) {
            guard values[.sign] == nil else { throw .signWithDirection }
            let column = try column(.amount, in: mapping) ?? mapping.amount.amounts[0]
            return .flagged(column: column, flag: flag)
        }
        if let column = try column(.amount, in: mapping) {
            if case .signed(_, let sign) = mapping.amount { return .signed(column: column, try self.sign(otherwise: sign)) }
            return .signed(column: column, try sign(otherwise: .asWritten))
        }
        switch mapping.amount {
        case .signed(let column, let sign): return .signed(column: column, try self.sign(otherwise: sign))
        case .debitCredit(let debit, let credit, let sign):
            return .debitCredit(debit: debit, credit: credit, try debitSign(otherwise: sign))
        case .flagged(let column, _):
            return values[.sign] == nil ? mapping.amount : .signed(column: column, try sign(otherwise: .asWritten))
        }
    }

    private func sign(otherwise known: Mapping.Sign) throws(MappingError) -> Mapping.Sign {
        guard let word = values[.sign] else { return known }
        guard let sign = Mapping.Sign.allCases.first(where: { $0.word == word }) else {
            throw .wrongValue(.sign, word, allowed: Mapping.Sign.allCases.map(\.word).joined(separator: ", "))
        }
        return sign
    }

    private func debitSign(otherwise known: Mapping.DebitSign) throws(MappingError) -> Mapping.DebitSign {
        guard let word = values[.sign] else { return known }
        return try choice(word, .sign)
    }

    // MARK: Columns and words

    private func optionalColumn(_ setting: Setting, _ known: Int?, in mapping: Mapping) throws(MappingError) -> Int? {
        values[setting] == "none" ? nil : try column(setting, in: mapping) ?? known
    }

    private func column(_ setting: Setting, in mapping: Mapping) throws(MappingError) -> Int? {
        guard let name = values[setting] else { return nil }
        return try Self.column(name, setting, in: mapping)
    }

    /// A heading wins over a number, for a column may be called 2025.
    private static func column(_ name: String, _ setting: Setting, in mapping: Mapping) throws(MappingError) -> Int {
        if let exact = mapping.header.firstIndex(of: name) { return exact }
        if let similar = mapping.header.firstIndex(where: { $0.lowercased() == name.lowercased() }) { return similar }
        if let number = Int(name), number > 0, number <= 4_096, mapping.header.isEmpty || number <= mapping.header.count {
            return number - 1
        }
        throw .noSuchColumn(setting, name, headings: mapping.header)
    }

    private static func dateOrder(_ name: String) throws(MappingError) -> DateOrder {
        guard let order = DateOrder.allCases.first(where: { $0.abbreviation == name.lowercased() }) else {
            throw .wrongValue(.dateOrder, name, allowed: DateOrder.allCases.map(\.abbreviation).joined(separator: ", "))
        }
        return order
    }

    private func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ setting: Setting
    ) throws(MappingError) -> Value {
        guard let value = Value(rawValue: name) else {
            throw .wrongValue(setting, name, allowed: Value.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return value
    }
}

/// What a person said about columns that cannot be done.
package enum MappingError: Error, Equatable, Sendable {
    case notASetting(String)
    case noSuchColumn(MappingChanges.Setting, String, headings: [String])
    case wrongValue(MappingChanges.Setting, String, allowed: String)
    case missing(String)
    case contradiction
    case signWithDirection
    case repeated(MappingChanges.Setting)

    package var userText: String {
        switch self {
        case .notASetting(let text):
            "“\(text)” is no setting. Write SETTING=VALUE with one of \(MappingChanges.Setting.allCases.map(\.rawValue).joined(separator: ", "))."
        case .noSuchColumn(let setting, let name, let headings):
            "There is no column “\(name)” for \(setting.rawValue). "
                + (headings.isEmpty
                    ? "Give its number, counted from 1: the table has no headings." : "Choose one of: \(headings.joined(separator: ", ")).")
        case .wrongValue(let setting, let value, let allowed): "\(setting.rawValue) cannot be “\(value)”. Choose \(allowed)."
        case .missing(let what): "Say as well which column has the \(what): \(what)=NUMBER."
        case .contradiction: "Say either amount, or debit and credit, not both."
        case .signWithDirection: "Say either direction or sign, not both: the column for the direction has the signs."
        case .repeated(let setting): "\(setting.rawValue) is set twice. Say it once."
        }
    }
}
