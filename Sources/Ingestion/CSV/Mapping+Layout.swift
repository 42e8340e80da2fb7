extension Mapping {
    /// Equal for tables with the same headings and delimiter: what one bank's exports share. 64 bits of FNV-1a (Fowler, Noll, Vo 1991),
    /// stored beside saved mappings, so it must never change.
    package var layout: Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for part in [delimiter.rawValue] + header {
            for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = (hash ^ 0x1f) &* 0x100_0000_01b3
        }
        return Int64(bitPattern: hash)
    }

    /// Whether both take date and amounts from the same places, whatever their order and signs mean.
    package func readsSameColumns(as other: Mapping) -> Bool {
        date == other.date && month == other.month && year == other.year && delimiter == other.delimiter
            && amount.amounts == other.amount.amounts
            && header.isEmpty == other.header.isEmpty
    }

    /// For a person: `date = Buchungstag, amount = Betrag, …`, in the words of `MappingChanges`.
    package var columnNames: String {
        var parts = ["date=\(name(of: date))"]
        let restOfDate = [("month", month), ("year", year)].compactMap { setting, column in column.map { "\(setting)=\(name(of: $0))" } }
        parts += restOfDate.isEmpty ? ["date-order=\(dateOrder.abbreviation)"] : restOfDate
        switch amount {
        case .signed(let column, let sign): parts += ["amount=\(name(of: column))", "sign=\(sign.word)"]
        case .debitCredit(let debit, let credit, let sign):
            parts += ["debit=\(name(of: debit))", "credit=\(name(of: credit))", "sign=\(sign.rawValue)"]
        case .flagged(let column, let flag): parts += ["amount=\(name(of: column))", "direction=\(name(of: flag))"]
        }
        parts += ["decimal-mark=\(decimalMark.rawValue)", "text=\(text.map(name).joined(separator: ","))"]
        let others = [
            ("counterparty", counterparty), ("payer", payer), ("kind", kind), ("status", status), ("reference", reference),
            ("currency", currency), ("balance", balance), ("fee", fee), ("account", account),
        ]
        parts += others.compactMap { setting, column in column.map { "\(setting)=\(name(of: $0))" } }
        if let currencyCode { parts.append("currency-code=\(currencyCode)") }
        return parts.joined(separator: ", ")
    }

    /// The heading, or the number where there is none or a list could not hold it.
    private func name(of column: Int) -> String {
        guard column < header.count, !header[column].isEmpty, !header[column].contains(",") else { return String(column + 1) }
        return header[column]
    }
}

extension DateOrder {
    /// As `MappingChanges` takes it.
    var abbreviation: String {
        switch self {
        case .yearFirst: "ymd"
        case .dayFirst: "dmy"
        case .monthFirst: "mdy"
        }
    }
}

extension Mapping.Sign {
    /// As `MappingChanges` takes it.
    var word: String {
        switch self {
        case .asWritten: "as-written"
        case .inverted: "inverted"
        case .unmarkedIsOut: "unmarked-is-out"
        }
    }
}
