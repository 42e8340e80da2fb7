import Bookkeeping
import Categorization
import Testing

struct CategorizerTests {
    static func comcast(_ month: Int, _ amount: String = "-89.00") -> LineFacts {
        .line("2025-\(month < 10 ? "0" : "")\(month)-05", amount, "COMCAST CHICAGO 800-COMCAST IL \(1_000 + month)")
    }

    @Test func `without answers nothing is proposed`() {
        var categorizer = Categorizer(accounts: [Account(id: .internet, code: "6100", name: "Internet", kind: .expense)])
        let proposal = categorizer.propose(Self.comcast(1))
        #expect(proposal.method == .none && proposal.account == nil && proposal.probability == 0)
        #expect(proposal.reason == "nothing like it was filed before")
    }

    @Test func `a vendor leaves cold start with the third equal answer`() {
        var categorizer = Categorizer()
        let lessons = (1...4).map { categorizer.learn(Self.comcast($0), account: .internet) }
        #expect(lessons.map(\.consistentLabels) == [1, 2, 3, 4])
        #expect(lessons.map(\.hasGraduated) == [false, false, true, false])
        #expect(lessons[0].vendor.name == "Comcast")
    }

    @Test func `a different answer starts the count again`() {
        var categorizer = Categorizer()
        let answers: [AccountID] = [.internet, .internet, .internet, .supplies, .internet, .internet]
        let counts = answers.enumerated().map { categorizer.learn(Self.comcast($0 + 1), account: $1).consistentLabels }
        #expect(counts == [1, 2, 3, 1, 1, 2])
        #expect(categorizer.propose(Self.comcast(7)).consistentLabels == 2)
    }

    @Test func `vendor memory decides when it left cold start and the model agrees`() {
        var categorizer = Categorizer()
        for month in 1...2 { categorizer.learn(Self.comcast(month), account: .internet) }
        #expect(categorizer.propose(Self.comcast(3)).method == .model)
        categorizer.learn(Self.comcast(3), account: .internet)
        let proposal = categorizer.propose(Self.comcast(4))
        #expect(proposal.method == .vendor && proposal.account == .internet && proposal.agreesWithVendor)
    }

    @Test func `an answer teaches at once, and a new account is proposed without a restart`() {
        var categorizer = Categorizer()
        categorizer.learn(.line("2025-01-03", "-20.00", "HOME DEPOT 123"), account: .supplies)
        #expect(categorizer.propose(Self.comcast(2)).account == .supplies)
        categorizer.learn(Self.comcast(1), account: .internet)
        #expect(categorizer.propose(Self.comcast(2)).account == .internet)
        #expect(categorizer.propose(.line("2025-02-03", "-22.00", "HOME DEPOT 124")).account == .supplies)
    }

    @Test func `a corrected vendor follows the correction`() {
        var categorizer = Categorizer()
        for month in 1...4 { categorizer.learn(Self.comcast(month), account: .supplies) }
        for month in 5...8 { categorizer.learn(Self.comcast(month), account: .internet) }
        #expect(categorizer.propose(Self.comcast(9)).account == .internet)
    }

    @Test func `a forgotten account is never proposed, until a person uses it again`() {
        var categorizer = Categorizer()
        for month in 1...6 { categorizer.learn(Self.comcast(month), account: .internet) }
        categorizer.learn(.line("2025-01-03", "-20.00", "HOME DEPOT 123"), account: .supplies)
        categorizer.forget(account: .internet)
        let proposal = categorizer.propose(Self.comcast(7))
        #expect(proposal.account == .supplies && proposal.consistentLabels == 0)
        #expect(!proposal.candidates.contains { $0.account == .internet })

        categorizer.learn(Self.comcast(7), account: .internet)
        #expect(categorizer.propose(Self.comcast(8)).account == .internet)
    }

    @Test func `with its only account forgotten a categorizer knows nothing`() {
        var categorizer = Categorizer()
        categorizer.learn(Self.comcast(1), account: .internet)
        categorizer.forget(account: .internet)
        #expect(categorizer.propose(Self.comcast(2)).method == .none)
        categorizer.forget(account: .internet)
    }

    @Test func `forgetting many accounts of a real ledger leaves only the others`() {
        var categorizer = Categorizer()
        let lines = Array(ChicagoLedger.lines.prefix(1_500))
        categorizer.run(lines)
        let forgotten = Set(lines.map(\.account).filter { $0.rawValue % 2 == 0 })
        for account in forgotten.sorted() { categorizer.forget(account: account) }
        for line in lines.suffix(200) {
            let proposal = categorizer.propose(line.facts)
            #expect(proposal.candidates.allSatisfy { !forgotten.contains($0.account) })
            if !forgotten.contains(line.account) { categorizer.learn(line.facts, account: line.account) }
        }
    }

    @Test func `the reason names what decided`() {
        var categorizer = Categorizer()
        for month in 1...7 {
            categorizer.learn(.line("2025-0\(month)-01", "-1200.00", "ACME RENTALS RENT \(month)"), account: .rent)
            categorizer.learn(Self.comcast(month), account: .internet)
        }
        let reason = categorizer.propose(.line("2025-08-05", "-89.00", "BILL COMCAST OAKLAND")).reason
        #expect(reason.contains("text contains comcast") && reason.contains("amount near 89.00 USD"))
        #expect(categorizer.propose(Self.comcast(8)).reason.contains("7 earlier lines"))
    }

    @Test func `a vendor never seen before goes where others of its trade went`() {
        var categorizer = Categorizer()
        for day in 10...16 {
            categorizer.learn(.line("2025-01-\(day)", "-1\(day).20", "LYFT RIDE"), account: .rent)
            categorizer.learn(.line("2025-01-\(day)", "-1\(day).20", "YELLOW CAB"), account: .rent)
            categorizer.learn(.line("2025-01-\(day)", "-1\(day).20", "BLUE CAFE"), account: .supplies)
            categorizer.learn(.line("2025-01-\(day)", "-1\(day).20", "DINER DOWNTOWN"), account: .supplies)
        }
        #expect(categorizer.propose(.line("2025-02-20", "-33.00", "UBER 4411")).account == .rent)
        #expect(categorizer.propose(.line("2025-02-20", "-33.00", "Pizzeria Roma")).account == .supplies)
    }

    @Test func `an account named for a line's trade is more probable for it`() {
        func probability(named name: String) -> Double {
            var categorizer = Categorizer(accounts: [Account(id: .rent, code: "6200", name: name, kind: .expense)])
            for day in 10...14 {
                categorizer.learn(.line("2025-01-\(day)", "-50.00", "XQ KLM \(day)"), account: .rent)
                categorizer.learn(.line("2025-01-\(day)", "-50.00", "ZW PRT \(day)"), account: .supplies)
            }
            let candidates = categorizer.propose(.line("2025-01-15", "-50.00", "GEICO")).candidates
            return candidates.first { $0.account == .rent }?.probability ?? 0
        }
        #expect(probability(named: "Assurance") > probability(named: "Zzz"))
        #expect(probability(named: "Versicherungen") > probability(named: "Büro"))
    }

    @Test func `candidates are the most probable accounts, best first, and their probabilities are no more than one`() {
        var categorizer = Categorizer()
        for line in ChicagoLedger.lines.prefix(1_000) {
            let proposal = categorizer.propose(line.facts)
            #expect(proposal.candidates.count <= 5 && proposal.candidates.first?.account == proposal.account)
            #expect(zip(proposal.candidates.dropFirst(), proposal.candidates.dropFirst(2)).allSatisfy { $0.probability >= $1.probability })
            #expect(proposal.candidates.reduce(0) { $0 + $1.probability } <= 1.000_1)
            categorizer.learn(line.facts, account: line.account)
        }
    }

    @Test func `a rule goes before what was learned`() throws {
        var categorizer = Categorizer()
        for month in 1...5 { categorizer.learn(Self.comcast(month), account: .internet) }
        categorizer.rules = try RuleSet([Rule(name: "Office", condition: .text(.counterparty, .equals("comcast")), action: .file(.rent))])
        let proposal = categorizer.propose(Self.comcast(6))
        #expect(proposal.method == .rule && proposal.account == .rent && proposal.reason == "rule “Office”")
    }

    @Test func `two runs over the same answers propose the same`() {
        let lines = Array(ChicagoLedger.lines.prefix(800))
        var (first, second) = (Categorizer(), Categorizer())
        #expect(first.run(lines) == second.run(lines))
        #expect(first.encoded() == second.encoded())
    }

    @Test func `looking at a line changes nothing`() {
        let lines = Array(ChicagoLedger.lines.prefix(300))
        var (quiet, curious) = (Categorizer(), Categorizer())
        for line in lines {
            quiet.learn(line.facts, account: line.account)
            _ = curious.proposals(for: lines.suffix(5).map(\.facts))
            curious.learn(line.facts, account: line.account)
        }
        #expect(quiet.encoded() == curious.encoded())
    }

    @Test func `what is answered later does not change what was proposed earlier`() {
        let lines = Array(ChicagoLedger.lines.prefix(900))
        let later = lines.suffix(300).map(\.account).reversed()
        let shuffled =
            Array(lines.prefix(600)) + zip(lines.suffix(300), later).map { LabelledLine(facts: $0.facts, label: $0.label, account: $1) }
        var (first, second) = (Categorizer(), Categorizer())
        let (proposals, others) = (first.run(lines), second.run(shuffled))
        // The first shuffled answer is learned after its own proposal.
        #expect(proposals.prefix(601) == others.prefix(601))
        #expect(proposals != others)
    }

    @Test func `an answer touches lines of the same vendor, first word or amount`() {
        var categorizer = Categorizer()
        let answered = Self.comcast(1)
        let touched = [
            Self.comcast(2, "-12.00"), .line("2025-02-01", "-12.00", "COMCAST BUSINESS"), .line("2025-02-01", "-89.00", "VERIZON"),
            .line("2025-02-01", "-12.00", "VERIZON"),
        ].map { categorizer.isTouched($0, by: answered) }
        #expect(touched == [true, true, true, false])
    }

    @Test(arguments: ["", " ", "🙂🙂", String(repeating: "very long text ", count: 500), "\u{0}\u{1}", "Ünïcödé", "0000"])
    func `any text can be proposed and learned`(text: String) {
        var categorizer = Categorizer()
        for amount in ["0", "0.01", "-92233720368547758.08", "92233720368547758.07"] {
            let facts = LineFacts.line("2025-01-01", amount, text)
            categorizer.learn(facts, account: .supplies)
            let proposal = categorizer.propose(facts)
            #expect(proposal.account == .supplies && proposal.probability >= 0 && proposal.probability <= 1)
        }
    }
}
