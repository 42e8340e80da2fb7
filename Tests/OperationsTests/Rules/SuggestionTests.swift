import Bookkeeping
import Categorization
import Operations
import Storage
import TestSupport
import Testing

struct SuggestionTests {
    @Test(arguments: Engine.available)
    func `three equal answers ask for a rule, two do not`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.answer("ACME CLOUD", 2, .bankFees)
        #expect(try await SuggestRules(sample.office)(for: sample.tenant).isEmpty)

        try await sample.answer("ACME CLOUD", 1, from: 3, .bankFees)
        _ = try await sample.importText(csv("2025-06-01,ACME CLOUD,-9.00"), name: "new.csv")

        let suggestions = try await SuggestRules(sample.office)(for: sample.tenant)
        #expect(suggestions.map(\.vendor.key) == ["acme cloud"])
        let suggestion = try #require(suggestions.first)
        #expect(suggestion.account == sample.account(.bankFees))
        #expect((suggestion.answers, suggestion.agreeing, suggestion.disagreeing, suggestion.waiting) == (3, 3, 0, 1))
        #expect(suggestion.evidence.map(\.line.date.description) == ["2025-05-03", "2025-05-02", "2025-05-01"])
        #expect(try await sample.rules().isEmpty, "a suggestion makes nothing")
    }

    @Test(arguments: Engine.available)
    func `an accepted suggestion is a rule and not suggested again`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.answer("ACME CLOUD", 3, .bankFees)
        _ = try await sample.importText(csv("2025-06-01,ACME CLOUD 4711,-9.00"), name: "new.csv")
        let suggestion = try #require(try await SuggestRules(sample.office)(for: sample.tenant).first)

        let accepted = try await AcceptSuggestion(sample.office)(for: sample.tenant, suggestion.id, by: "dana")

        #expect(accepted.rule == suggestion.rule)
        #expect(try await sample.rules() == [suggestion.rule])
        #expect(try await sample.waiting().map(\.proposal.method) == ["rule"])
        #expect(try await SuggestRules(sample.office)(for: sample.tenant).isEmpty)
        await #expect(throws: OperationError.noSuchSuggestion("\(suggestion.id)")) {
            _ = try await AcceptSuggestion(sample.office)(for: sample.tenant, suggestion.id, by: "dana")
        }
    }

    @Test(arguments: Engine.available)
    func `a dismissal sticks, for that vendor and account`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.answer("ACME CLOUD", 3, .bankFees)
        try await sample.answer("BLUE CAFE", 3, .bankFees)
        let suggestion = try #require(try await SuggestRules(sample.office)(for: sample.tenant).first { $0.vendor.key == "acme cloud" })

        try await DismissSuggestion(sample.office)(for: sample.tenant, suggestion.id, by: "dana")
        try await sample.answer("ACME CLOUD", 3, from: 10, .bankFees)

        #expect(try await SuggestRules(sample.office)(for: sample.tenant).map(\.vendor.key) == ["blue cafe"])
        #expect(try await sample.auditActions().contains("suggestion.dismissed"))
    }

    @Test(arguments: Engine.available)
    func `answers that changed their mind ask for no rule until nine in ten agree`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.answer("ACME CLOUD", 1, .uncategorizedExpense)
        try await sample.answer("ACME CLOUD", 8, from: 2, .bankFees)
        #expect(try await SuggestRules(sample.office)(for: sample.tenant).isEmpty)

        try await sample.answer("ACME CLOUD", 1, from: 20, .bankFees)
        let suggestion = try #require(try await SuggestRules(sample.office)(for: sample.tenant).first)
        #expect((suggestion.agreeing, suggestion.disagreeing) == (9, 1))

        try await sample.answer("ACME CLOUD", 1, from: 21, .uncategorizedExpense)
        #expect(try await SuggestRules(sample.office)(for: sample.tenant).isEmpty)
    }

    @Test(arguments: Engine.available)
    func `a number stays the same while the answers stand, and what was left out is no answer for an account`(on engine: Engine)
        async throws
    {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.answer("ACME CLOUD", 3, .bankFees)
        let first = try #require(try await SuggestRules(sample.office)(for: sample.tenant).first)
        try await sample.answer("ACME CLOUD", 2, from: 10, .bankFees)
        #expect(try await SuggestRules(sample.office)(for: sample.tenant).map(\.id) == [first.id])

        _ = try await sample.importText(csv("2025-06-01,ACME CLOUD,-9.00"), name: "new.csv")
        try await sample.decide(sample.waiting(), .exclude)
        #expect(try await SuggestRules(sample.office)(for: sample.tenant).isEmpty)
    }

    @Test(arguments: Engine.available)
    func `a name that is taken by a rule gets a number`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.add(sample.rule("Acme Cloud", contains: "nothing like it", .bankFees))
        try await sample.answer("ACME CLOUD", 3, .bankFees)
        #expect(try await SuggestRules(sample.office)(for: sample.tenant).map(\.rule.name) == ["Acme Cloud 2"])
    }
}
