import Bookkeeping
import Categorization
import Foundation

extension LineFacts {
    /// A line as tests write it: `line("2025-03-01", "-89.00", "COMCAST 800-COMCAST IL")`.
    static func line(_ date: String, _ amount: String, _ text: String, counterparty: String? = nil, bank: AccountID = .bank) -> LineFacts {
        LineFacts(date: .day(date), amount: .dollars(amount), text: text, counterparty: counterparty, bankAccount: bank)
    }
}

extension CalendarDate {
    static func day(_ text: String) -> CalendarDate { CalendarDate(iso: text) ?? CalendarDate(dayNumber: 0) }
}

extension Money {
    static func dollars(_ text: String) -> Money { Money(decimalText: text, .usd) ?? .zero(.usd) }
}

extension AccountID {
    static let bank = AccountID(1)
    static let internet = AccountID(10)
    static let rent = AccountID(11)
    static let supplies = AccountID(12)
    static let sales = AccountID(13)
}

extension Categorizer {
    /// Every line is proposed before its answer is learned; returns the proposals.
    @discardableResult
    mutating func run(_ lines: [LabelledLine]) -> [Proposal] {
        lines.map { line in
            let proposal = propose(line.facts)
            learn(line.facts, account: line.account)
            return proposal
        }
    }
}

struct LabelledLine {
    let facts: LineFacts
    let label: String
    let account: AccountID
}

/// The same numbers in every run: a linear congruential generator (Knuth's MMIX constants).
struct Random {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}

/// The ledger as it might have come from other books: a part of it, in another order, with other names.
enum Resampled: CaseIterable {
    case secondHalf, halfOfTheVendors, threeLinesOfFive, backwards, accountsRenamedHalfway, amountsLost

    var lines: [(facts: LineFacts, label: String)] {
        let all = ChicagoLedger.lines.map { (facts: $0.facts, label: $0.label) }
        switch self {
        case .secondHalf: return Array(all.suffix(all.count / 2))
        case .halfOfTheVendors: return all.filter { Vendor(text: $0.facts.text).key.utf8.reduce(0) { $0 &* 31 &+ Int($1) } % 2 == 0 }
        case .threeLinesOfFive:
            var random = Random(seed: 3)
            return all.filter { _ in random.next(5) < 3 }
        case .backwards: return all.reversed()
        case .accountsRenamedHalfway:
            return all.enumerated().map { $0 < all.count / 2 || $1.label.utf8.count % 2 == 0 ? $1 : ($1.facts, "New " + $1.label) }
        case .amountsLost:
            return all.map {
                (LineFacts(date: $0.facts.date, amount: .dollars("-1.00"), text: $0.facts.text, bankAccount: .bank), $0.label)
            }
        }
    }
}

/// The labelled lines of a non-profit workshop in Chicago (CC0; see Samples/README.md), in file order.
enum ChicagoLedger {
    static let lines: [LabelledLine] = read(
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Samples/hackerspace-chicago-ledger.csv"))

    /// Lines of a CSV with the columns date, description, amount, account; quotes are doubled inside quotes.
    static func read(_ file: URL) -> [LabelledLine] {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        var accounts: [String: AccountID] = [:]
        var lines: [LabelledLine] = []
        for row in text.split(whereSeparator: \.isNewline).dropFirst() {
            let fields = fields(of: row)
            guard fields.count == 4 else { continue }
            let account = accounts[fields[3]] ?? AccountID(Int64(accounts.count + 1))
            accounts[fields[3]] = account
            lines.append(LabelledLine(facts: .line(fields[0], fields[2], fields[1]), label: fields[3], account: account))
        }
        return lines
    }

    private static func fields(of row: Substring) -> [String] {
        var fields = [""]
        var isQuoted = false
        for character in row {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}
