package import Bookkeeping
package import Categorization
package import Storage

/// Who says what of a line, strongest first, as it would be proposed now: what the review shows, for whoever asks why.
package struct ExplainLine: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Told: Sendable {
        package let record: LineStore.Record
        package let proposal: Proposal
        /// What the language model said, where it was asked: nil for an account means that a person has to look.
        package let answer: LLMAnswerStore.Answer?
        package let accounts: [Account]
    }

    package func callAsFunction(for tenant: TenantID, _ line: LineID) async throws -> Told {
        try await office.database.read(for: tenant) { books in
            guard let record = try books.lines.line(line) else { throw OperationError.noSuchLine(line) }
            var learned = try LearnedCategorizer(books)
            let answer = try books.llmAnswers.answers(about: [line])[line]
            let proposal = try LLMOpinions(books).weigh(learned.propose(LineFacts(record.line, on: record.account)), against: answer)
            return Told(record: record, proposal: proposal, answer: answer, accounts: learned.accounts)
        }
    }
}
