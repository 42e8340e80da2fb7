package import Bookkeeping
package import Categorization
package import Storage

/// Rules that people's answers ask for: a vendor that was filed the same way three times or more, and no rule says so. They are offered with
/// their evidence and never made by themselves.
package struct SuggestRules: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Suggestion: Sendable {
        /// The first of the answers it rests upon: it stays the same while they stand.
        package let id: DecisionID
        package let vendor: Vendor
        package let account: AccountID
        package let rule: Rule
        /// Equal answers for the vendor, without a break.
        package let answers: Int
        /// Of all lines that people decided and the rule holds for, those it would file as they did, and the others.
        package let agreeing: Int
        package let disagreeing: Int
        /// Lines that wait and that the rule would decide.
        package let waiting: Int
        /// The newest lines it rests upon.
        package let evidence: [LineStore.Record]
    }

    /// The best supported first.
    package func callAsFunction(for tenant: TenantID) async throws -> [Suggestion] {
        try await office.database.read(for: tenant) { books in try RuleSuggestions(books).all() }
    }
}

/// Looks for suggestions in one state of the books.
struct RuleSuggestions {
    /// Of the lines that a rule holds for, at least nine in ten were filed as it says.
    private static let leastShareInTenths = 9
    private static let evidenceShown = 5

    private let books: Books
    private let rules: [Rule]
    private let dismissed: Set<SuggestionStore.Subject>

    init(_ books: Books) throws {
        self.books = books
        rules = try books.storedRules().map(\.rule)
        dismissed = try books.suggestions.dismissed()
    }

    func suggestion(_ id: DecisionID) throws -> SuggestRules.Suggestion {
        guard let found = try all().first(where: { $0.id == id }) else { throw OperationError.noSuchSuggestion("\(id)") }
        return found
    }

    func all() throws -> [SuggestRules.Suggestion] {
        var judge = try books.judge(by: rules)
        let past = try Past(books, uncoveredBy: &judge)
        let runs = past.runs.filter { !dismissed.contains(.init(vendor: $0.vendor.key, account: $0.account)) }
        let candidates = runs.enumerated().flatMap { index, run in run.conditions.map { (run: index, condition: $0) } }
        let tallies = try tallies(of: candidates.map { ($0.condition, runs[$0.run].account) }, past.answered, uncoveredBy: &judge)
        var found: [SuggestRules.Suggestion] = []
        var names = Set(rules.map(\.name))
        for (index, run) in runs.enumerated() {
            // A run's conditions come narrowest first, and the first that carries wins.
            let fitting = candidates.indices.first { candidates[$0].run == index && Self.carries(tallies[$0], run) }
            guard let fitting else { continue }
            let name = Self.freeName(for: run, &names)
            found.append(
                SuggestRules.Suggestion(
                    id: run.first, vendor: run.vendor, account: run.account,
                    rule: Rule(name: name, condition: candidates[fitting].condition, action: .file(run.account)), answers: run.lines.count,
                    agreeing: tallies[fitting].agreeing, disagreeing: tallies[fitting].disagreeing, waiting: tallies[fitting].waiting,
                    evidence: run.lines.suffix(Self.evidenceShown).reversed()))
        }
        return found.sorted { ($0.answers, $1.id) > ($1.answers, $0.id) }
    }

    private struct Tally {
        var (agreeing, disagreeing, waiting) = (0, 0, 0)
        var lines: Set<LineID> = []
    }

    private static let pieceSize = 10_000

    /// Every candidate is held against all answers, and against all waiting lines that no rule decides, in one pass.
    private func tallies(
        of candidates: [(condition: Rule.Condition, account: AccountID)], _ answered: [Past.Answer], uncoveredBy judge: inout Categorizer
    ) throws -> [Tally] {
        guard !candidates.isEmpty else { return [] }
        var tallies = [Tally](repeating: Tally(), count: candidates.count)
        var matcher = try books.judge(
            by: candidates.enumerated().map { Rule(name: "\($0)", condition: $1.condition, action: .file($1.account)) })
        for (record, account) in answered {
            for index in matcher.rulesHolding(LineFacts(record.line, on: record.account)).compactMap({ Int($0.name) }) {
                tallies[index].lines.insert(record.id)
                if candidates[index].account == account { tallies[index].agreeing += 1 } else { tallies[index].disagreeing += 1 }
            }
        }
        var piece: [LineStore.Record] = []
        repeat {
            piece = try books.lines.page(in: .waiting, after: piece.last?.id, limit: Self.pieceSize)
            for record in piece where RuleReach.holder(of: record) == .nobody {
                let facts = LineFacts(record.line, on: record.account)
                guard judge.verdict(of: facts) == .none else { continue }
                for index in matcher.rulesHolding(facts).compactMap({ Int($0.name) }) { tallies[index].waiting += 1 }
            }
        } while piece.count == Self.pieceSize
        return tallies
    }

    private static func carries(_ tally: Tally, _ run: Run) -> Bool {
        tally.lines.isSuperset(of: run.lines.map(\.id)) && tally.agreeing * 10 >= (tally.agreeing + tally.disagreeing) * leastShareInTenths
    }

    private static func freeName(for run: Run, _ names: inout Set<String>) -> String {
        let base = (try? Name.check(run.vendor.name)) == nil ? "Vendor of line \(run.lines[0].id)" : run.vendor.name
        var (name, number) = (base, 1)
        while !names.insert(name).inserted {
            number += 1
            name = "\(base) \(number)"
        }
        return name
    }
}

/// Equal answers for one vendor, up to the last one.
private struct Run {
    let vendor: Vendor
    let account: AccountID
    let first: DecisionID
    let lines: [LineStore.Record]

    /// Conditions that may describe the lines, the one to prefer first: the vendor as it is read, the bank's own field, common words.
    var conditions: [Rule.Condition] {
        var tests: [(Rule.Field, Rule.TextTest)] = [(.counterparty, .equals(vendor.name))]
        if let name = lines.first?.line.counterparty { tests.append((.counterparty, .equals(name))) }
        if let words = Self.commonWords(lines.map(\.line.text)) { tests.append((.text, .contains(words))) }
        return tests.map { .text($0, $1) }.filter { (try? Rule(name: "x", condition: $0, action: .file(account)).validate()) != nil }
    }

    /// The longest row of words that all texts have, when it says something: four letters or more.
    private static func commonWords(_ texts: [String]) -> String? {
        let texts = texts.map { $0.lowercased().split(whereSeparator: \.isWhitespace).map(String.init) }
        guard let shortest = texts.min(by: { $0.count < $1.count }) else { return nil }
        let padded = texts.map { " " + $0.joined(separator: " ") + " " }
        for length in stride(from: shortest.count, to: 0, by: -1) {
            for start in 0...(shortest.count - length) {
                let words = shortest[start..<(start + length)].joined(separator: " ")
                guard words.filter(\.isLetter).count >= 4 else { continue }
                if padded.allSatisfy({ $0.contains(" \(words) ") }) { return words }
            }
        }
        return nil
    }
}

/// What people decided, with the runs of equal answers that no rule covers.
private struct Past {
    /// With the account, nil where the line was left out.
    typealias Answer = (record: LineStore.Record, account: AccountID?)

    private(set) var answered: [Answer] = []
    private(set) var runs: [Run] = []

    init(_ books: Books, uncoveredBy judge: inout Categorizer) throws {
        let standing = try books.decisions.standing()
        for answer in standing {
            guard let record = try books.lines.line(answer.line), RuleReach.holder(of: record) == .person else { continue }
            answered.append((record, answer.account))
        }
        var vendors: [Vendor] = []
        var answersByVendor: [String: [Int]] = [:]
        for (index, answer) in answered.enumerated() {
            let vendor = judge.vendor(of: LineFacts(answer.record.line, on: answer.record.account))
            if answersByVendor[vendor.key] == nil { vendors.append(vendor) }
            answersByVendor[vendor.key, default: []].append(index)
        }
        let ids = Dictionary(standing.map { ($0.line, $0.id) }) { _, last in last }
        for vendor in vendors {
            let answers = (answersByVendor[vendor.key] ?? []).map { answered[$0] }
            guard let account = answers.last?.account else { continue }
            let run = answers.reversed().prefix { $0.account == account }.reversed().map(\.record)
            guard run.count >= VendorMemory.labelsNeeded, let first = ids[run[0].id] else { continue }
            let isCovered = run.contains { judge.verdict(of: LineFacts($0.line, on: $0.account)) != .none }
            if !isCovered { runs.append(Run(vendor: vendor, account: account, first: first, lines: run)) }
        }
    }
}
