import Bookkeeping
import Foundation
import Testing

@testable import Ingestion

/// Layouts of banks all over the world, with invented rows and what they must be read as: a table in `Layouts/`.
///
/// A layout begins with `== name`; its rows follow as the bank writes them, `⇥` standing for a tab. Below `--` stands what is expected:
/// `date amount currency | words of the text | counterparty`, one for each line of the statement, the counterparty where it is to be
/// known; `balance opening closing`; `account` with the last figures of its number; `currency`, where the file names none.
struct BankLayoutTests {
    struct Layout: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var rows: [Substring] = []
        var expected: [Substring] = []

        var text: String { rows.joined(separator: "\n").replacing("⇥", with: "\t") + "\n" }

        func fact(_ name: String) -> [Substring]? {
            expected.first { $0.hasPrefix(name + " ") }?.split(separator: " ").dropFirst().map { $0 }
        }
    }

    static let layouts: [Layout] = ["europe", "americas", "africa-asia-oceania"].flatMap { file -> [Layout] in
        let folder = Fixtures.folder.deletingLastPathComponent().appending(path: "Layouts")
        guard let text = try? String(contentsOf: folder.appending(path: file + ".txt"), encoding: .utf8) else { return [] }
        var layouts: [Layout] = []
        var isExpected = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("== ") {
                layouts.append(Layout(testDescription: String(line.dropFirst(3))))
                isExpected = false
            } else if line == "--" {
                isExpected = true
            } else if !layouts.isEmpty, isExpected {
                if !line.isEmpty { layouts[layouts.count - 1].expected.append(line) }
            } else if !layouts.isEmpty {
                layouts[layouts.count - 1].rows.append(line)
            }
        }
        return layouts
    }

    @Test func `some two hundred layouts are known`() {
        #expect(Self.layouts.count > 200)
        #expect(Set(Self.layouts.map(\.testDescription)).count == Self.layouts.count)
    }

    @Test(arguments: layouts)
    func `a bank's layout is read right`(_ layout: Layout) throws {
        let currency = try #require(Currency(code: layout.fact("currency").map { String($0[0]) } ?? "EUR"))
        let reading = try read(layout.text, currency: currency)
        let expected = layout.expected.filter { $0.first?.isNumber == true }
        #expect(reading.problems.map { "\($0.row): \($0.reason)" } == [])
        let written = reading.lines.map { "\($0.date) \($0.amount.decimalText) \($0.amount.currency)" }
        #expect(written == expected.map { Self.part(0, of: $0) })
        for (line, wanted) in zip(reading.lines, expected) {
            #expect(line.text.contains(Self.part(1, of: wanted)), "\(line.text)")
            let name = Self.part(2, of: wanted)
            if !name.isEmpty { #expect(line.counterparty == name) }
        }
        if let balance = layout.fact("balance") {
            #expect(reading.statements.first?.openingBalance?.decimalText == String(balance[0]))
            #expect(reading.statements.first?.closingBalance?.decimalText == String(balance[1]))
        }
        if let account = layout.fact("account") {
            #expect(reading.statements.first?.accountNumber?.hasSuffix(account[0]) == true)
        }
    }

    private static func part(_ index: Int, of line: Substring) -> String {
        let parts = line.split(separator: "|", omittingEmptySubsequences: false)
        return index < parts.count ? String(parts[index]).folded : ""
    }
}
