import Bookkeeping
import Categorization
import Storage

/// What the language model's answers are worth to a tenant, within one transaction.
struct LLMOpinions {
    private let books: Books
    /// Nil where it was never asked.
    private let record: LanguageModelRecord?

    init(_ books: Books) throws {
        self.books = books
        guard try books.llmAnswers.isAny else {
            record = nil
            return
        }
        var record = LanguageModelRecord(limit: PostingLimit(basisPoints: try books.settings.errorBudget()))
        for checked in try books.llmAnswers.checked() { record.learn(stated: checked.stated, wasRight: checked.wasRight) }
        self.record = record
    }

    func answers(about lines: [LineStore.Record]) throws -> [LineID: LLMAnswerStore.Answer] {
        record == nil ? [:] : try books.llmAnswers.answers(about: lines.map(\.id))
    }

    func weigh(_ proposal: Proposal, against answer: LLMAnswerStore.Answer?) -> Proposal {
        guard let answer, let account = answer.account else { return proposal }
        return proposal.weighed(against: LanguageModelChoice(account: account, stated: answer.stated), record ?? LanguageModelRecord())
    }
}
