import Bookkeeping
package import Categorization
package import Storage

/// Measures a language model on labelled lines, as the tier asks it: in batches, each with examples from the lines before it. Its answers are worth
/// what the labels before said, so the calibrated probability is measured as it would have been shown.
package struct EvaluateLLM: Sendable {
    let tier: LLMTier

    package init(_ tier: LLMTier) { self.tier = tier }

    package struct Figures: Equatable, Sendable {
        package internal(set) var lines = 0
        /// Lines for which it named an account.
        package internal(set) var answered = 0
        package internal(set) var right = 0
        package internal(set) var calls = 0
        package internal(set) var spent = MicroDollars.zero
        /// Mean of the confidence it named and of what that was worth, over the answered lines.
        package internal(set) var stated = 0.0
        package internal(set) var calibrated = 0.0

        package var accuracy: Double { lines == 0 ? 0 : Double(right) / Double(lines) }
        package var precision: Double? { answered == 0 ? nil : Double(right) / Double(answered) }
    }

    private static let mostExamples = 40

    package func callAsFunction(_ labelled: [(facts: LineFacts, label: String)]) async throws -> Figures {
        let names = Array(Set(labelled.map(\.label))).sorted()
        let accounts = names.enumerated().map { Account(id: AccountID(Int64($0 + 1)), code: "\(1_000 + $0)", name: $1, kind: .expense) }
        let byName = Dictionary(uniqueKeysWithValues: accounts.map { ($0.name, $0) })
        var (figures, record) = (Figures(), LanguageModelRecord())
        for start in stride(from: 0, to: labelled.count, by: LLMQuestion.mostLines) {
            let batch = labelled[start..<min(start + LLMQuestion.mostLines, labelled.count)]
            let examples = labelled[..<start].suffix(Self.mostExamples).compactMap { line in
                byName[line.label].map { LLMQuestion.example(Self.line(line.facts), $0) }
            }
            let lines = zip(batch.indices, batch).map { (LineID(Int64($0 + 1)), Self.line($1.facts)) }
            let question = try LLMQuestion(lines, accounts: accounts, examples: examples)
            let reply = try await tier.model.complete(question.request)
            figures.calls += 1
            figures.spent =
                figures.spent
                + tier.prices.cost(
                    promptTokens: reply.promptTokens ?? question.request.mostPromptTokens,
                    completionTokens: reply.completionTokens ?? question.request.mostCompletionTokens)
            for (answer, line) in zip(try LLMAnswers(reply.content, to: question).answers, batch) {
                figures.lines += 1
                guard let account = answer.account else { continue }
                let isRight = account == byName[line.label]?.id
                figures.answered += 1
                figures.right += isRight ? 1 : 0
                figures.stated += Double(answer.stated) / 10_000
                figures.calibrated += record.probability(stated: answer.stated)
                record.learn(stated: answer.stated, wasRight: isRight)
            }
        }
        if figures.answered > 0 {
            figures.stated /= Double(figures.answered)
            figures.calibrated /= Double(figures.answered)
        }
        return figures
    }

    private static func line(_ facts: LineFacts) -> StatementLine {
        StatementLine(row: 1, date: facts.date, amount: facts.amount, text: facts.text)
    }
}
