import Bookkeeping
import Categorization
import Foundation
import Storage

/// A tenant's categorizer as it stands after every answer given so far: a snapshot from the database, and on top the answers since.
struct LearnedCategorizer: Sendable {
    private(set) var categorizer: Categorizer
    /// The tenant's chart.
    var accounts: [Account] { basis.accounts }
    private var basis: Basis
    private var learnedThrough: DecisionID
    /// Answers that the snapshot does not hold yet.
    private var unsaved = 0

    /// All that a categorizer rests upon besides the answers. One that was kept in memory counts for nothing once any of it is another: the
    /// change may have come from another process.
    private struct Basis: Equatable {
        let accounts: [Account]
        let rules: [RuleStore.Record]
        let aliases: [String: VendorStore.Target]
        /// An import that is undone takes its answers with it; so does an answer that is taken back.
        let undone: Int
        /// The snapshot's place among the answers: whoever learns anew clears it.
        var savedThrough: DecisionID?

        init(_ books: Books) throws {
            accounts = try books.accounts.all()
            rules = try books.rules.all()
            aliases = try books.vendors.aliases()
            undone = try books.imports.undoneCount() + books.decisions.undoneCount()
            savedThrough = try books.categorizer.learnedThrough()
        }
    }

    /// - Parameter kept: as it stood when an earlier transaction was done; answers since are learned on top.
    init(_ books: Books, from kept: consuming LearnedCategorizer? = nil) throws {
        let basis = try Basis(books)
        if let kept, kept.basis == basis { self = kept } else { self = try LearnedCategorizer(books, on: basis) }
        let budget = try books.settings.errorBudget()
        if categorizer.postingLimit.basisPoints != budget { categorizer.postingLimit = PostingLimit(basisPoints: budget) }
        for lesson in try books.decisions.lessons(after: learnedThrough) { learn(lesson.facts, lesson.account, as: lesson.id) }
    }

    private init(_ books: Books, on basis: Basis) throws {
        self.basis = basis
        let rules = try RuleSet(basis.rules.map { try Rule(json: $0.definition) })
        (categorizer, learnedThrough) = (Categorizer(rules: rules, accounts: basis.accounts), DecisionID(0))
        if let snapshot = try books.categorizer.snapshot() {
            // A snapshot of another version is learned anew from the answers, which are all kept.
            if let known = try? Categorizer(encoded: snapshot.bytes, rules: rules, accounts: basis.accounts) {
                (categorizer, learnedThrough) = (known, snapshot.learnedThrough)
            }
        }
        categorizer.setVendorAliases(basis.aliases.mapValues { Vendor(key: $0.key, name: $0.name) })
    }

    /// - Returns: the vendor that left cold start with this answer, if one did.
    @discardableResult
    mutating func learn(_ facts: LineFacts, _ account: AccountID, as decision: DecisionID) -> String? {
        let lesson = categorizer.learn(facts, account: account)
        learnedThrough = decision
        unsaved += 1
        return lesson.hasGraduated ? lesson.vendor.name : nil
    }

    mutating func propose(_ facts: LineFacts) -> Proposal { categorizer.propose(facts) }

    /// Whether both rest upon the same and know the same answers.
    func isSame(as other: LearnedCategorizer) -> Bool { learnedThrough == other.learnedThrough && basis == other.basis }

    /// How many of the last answers for a vendor agree without a break: the 2 of "2 of 3".
    func consistentLabels(ofVendor key: String) -> Int { categorizer.standing(ofVendor: key)?.consistentLabels ?? 0 }

    /// Answers to learn again at each start; more of them are worth writing a snapshot for.
    private static let answersWorthASnapshot = 64

    var isWorthSaving: Bool { unsaved >= Self.answersWorthASnapshot }

    /// While people wait for answers, a snapshot is written for many of them together.
    var isPressingToSave: Bool { unsaved >= Self.answersWorthASnapshot * 16 }

    mutating func saveIfWorthIt(in books: Books) throws {
        if isWorthSaving { try save(in: books) }
    }

    mutating func save(in books: Books) throws {
        try books.categorizer.save(categorizer.encoded(), learnedThrough: learnedThrough)
        (unsaved, basis.savedThrough) = (0, learnedThrough)
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
