import Bookkeeping

/// Dates and amounts as plain-text journals write them.
enum JournalText {
    /// A half sentence about what is wrong with an amount.
    struct Fault: Error {
        let reason: String
    }

    /// `2025-06-30`, `2025/6/30` or `2025.06.30`; with `year` also `06-30`.
    static func date(_ text: some StringProtocol, year: Int? = nil) -> CalendarDate? {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" || $0 == "." }
        let numbers = parts.compactMap { part in part.utf8.allSatisfy(\.isDigit) && (1...4).contains(part.utf8.count) ? Int(part) : nil }
        guard numbers.count == parts.count else { return nil }
        if numbers.count == 3, parts[0].utf8.count == 4 { return CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2]) }
        if numbers.count == 2, let year { return CalendarDate(year: year, month: numbers[0], day: numbers[1]) }
        return nil
    }

    private static let symbols: [Character: String] = ["$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB"]

    /// `-12.34 USD`, `USD -12.34`, `$-12.34`, `-$1,234.56`, `12.34`.
    static func amount(_ text: some StringProtocol, currency base: Currency?) throws(Fault) -> Money {
        let text = text.trimmingSpaces
        if text.contains("@") { throw Fault(reason: "has a price, and these books hold no conversions") }
        if text.contains("{") { throw Fault(reason: "has a cost, and these books hold no lots") }
        if text.contains("(") || text.contains("*") || text.dropFirst().contains("+") {
            throw Fault(reason: "is an expression, not an amount")
        }
        let digits = text.filter { $0.isASCII && ($0.isNumber || "-+.,'_".contains($0)) }
        let rest = text.filter { !($0.isASCII && ($0.isNumber || "-+.,'_".contains($0))) && !$0.isWhitespace && $0 != "\"" }
        let currency = try currency(rest, base)
        guard digits.contains(where: \.isNumber) else { throw Fault(reason: "has no amount") }
        guard let money = Money(decimalText: plain(String(digits), currency), currency) else {
            throw Fault(reason: "“\(text.prefix(40))” is no amount of \(currency) here")
        }
        return money
    }

    private static func currency(_ text: String, _ base: Currency?) throws(Fault) -> Currency {
        if text.isEmpty {
            guard let base else { throw Fault(reason: "names no currency") }
            return base
        }
        let code = text.count == 1 ? text.first.flatMap { symbols[$0] } ?? text : text
        guard let currency = Currency(code: code) else {
            throw Fault(reason: "is in “\(text.prefix(20))”, which is no currency of ISO 4217")
        }
        return currency
    }

    /// Digits with a point for the decimals: the last mark is the decimal mark, unless it stands where only thousands are parted.
    private static func plain(_ text: String, _ currency: Currency) -> String {
        var text = text.filter { $0 != "'" && $0 != "_" && $0 != "+" }
        let marks = text.indices.filter { text[$0] == "." || text[$0] == "," }
        if let last = marks.last {
            let behind = text.distance(from: last, to: text.endIndex) - 1
            let isMixed = Set(marks.map { text[$0] }).count > 1
            let isThousands = !isMixed && text[last] == "," && behind == 3 && currency.decimals != 3
            let decimal: String.Index? = isThousands || (!isMixed && marks.count > 1) ? nil : last
            var whole = ""
            for index in text.indices {
                if index == decimal { whole.append(".") } else if text[index] != ".", text[index] != "," { whole.append(text[index]) }
            }
            text = whole
        }
        // Zeros that say nothing, as in 12.3400.
        if let point = text.firstIndex(of: ".") {
            while text.hasSuffix("0"), text.distance(from: point, to: text.endIndex) - 1 > currency.decimals { text.removeLast() }
            if text.hasSuffix(".") { text.removeLast() }
        }
        return text
    }

    /// The postings of an entry, with the one amount that was left out filled in.
    static func filled(_ postings: [(account: String, amount: Money?)]) throws(Fault) -> [JournalFile.Posting] {
        let open = postings.filter { $0.amount == nil }
        guard open.count <= 1 else { throw Fault(reason: "leaves out more than one amount") }
        guard postings.count > 1 else { throw Fault(reason: "has only one line") }
        var sums: [Currency: Int64] = [:]
        for case let amount? in postings.map(\.amount) {
            let (sum, overflow) = sums[amount.currency, default: 0].addingReportingOverflow(amount.minorUnits)
            guard !overflow, sum != .min else { throw Fault(reason: "adds up to more than the books can hold") }
            sums[amount.currency] = sum
        }
        var filled: [JournalFile.Posting] = []
        for (account, amount) in postings {
            if let amount {
                filled.append(.init(account: account, amount: amount))
            } else {
                for (currency, sum) in sums.sorted(by: { $0.key < $1.key }) where sum != 0 {
                    filled.append(.init(account: account, amount: Money(minorUnits: -sum, currency)))
                }
            }
        }
        return filled
    }
}

extension StringProtocol {
    var trimmingSpaces: String {
        let start = drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
