import Bookkeeping
import Categorization
import Foundation
import Storage

/// A tenant's categorizer as it stands after every answer given so far: a snapshot from the database, and on top the answers since.
struct LearnedCategorizer {
    private(set) var categorizer: Categorizer
    private var learnedThrough: DecisionID
    /// Answers that the snapshot does not hold yet.
    private var unsaved = 0

    init(_ books: Books) throws {
        let accounts = try books.accounts.all()
        let rules = try RuleSet(books.rules.all().map { try Rule(json: $0.definition) })
        let aliases = try books.vendorAliases()
        (categorizer, learnedThrough) = (Categorizer(rules: rules, accounts: accounts), DecisionID(0))
        if let snapshot = try books.categorizer.snapshot() {
            // A snapshot of another version is learned anew from the answers, which are all kept.
            if let known = try? Categorizer(encoded: snapshot.bytes, rules: rules, accounts: accounts) {
                (categorizer, learnedThrough) = (known, snapshot.learnedThrough)
            }
        }
        categorizer.setVendorAliases(aliases)
        for lesson in try books.decisions.lessons(after: learnedThrough) { learn(lesson.facts, lesson.account, as: lesson.id) }
    }

    /// - Returns: the vendor that left cold start with this answer, if one did.
    @discardableResult
    mutating func learn(_ facts: LineFacts, _ account: AccountID, as decision: DecisionID) -> String? {
        let lesson = categorizer.learn(facts, account: account)
        learnedThrough = decision
        unsaved += 1
        return lesson.hasGraduated ? lesson.vendor.name : nil
    }

    /// Whether one of the answers can change what is proposed for `pending`.
    mutating func isTouched(_ pending: LineFacts, by answered: [LineFacts]) -> Bool {
        for answer in answered where categorizer.isTouched(pending, by: answer) { return true }
        return false
    }

    mutating func propose(_ facts: LineFacts) -> Proposal { categorizer.propose(facts) }

    /// Answers to learn again at each start; more of them are worth writing a snapshot for.
    private static let answersWorthASnapshot = 64

    mutating func saveIfWorthIt(in books: Books) throws {
        guard unsaved >= Self.answersWorthASnapshot else { return }
        try books.categorizer.save(categorizer.encoded(), learnedThrough: learnedThrough)
        unsaved = 0
    }
}

extension DecisionStore.Lesson {
    fileprivate var facts: LineFacts { LineFacts(line, on: bankAccount) }
}

extension Books {
    /// The vendors that people hold for one, as the categorizer wants them.
    func vendorAliases() throws -> [String: Vendor] {
        try vendors.aliases().mapValues { Vendor(key: $0.key, name: $0.name) }
    }

    /// A categorizer that knows `rules` and nothing else: it reads vendors and gives the verdict of the rules.
    func judge(by rules: [Rule]) throws -> Categorizer {
        var judge = Categorizer(rules: try RuleSet(rules))
        judge.setVendorAliases(try vendorAliases())
        return judge
    }
}

extension LineFacts {
    init(_ line: StatementLine, on bankAccount: AccountID) {
        self.init(
            date: line.date, amount: line.amount, text: line.text, counterparty: line.counterparty, bankAccount: bankAccount)
    }
}

extension Rule {
    init(json: String) throws {
        do {
            self = try JSONDecoder().decode(Rule.self, from: Data(json.utf8))
        } catch let error as RuleError {
            throw error
        } catch {
            throw RuleError.unreadable("it is not a rule in JSON")
        }
    }

    /// One line, keys in order, so that equal rules have equal texts.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
