package import Bookkeeping
package import Categorization
package import Storage

/// Says what a rule would do with the lines that are in the books, before it is saved; nothing is changed.
package struct TestRule: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Report: Sendable {
        /// Lines for which the rule's condition holds, by whose word counts for them now.
        package fileprivate(set) var waiting = 0
        package fileprivate(set) var postedByMachine = 0
        package fileprivate(set) var decidedByPeople = 0
        /// Waiting lines that applying the rule would post.
        package fileprivate(set) var wouldFile = 0
        /// Lines posted by machine that the rule would book otherwise; they are touched only when asked for.
        package fileprivate(set) var wouldCorrect = 0
        /// What people decided, where the rule would say the same, and where not. They are never touched.
        package fileprivate(set) var agreeing = 0
        package fileprivate(set) var disagreeing = 0
        /// Waiting or machine-posted lines that stay as they are, by reason.
        package fileprivate(set) var held: [HoldReason: Int] = [:]
        /// Lines that a stronger rule decides, by its name.
        package fileprivate(set) var overruled: [String: Int] = [:]
        package fileprivate(set) var conflicts: [RuleConflict] = []
        package fileprivate(set) var effects: [Effect] = []
        package fileprivate(set) var sample: [Sample] = []

        package var matched: Int { waiting + postedByMachine + decidedByPeople }
    }

    /// What would change on an account: debits less credits.
    package struct Effect: Hashable, Sendable {
        package let account: AccountID
        /// By filing the waiting lines.
        package let filing: Money
        /// By correcting what machines posted.
        package let correcting: Money
    }

    package struct Sample: Sendable {
        package let kind: Kind
        package let record: LineStore.Record

        /// What the rule would mean for the line, the most telling first.
        package enum Kind: String, CaseIterable, Sendable {
            /// A person decided otherwise.
            case disagrees
            /// An equally strong rule files it otherwise.
            case conflicts
            /// Posted by machine, and the rule would book it otherwise.
            case corrects
            case files
            case held
            case overruled
            case agrees
            /// Posted by machine just so.
            case unchanged
        }
    }

    /// - Parameters:
    ///   - rule: a saved rule of the same name is replaced for the test
    ///   - sampleSize: at most so many lines are shown
    package func callAsFunction(for tenant: TenantID, _ rule: Rule, sampleSize: Int = 20) async throws -> Report {
        let now = office.now()
        return try await office.database.read(for: tenant) { books in
            let book = try RuleBook(books, by: "", at: now)
            try book.check(rule)
            var testing = Testing(try RuleReach(rule, among: book.stored.map(\.rule), in: books), sampleSize: sampleSize)
            for record in try books.lines(forWhich: &testing.reach) { try testing.take(record) }
            return try testing.finish()
        }
    }
}

extension Books {
    /// Lines for which the rule's condition holds, oldest first. They are gathered before anything else is asked of the database.
    func lines(forWhich reach: inout RuleReach) throws -> [LineStore.Record] {
        var matched: [LineStore.Record] = []
        try lines.each { (record) throws(StorageError) in
            if reach.holds(for: record) { matched.append(record) }
        }
        return matched
    }
}

private struct Testing {
    var reach: RuleReach
    private let sampleSize: Int
    private var report = TestRule.Report()
    private var filing = Movements()
    private var correcting = Movements()
    private var conflicts: [[String]: (lines: Int, example: LineStore.Record)] = [:]
    /// The newest lines of each kind.
    private var samples: [TestRule.Sample.Kind: [LineStore.Record]] = [:]

    init(_ reach: RuleReach, sampleSize: Int) { (self.reach, self.sampleSize) = (reach, sampleSize) }

    mutating func take(_ record: LineStore.Record) throws {
        let holder = RuleReach.holder(of: record)
        switch holder {
        case .nobody: report.waiting += 1
        case .machine: report.postedByMachine += 1
        case .person: report.decidedByPeople += 1
        }
        let kind = try kind(of: record, holder)
        samples[kind, default: []].append(record)
        if samples[kind, default: []].count > sampleSize { samples[kind]?.removeFirst() }
    }

    private mutating func kind(of record: LineStore.Record, _ holder: RuleReach.Holder) throws -> TestRule.Sample.Kind {
        switch reach.effect(on: record) {
        case .conflicts(let names):
            conflicts[names] = ((conflicts[names]?.lines ?? 0) + 1, record)
            return .conflicts
        case .overruled(let name):
            report.overruled[name, default: 0] += 1
            return .overruled
        case _ where holder == .person:
            let agrees = try record.state == .posted && Movements(reach.entry(for: record)) == Movements(reach.bookedEntry(of: record))
            if agrees { report.agreeing += 1 } else { report.disagreeing += 1 }
            return agrees ? .agrees : .disagrees
        case .held(let reason):
            report.held[reason, default: 0] += 1
            return .held
        case .files(let entry, _):
            guard holder == .machine else {
                report.wouldFile += 1
                try filing.add(entry)
                return .files
            }
            let booked = try reach.bookedEntry(of: record)
            guard try Movements(booked) != Movements(entry) else { return .unchanged }
            report.wouldCorrect += 1
            if let booked { try correcting.takeBack(booked) }
            try correcting.add(entry)
            return .corrects
        }
    }

    mutating func finish() throws -> TestRule.Report {
        report.conflicts = conflicts.map { RuleConflict(rules: $0.key, lines: $0.value.lines, example: $0.value.example) }
            .sorted { ($0.lines, $1.rules.joined()) > ($1.lines, $0.rules.joined()) }
        let keys = Set(filing.sums.keys).union(correcting.sums.keys)
        report.effects = keys.sorted { ($0.account, $0.currency.code) < ($1.account, $1.currency.code) }.map { key in
            TestRule.Effect(
                account: key.account, filing: Money(minorUnits: filing.sums[key] ?? 0, key.currency),
                correcting: Money(minorUnits: correcting.sums[key] ?? 0, key.currency))
        }
        for kind in TestRule.Sample.Kind.allCases {
            let room = sampleSize - report.sample.count
            report.sample += (samples[kind] ?? []).suffix(room).reversed().map { TestRule.Sample(kind: kind, record: $0) }
        }
        return report
    }
}
