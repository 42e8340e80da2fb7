import Bookkeeping
import Categorization
import Foundation
import Operations
import Storage
import TestSupport
import Testing

/// Rules as YAML.
struct RuleFileTests {
    private static let all = """
        rules:
          - name: Internet
            when:
              all:
                - text: {contains: comcast}
                - any:
                    - text: {starts: '6170'}
                    - text: {equals: whole text}
                    - counterparty: {matches: '^com\\w+$'}
                - not:
                    text: {contains: refund}
                - amount: {from: 10, to: "99.90", currency: USD}
                - direction: out
                - bank_account: 1000
            file: 6100
            priority: 5
          - name: Rent, shared
            when:
              counterparty: {equals: Landlord}
            split:
              - {account: 6100, amount: 12.50}
              - {account: "6990", share: 70%}
              - {account: "6100", share: 30.00%}
            enabled: false
          - name: To savings
            when: {text: {contains: "savings, monthly"}}
            transfer: 1000

        """

    private static func accounts(_ sample: SampleBooks) -> (AccountID, AccountID, AccountID) {
        (sample.account(.bankFees), sample.account(.uncategorizedExpense), sample.account(.checking))
    }

    private static func text(for sample: SampleBooks) -> String {
        let codes = Dictionary(uniqueKeysWithValues: sample.accounts.map { ($0.value.id, $0.key) })
        let (fees, other, checking) = accounts(sample)
        return all.replacing("6100", with: codes[fees] ?? "").replacing("6990", with: codes[other] ?? "")
            .replacing("1000", with: codes[checking] ?? "")
    }

    @Test(arguments: Engine.available)
    func `every condition and action is read, and reads back as it was written`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let (fees, other, checking) = Self.accounts(sample)
        let summary = try await ImportRules(sample.office)(for: sample.tenant, Self.text(for: sample), by: "dana")
        #expect(summary.differences.map(\.name) == ["Internet", "Rent, shared", "To savings"])

        #expect(
            try await sample.rules() == [
                Rule(
                    name: "Internet",
                    condition: .all([
                        .text(.text, .contains("comcast")),
                        .any([
                            .text(.text, .starts("6170")), .text(.text, .equals("whole text")), .text(.counterparty, .matches("^com\\w+$")),
                        ]),
                        .not(.text(.text, .contains("refund"))),
                        .amount(.init(from: Money(minorUnits: 10_00, .usd), to: Money(minorUnits: 99_90, .usd))), .direction(.moneyOut),
                        .bankAccount(checking),
                    ]), action: .file(fees), priority: 5),
                Rule(
                    name: "Rent, shared", condition: .text(.counterparty, .equals("Landlord")),
                    action: .split([
                        .init(fees, .fixed(Money(minorUnits: 12_50, .usd))), .init(other, .basisPoints(7_000)),
                        .init(fees, .basisPoints(3_000)),
                    ]), isEnabled: false),
                Rule(name: "To savings", condition: .text(.text, .contains("savings, monthly")), action: .transfer(checking)),
            ])
        let exported = try await ExportRules(sample.office)(for: sample.tenant)
        let again = try await ImportRules(sample.office)(for: sample.tenant, exported, by: "dana")
        #expect(again.differences.isEmpty)
        #expect(again.unchanged == 3)
        #expect(try await ListRules(sample.office)(for: sample.tenant).map(\.version) == [1, 1, 1])

        let second = try await SampleBooks.make(on: engine, name: "Second")
        _ = try await ImportRules(second.office)(for: second.tenant, exported, by: "dana")
        #expect(try await ExportRules(second.office)(for: second.tenant) == exported)
    }

    @Test(arguments: Engine.available)
    func `a dry run shows the differences and keeps nothing`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.add(sample.rule("To savings", contains: "savings", .bankFees))

        let summary = try await ImportRules(sample.office)(for: sample.tenant, Self.text(for: sample), mode: .dryRun, by: "dana")

        #expect(summary.differences.map { $0.before == nil } == [true, true, false])
        #expect(summary.differences.last?.after.contains("transfer") == true)
        #expect(try await sample.rules().map(\.name) == ["To savings"])
        #expect(try await sample.auditActions() == ["rule.added"])
    }

    @Test(arguments: Engine.available)
    func `every fault is told with its line, and then nothing is imported`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let file = """
            rules:
              - name: Good
                when: {text: {contains: good}}
                file: 1000
              - name: No such account
                when: {text: {contains: a}}
                file: 98765
              - name: Bad pattern
                when:
                  all:
                    - direction: out
                    - text: {matches: "("}
                file: 1000
              - name: Good
                when: {direction: sideways}
                file: 1000
                colour: red
              - when: {text: {contains: a}}
              - just a text
            """
        let error = await #expect(throws: RuleFileError.self) {
            _ = try await ImportRules(sample.office)(for: sample.tenant, file, by: "dana")
        }
        guard case .faulty(let faults)? = error else { return #expect(Bool(false), "faults are told") }
        #expect(faults.map(\.line) == [7, 12, 15, 17, 18, 18, 19])
        #expect(faults.first?.text == "there is no account 98765 in these books. Use a code from: bookkeeper account list")
        #expect(faults.allSatisfy { $0.text.hasSuffix(".") || $0.text.hasSuffix("list") })
        #expect(try await sample.rules().isEmpty)
    }

    @Test(arguments: [
        ("", 1), ("rules", 1), ("[]", 1), ("rules: 5", 1), ("rules:\n  - {name: a", 3), ("rules:\n  - name: a\n    name: b", 2),
        ("rules:\n  - name: a\n    when: {any: []}\n    file: '1000'", 3),
        ("rules:\n  - name: a\n    when: {text: {contains: ''}}\n    file: '1000'", 3),
        ("rules:\n  - name: a\n    when: {amount: {from: 1.005}}\n    file: '1000'", 3),
        ("rules:\n  - name: a\n    when: {amount: {from: 5, to: 1}}\n    file: '1000'", 3),
        ("rules:\n  - name: a\n    when: {direction: in, text: {contains: a}}\n    file: '1000'", 3),
        ("rules:\n  - name: a\n    when: {direction: in}\n    file: '1000'\n    transfer: '1000'", 2),
        ("rules:\n  - name: a\n    when: {direction: in}\n    split: [{account: '1000', share: 70}]", 4),
        ("rules:\n  - name: a\n    when: {direction: in}\n    split: [{account: '1000', share: 70%}, {account: '1000', share: 20%}]", 2),
        ("rules:\n  - name: a\n    when: {direction: in}\n    file: '1000'\n    priority: high", 5),
        ("rules:\n  - name: a\n    when: {direction: in}\n    file: '1000'\n    enabled: maybe", 5),
        ("rules:\n  - name: a\n    when: {direction: in}\n    file: {code: 1000}", 4),
        ("a: &x [1]\nrules: [*x]", 1), ("a: !!seq &x [1]\nrules: []", 1), ("- &x\n", 1),
        ("rules:\n  [" + String(repeating: "[", count: 100), 2),
        (String(repeating: "- ", count: 300), 1),
    ])
    func `a file that cannot be is refused with its line`(text: String, line: Int) async throws {
        let file = RuleFile(accounts: [Account(id: AccountID(1), code: "1000", name: "Checking", kind: .bank)], currency: .usd)
        let error = #expect(throws: RuleFileError.self) { _ = try file.rules(from: text) }
        guard case .faulty(let faults)? = error else { return #expect(Bool(false), "\(text) has faults") }
        #expect(faults.map(\.line) == [line])
        #expect(error?.userText.hasPrefix("Line \(line): ") == true)
    }

    @Test func `the examples in the documentation are read`() throws {
        let document = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/RULES.md")
        let text = try String(contentsOf: document, encoding: .utf8)
        let example = try #require(text.split(separator: "```yaml\n").dropFirst().first?.split(separator: "```").first)
        let codes = ["1000", "1010", "4000", "6200", "6210", "6310", "6990"]
        let accounts = codes.enumerated().map { Account(id: AccountID(Int64($0 + 1)), code: $1, name: $1, kind: .expense) }
        let file = RuleFile(accounts: accounts, currency: .usd)

        let rules = try file.rules(from: String(example))

        #expect(rules.map(\.name) == ["Internet", "Payment processors", "Rent, shared with the workshop", "To savings"])
        #expect(try file.rules(from: file.text(of: rules)) == rules)
    }

    @Test func `a text with marks of YAML's own comes back as it was`() throws {
        let account = Account(id: AccountID(1), code: "0610", name: "Checking", kind: .bank)
        let file = RuleFile(accounts: [account], currency: .usd)
        for text in [
            "AT & T", "a: b", "#12", "'quoted'", "\"double\"", "no", "1e3", "*star", "- dash", "Müller ü", "back\\slash", "tab\tinside",
            "x % y",
        ] {
            let rule = Rule(name: text, condition: .text(.text, .contains(text)), action: .file(account.id))
            #expect(try file.rules(from: file.text(of: [rule])) == [rule])
        }
        #expect(try file.rules(from: file.text(of: [])).isEmpty)
    }

    @Test(arguments: [("70%", 7_000), ("33.34%", 3_334), ("0.01%", 1), ("100%", 10_000), ("5.5%", 550)])
    func `a percentage is read in basis points`(text: String, points: Int) {
        #expect(Percent.basisPoints(text) == points)
    }

    @Test(arguments: ["70", "%", "-5%", "100.01%", "0%", "1.234%", "1.%", ".5%", "5 %", "1e2%"])
    func `what is no percentage is refused`(text: String) { #expect(Percent.basisPoints(text) == nil) }
}
