import ArgumentParser
import Bookkeeping
import Categorization
import Operations
import Storage

extension RuleCommand {
    struct Suggestions: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "suggestions", abstract: "Offer rules that your answers ask for.",
            discussion: "A vendor that you filed the same way three times or more, and no rule says so. Nothing is made by itself.")

        @Flag(help: "Print one JSON object for each suggestion.")
        var json = false
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            let accounts = try await office.accounts(of: tenant.id)
            let suggestions = try await SuggestRules(office)(for: tenant.id)
            if json {
                for suggestion in suggestions { try Terminal.printJSON(SuggestionJSON(suggestion, accounts)) }
                return
            }
            guard !suggestions.isEmpty else { return print("Your answers ask for no rule yet.") }
            let words = RuleWords(accounts: accounts)
            for suggestion in suggestions {
                let evidence = suggestion.evidence.map { "\($0.line.date) \($0.line.amount) \($0.line.text.prefix(60))" }
                print("\(suggestion.id)  “\(suggestion.rule.name)”  \(words.text(of: suggestion.rule))")
                print(
                    "    \(suggestion.answers) answers in a row; agrees with \(suggestion.agreeing) of \((suggestion.agreeing + suggestion.disagreeing).of("line")) that people decided; \(suggestion.waiting.of("line")) waiting for it"
                )
                for line in evidence { print("      \(line)") }
            }
            print("Make one with: bookkeeper rule accept N; not to see it again: bookkeeper rule dismiss N")
        }
    }

    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "accept", abstract: "Make the rule that a suggestion offers.")
        @Argument(help: "The suggestion's number, from bookkeeper rule suggestions.")
        var number: String
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            guard let id = DecisionID(text: number) else { throw OperationError.noSuchSuggestion(number) }
            let (rule, change) = try await AcceptSuggestion(office)(for: tenant.id, id, by: Terminal.actor)
            print("Added “\(rule.name)”. \(change.words)")
        }
    }

    struct Dismiss: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "dismiss", abstract: "Say no to a suggestion, for good.")
        @Argument(help: "The suggestion's number, from bookkeeper rule suggestions.")
        var number: String
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            guard let id = DecisionID(text: number) else { throw OperationError.noSuchSuggestion(number) }
            try await DismissSuggestion(office)(for: tenant.id, id, by: Terminal.actor)
            print("Dismissed; it is not suggested again.")
        }
    }
}
