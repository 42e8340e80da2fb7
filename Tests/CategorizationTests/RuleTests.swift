import Bookkeeping
import Categorization
import Foundation
import Testing

struct RuleTests {
    static let comcast = LineFacts.line("2025-03-05", "-89.00", "6170 RECURRING DEBIT CARD COMCAST CHICAGO 800-COMCAST IL")

    @Test(arguments: [
        (Rule.Condition.text(.text, .contains("comcast")), true),
        (.text(.text, .contains("Comcast  Chicago")), true),
        (.text(.text, .contains("comcats")), false),
        (.text(.text, .starts("6170 RECURRING")), true),
        (.text(.text, .starts("recurring")), false),
        (.text(.text, .equals("6170 recurring debit card comcast chicago 800-comcast il")), true),
        (.text(.text, .equals("6170 recurring debit card comcast chicago 800-comcast")), false),
        (.text(.text, .matches("^\\d{4} recurring .*comcast\\b")), true),
        (.text(.text, .matches("comcas$")), false),
        (.text(.counterparty, .equals("comcast")), true),
        (.text(.counterparty, .contains("recurring")), false),
        (.amount(.init(from: .dollars("89.00"), to: .dollars("89.00"))), true),
        (.amount(.init(from: .dollars("89.01"))), false),
        (.amount(.init(to: .dollars("88.99"))), false),
        (.amount(.init(from: Money(minorUnits: 1, .eur))), false),
        (.direction(.moneyOut), true),
        (.direction(.moneyIn), false),
        (.bankAccount(.bank), true),
        (.bankAccount(.rent), false),
        (.all([.text(.text, .contains("comcast")), .direction(.moneyOut)]), true),
        (.all([.text(.text, .contains("comcast")), .direction(.moneyIn)]), false),
        (.any([.text(.text, .contains("verizon")), .text(.text, .contains("comcast"))]), true),
        (.any([.text(.text, .contains("verizon")), .text(.text, .contains("sprint"))]), false),
        (.not(.text(.text, .contains("verizon"))), true),
        (.not(.any([.direction(.moneyOut), .text(.text, .contains("verizon"))])), false),
        (.all([.not(.text(.text, .contains("refund"))), .any([.direction(.moneyIn), .text(.text, .matches("(com|ver)cast"))])]), true),
    ])
    func `a condition holds for what it says and nothing else`(condition: Rule.Condition, holds: Bool) throws {
        let rules = try RuleSet([Rule(name: "rule", condition: condition, action: .file(.internet))])
        var categorizer = Categorizer(rules: rules)
        let proposal = categorizer.propose(Self.comcast)
        #expect(proposal.method == (holds ? .rule : .none))
        #expect(proposal.account == (holds ? .internet : nil))
    }

    @Test(arguments: [
        ("a+b", "caab", true), ("a+b", "cb", false), ("a*b", "cb", true), ("^ab?c$", "ac", true), ("^ab?c$", "abbc", false),
        ("x{2,3}y", "axxy", true), ("^x{2,3}y", "xxxxy", false), ("[a-c]{2}", "zbc", true), ("[^0-9 ]+z", "12 z", false),
        ("\\bcat\\b", "a cat.", true), ("\\bcat\\b", "concat", false), ("INV-\\d+", "inv-20391", true), ("(foo|ba[rz])$", "xbaz", true),
        (".", "", false), ("^$", "", true), ("a.c", "a*c", true), ("a\\.c", "a*c", false), ("müller", "Bäckerei MÜLLER", true),
        ("(a|aa)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false),
    ])
    func `a pattern finds what it describes`(pattern: String, text: String, isFound: Bool) throws {
        let rules = try RuleSet([Rule(name: "rule", condition: .text(.text, .matches(pattern)), action: .file(.internet))])
        #expect((rules.match(.line("2025-01-01", "1", text)) != .none) == isFound)
    }

    @Test(arguments: ["", "(", ")", "a{3,1}", "a{999}", "[z-a]", "[a", "*a", "\\", "(?=a)", "\\1", "(a{100}){100}"])
    func `a pattern that cannot work is refused with a reason`(pattern: String) {
        let rule = Rule(name: "rule", condition: .text(.text, .matches(pattern)), action: .file(.internet))
        #expect { try rule.validate() } throws: { error in
            guard case .wrongPattern(pattern, let fault)? = error as? RuleError else { return false }
            return !fault.isEmpty
        }
    }

    @Test func `the more specific of two rules decides`() throws {
        let rules = try RuleSet([
            Rule(name: "wide", condition: .text(.text, .contains("comcast")), action: .file(.supplies)),
            Rule(name: "narrow", condition: .all([.text(.text, .contains("comcast")), .direction(.moneyOut)]), action: .file(.internet)),
        ])
        var categorizer = Categorizer(rules: rules)
        #expect(categorizer.propose(Self.comcast).ruleNames == ["narrow"])
    }

    @Test func `an explicit priority wins over every specificity, and the higher one wins`() throws {
        let rules = try RuleSet([
            Rule(name: "exact", condition: .text(.counterparty, .equals("comcast")), action: .file(.internet)),
            Rule(name: "low", condition: .direction(.moneyOut), action: .file(.supplies), priority: -5),
            Rule(name: "lower", condition: .direction(.moneyOut), action: .file(.rent), priority: -6),
        ])
        var categorizer = Categorizer(rules: rules)
        #expect(categorizer.propose(Self.comcast).ruleNames == ["low"])
    }

    @Test func `equally strong rules that disagree are a conflict, and those that agree are none`() throws {
        let first = Rule(name: "first", condition: .text(.text, .contains("comcast")), action: .file(.internet))
        var second = Rule(name: "second", condition: .text(.text, .contains("chicago")), action: .file(.supplies))
        var categorizer = Categorizer(rules: try RuleSet([first, second]))
        let conflict = categorizer.propose(Self.comcast)
        #expect(conflict.isConflict && conflict.account == nil && conflict.ruleNames == ["first", "second"])
        #expect(conflict.reason == "rules disagree: “first”, “second”")

        second.action = .file(.internet)
        categorizer.rules = try RuleSet([first, second])
        #expect(categorizer.propose(Self.comcast).account == .internet)
    }

    @Test func `every rule that holds is told, the strongest first`() throws {
        let rules = try RuleSet([
            Rule(name: "wide", condition: .direction(.moneyOut), action: .file(.supplies)),
            Rule(name: "other", condition: .text(.text, .contains("verizon")), action: .file(.rent)),
            Rule(name: "narrow", condition: .text(.text, .contains("comcast")), action: .file(.internet)),
        ])
        #expect(rules.holding(Self.comcast).map(\.name) == ["narrow", "wide"])
    }

    @Test func `a rule switched off decides nothing`() throws {
        let rule = Rule(name: "rule", condition: .direction(.moneyOut), action: .file(.internet), isEnabled: false)
        #expect(try RuleSet([rule]).match(Self.comcast) == .none)
    }

    @Test func `many rules give the same verdict as each of them alone`() throws {
        let texts = ChicagoLedger.lines.prefix(400).map(\.facts)
        let words = Set(texts.flatMap { $0.text.split(separator: " ").map(String.init) }).sorted().prefix(300)
        let rules = words.enumerated().map { index, word in
            Rule(name: word, condition: .text(.text, .contains(word)), action: .file(AccountID(Int64(index + 100))), priority: index)
        }
        let together = try RuleSet(rules)
        for facts in texts {
            let alone = try rules.last { try RuleSet([$0]).match(facts) != .none }
            #expect(together.match(facts) == alone.map { .decided($0) } ?? .none)
        }
    }

    @Test(arguments: [
        ("100.00", ["70.00", "30.00"]), ("-0.01", ["-0.01", "0.00"]), ("-99.99", ["-70.00", "-29.99"]),
    ])
    func `a split by weights sums to the line`(amount: String, parts: [String]) {
        let action = Rule.Action.split([.init(.rent, .basisPoints(7_000)), .init(.supplies, .basisPoints(3_000))])
        #expect(action.parts(of: .dollars(amount))?.map(\.amount) == parts.map(Money.dollars))
    }

    @Test func `fixed shares come first and weights divide the rest`() {
        let action = Rule.Action.split([.init(.rent, .fixed(.dollars("10.00"))), .init(.supplies, .basisPoints(10_000))])
        #expect(action.parts(of: .dollars("-25.00"))?.map(\.amount) == [.dollars("-10.00"), .dollars("-15.00")])
        #expect(action.parts(of: .dollars("-9.00")) == nil)
        #expect(action.parts(of: Money(minorUnits: 2_500, .eur)) == nil)
    }

    @Test(arguments: [
        (Rule(name: " ", condition: .direction(.moneyIn), action: .file(.rent)), RuleError.emptyName),
        (Rule(name: "a", condition: .text(.text, .contains("  ")), action: .file(.rent)), .emptyText),
        (Rule(name: "a", condition: .all([]), action: .file(.rent)), .emptyGroup),
        (Rule(name: "a", condition: .amount(.init()), action: .file(.rent)), .emptyRange),
        (Rule(name: "a", condition: .amount(.init(from: .dollars("2"), to: .dollars("1"))), action: .file(.rent)), .emptyRange),
        (
            Rule(name: "a", condition: (0..<40).reduce(.direction(.moneyIn)) { inner, _ in .not(inner) }, action: .file(.rent)),
            .nestedTooDeeply
        ),
        (Rule(name: "a", condition: .direction(.moneyIn), action: .split([.init(.rent, .basisPoints(10_000))])), .splitWithoutShares),
        (
            Rule(
                name: "a", condition: .direction(.moneyIn),
                action: .split([.init(.rent, .basisPoints(6_000)), .init(.sales, .basisPoints(3_000))])),
            .weightsDoNotSum(9_000)
        ),
    ])
    func `a rule that could never work is refused`(rule: Rule, fault: RuleError) {
        #expect(throws: fault) { try rule.validate() }
        #expect(!fault.userText.isEmpty)
    }

    @Test func `two rules of one name are refused`() {
        let rule = Rule(name: "a", condition: .direction(.moneyIn), action: .file(.rent))
        #expect(throws: RuleError.duplicateName("a")) { try RuleSet([rule, rule]) }
    }

    @Test func `a rule reads back from JSON as it was written`() throws {
        let rule = Rule(
            name: "Internet",
            condition: .all([
                .any([.text(.text, .contains("comcast")), .text(.counterparty, .matches("^at&t"))]), .not(.bankAccount(AccountID(7))),
                .amount(.init(from: .dollars("10.00"), to: .dollars("20.50"))), .direction(.moneyOut),
            ]),
            action: .split([.init(.internet, .basisPoints(10_000)), .init(.rent, .fixed(.dollars("5.00")))]), priority: 3)
        #expect(try JSONDecoder().decode(Rule.self, from: JSONEncoder().encode(rule)) == rule)
    }

    @Test(arguments: [
        #"{"name":"a","isEnabled":true,"condition":{"colour":"red"},"action":{"file":1}}"#,
        #"{"name":"a","isEnabled":true,"condition":{"direction":"in","not":{"direction":"in"}},"action":{"file":1}}"#,
        #"{"name":"a","isEnabled":true,"condition":{"amount":{"from":"1.005","currency":"USD"}},"action":{"file":1}}"#,
        #"{"name":"a","isEnabled":true,"condition":{"direction":"in"},"action":{"throw":1}}"#,
    ])
    func `JSON that is no rule is refused`(json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Rule.self, from: Data(json.utf8)) }
    }
}
