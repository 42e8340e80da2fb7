package import Bookkeeping
import Categorization
package import Storage

/// Asks the language model about the lines that wait without a confident answer: after an import, and whenever there are such lines.
///
/// Each call is two transactions with the network between them and none open: the first chooses lines and reserves what the call may cost
/// at most, the second puts the real cost in its place and writes the answers of lines that still wait.
package struct AskLLM: Sendable {
    let office: Office
    let tier: LLMTier

    package init(_ office: Office, _ tier: LLMTier) { (self.office, self.tier) = (office, tier) }

    package struct Summary: Equatable, Sendable {
        package internal(set) var calls = 0
        /// Lines with a new proposal, and of those the ones that the tenant's policy let post.
        package internal(set) var proposed = 0
        package internal(set) var posted = 0
        package internal(set) var spent = MicroDollars.zero
        package internal(set) var end = End.nothingToAsk
    }

    /// Why no further call was made.
    package enum End: Equatable, Sendable {
        case nothingToAsk
        /// As many calls as one run makes; there may be more to ask.
        case enoughForNow
        case tooFewLines
        case budgetUsedUp
        case failed(LLMError)
    }

    /// Longer than any call with all its repeats.
    private static let reservationSeconds: Int64 = 600

    package func callAsFunction(for tenant: TenantID, mostCalls: Int = 100) async throws -> Summary {
        var summary = Summary()
        while summary.calls < mostCalls {
            switch try await reserve(for: tenant) {
            case .stop(let end):
                summary.end = end
                return summary
            case .ask(let call, let question):
                summary.calls += 1
                if let error = try await ask(call, question, for: tenant, &summary) {
                    summary.end = .failed(error)
                    return summary
                }
            }
        }
        summary.end = .enoughForNow
        return summary
    }

    // MARK: Reserve

    private enum Next: Sendable {
        case ask(LLMCallID, LLMQuestion)
        case stop(End)
    }

    private func reserve(for tenant: TenantID) async throws -> Next {
        let (now, tier) = (office.now(), tier)
        return try await office.database.write(for: tenant) { books in
            let budget = LLMBudget(books: books, caps: tier.caps, now: now)
            try books.llmCalls.giveUpLost(at: now)
            if try budget.endFallbackIfOver() { try Self.release(books, at: now) }
            let threshold = try books.settings.current().threshold
            let ids = try books.llmCalls.linesToAsk(below: threshold, atMost: LLMQuestion.mostLines, at: now)
            guard !ids.isEmpty else { return .stop(.nothingToAsk) }
            if try books.llmFallbacks.current() != nil {
                try Self.hold(books, below: threshold, at: now)
                return .stop(.budgetUsedUp)
            }
            let question = try LLMQuestion(ids.compactMap { try books.lines.line($0) }, books)
            let amount = tier.prices.cost(
                promptTokens: question.request.mostPromptTokens, completionTokens: question.request.mostCompletionTokens)
            switch try budget.verdict(on: amount) {
            case .granted:
                let expiry = now.advanced(bySeconds: Self.reservationSeconds)
                let call = try books.llmCalls.reserve(
                    amount, for: question.lines, model: tier.model.model, in: SpendingMonth(of: now), until: expiry, at: now)
                return .ask(call, question)
            case .tooManyCalls: return .stop(.tooFewLines)
            case .usedUp(let cap, let limit, let spent):
                try budget.beginFallback(cap, limit: limit, spent: spent)
                try Self.hold(books, below: threshold, at: now)
                return .stop(.budgetUsedUp)
            }
        }
    }

    /// Most lines that a run marks; the rest get their turn with the next.
    private static let mostHeld = 10_000

    /// Lines that would have been asked about say why they were not.
    private static func hold(_ books: Books, below threshold: Int, at now: Instant) throws {
        let ids = try books.llmCalls.linesToAsk(below: threshold, atMost: mostHeld, at: now)
        try books.lines.setHeld(HoldReason.budgetFallback.rawValue, of: ids)
    }

    /// Looks again at the lines that waited for the budget.
    private static func release(_ books: Books, at now: Instant) throws {
        var learned = try LearnedCategorizer(books)
        let waiting = try WaitingLines(books, filing: LineFiling(books), by: "machine", at: now)
        for record in try books.lines.waiting(limit: mostHeld) where record.proposal.held == HoldReason.budgetFallback.rawValue {
            _ = try waiting.propose(record, with: &learned, news: .budgetRenewed)
        }
    }

    // MARK: Ask and settle

    /// - Returns: what went wrong, where asking on makes no sense.
    private func ask(
        _ call: LLMCallID, _ question: LLMQuestion, for tenant: TenantID, _ summary: inout Summary
    ) async throws -> LLMError? {
        let reply: LLM.Reply
        let answers: [LLMAnswerStore.Answer]
        do throws(LLMError) {
            reply = try await tier.model.complete(question.request)
        } catch {
            summary.spent = summary.spent + (try await fail(call, error, question, usage: nil, for: tenant))
            return error
        }
        do throws(LLMError) {
            answers = try LLMAnswers(reply.content, to: question).answers
        } catch {
            summary.spent = summary.spent + (try await fail(call, error, question, usage: reply, for: tenant))
            return error
        }
        let settlement = settlement(.answered, of: reply, to: question)
        let written = try await write(answers, of: call, settlement, for: tenant)
        summary.proposed += written.proposed
        summary.posted += written.posted
        summary.spent = summary.spent + settlement.cost
        return nil
    }

    /// Where the endpoint does not count its tokens, the most that they can have been is taken for what they were.
    private func settlement(_ state: LLMCallStore.State, of reply: LLM.Reply, to question: LLMQuestion, fault: String? = nil)
        -> LLMCallStore.Settlement
    {
        let prompt = reply.promptTokens ?? question.request.mostPromptTokens
        let completion = reply.completionTokens ?? max(question.request.mostCompletionTokens, reply.content.utf8.count)
        return .init(
            state, promptTokens: prompt, completionTokens: completion,
            cost: tier.prices.cost(promptTokens: prompt, completionTokens: completion), fault: fault)
    }

    /// A call that may have been worked on counts in full: what is not known is not taken for nothing.
    private func fail(
        _ call: LLMCallID, _ error: LLMError, _ question: LLMQuestion, usage reply: LLM.Reply?, for tenant: TenantID
    ) async throws -> MicroDollars {
        let now = office.now()
        let settlement: LLMCallStore.Settlement
        if let reply {
            settlement = self.settlement(.failed, of: reply, to: question, fault: error.note)
        } else {
            let most = tier.prices.cost(
                promptTokens: question.request.mostPromptTokens, completionTokens: question.request.mostCompletionTokens)
            settlement = .init(.failed, cost: error.mayHaveCost ? most : .zero, fault: error.note)
        }
        try await office.database.write(for: tenant) { books in try books.llmCalls.settle(call, settlement, at: now) }
        return settlement.cost
    }

    /// Only lines that still wait, and about which nobody has said anything since, hear of the answer (invariant 8).
    private func write(
        _ answers: [LLMAnswerStore.Answer], of call: LLMCallID, _ settlement: LLMCallStore.Settlement, for tenant: TenantID
    ) async throws -> (proposed: Int, posted: Int) {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            try books.llmCalls.settle(call, settlement, at: now)
            var (proposed, posted) = (0, 0)
            var learned = try LearnedCategorizer(books)
            for answer in answers {
                guard let record = try books.lines.line(answer.line), record.isForLanguageModel else { continue }
                // The other side of a line is never the account it stands on.
                let own = record.account == answer.account
                try books.llmAnswers.add(.init(line: answer.line, account: own ? nil : answer.account, stated: answer.stated), from: call)
            }
            let waiting = try WaitingLines(books, filing: LineFiling(books), by: "machine", at: now)
            let said = try books.llmAnswers.answers(about: answers.map(\.line))
            for answer in answers {
                guard let record = try books.lines.line(answer.line), record.isForLanguageModel else { continue }
                if try waiting.propose(record, with: &learned, answer: said[record.id], news: .budgetRenewed) { posted += 1 }
                if let after = try books.lines.line(answer.line), after.proposal.method == Method.llm.rawValue { proposed += 1 }
            }
            return (proposed, posted)
        }
    }
}

extension LineStore.Record {
    fileprivate var isForLanguageModel: Bool {
        let reasons: [HoldReason] = [.coldStart, .belowThreshold, .budgetFallback]
        return state == .waiting && reasons.contains { $0.rawValue == proposal.held }
    }
}

extension LLMQuestion {
    /// With examples from the tenant's own confirmed lines: those of vendors that begin with the same word, then the latest of each account.
    fileprivate init(_ records: [LineStore.Record], _ books: Books) throws {
        let accounts = try books.accounts.all()
        let byID = Dictionary(accounts.map { ($0.id, $0) }) { first, _ in first }
        let words = Set(records.map { $0.line.text.lowercased().firstWord })
        let lessons = try books.decisions.latestLessons(limit: Self.lessonsLookedAt)
        let near = lessons.filter { words.contains($0.line.text.lowercased().firstWord) }
        var seen: Set<AccountID> = []
        let broad = lessons.filter { seen.insert($0.account).inserted }
        var texts: Set<String> = []
        let chosen = (near.prefix(Self.mostNear) + broad.prefix(Self.mostBroad)).filter { texts.insert($0.line.text).inserted }
        try self.init(
            records.map { ($0.id, $0.line) }, accounts: accounts,
            examples: chosen.compactMap { lesson in byID[lesson.account].map { Self.example(lesson.line, $0) } })
    }

    private static let (lessonsLookedAt, mostNear, mostBroad) = (500, 20, 20)
}
