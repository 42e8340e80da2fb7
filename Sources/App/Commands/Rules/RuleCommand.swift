import ArgumentParser
import Bookkeeping
import Categorization
import Operations
import Storage

struct RuleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rule", abstract: "Standing orders on how to file lines.",
        discussion: "Conditions, actions, and the YAML form of a rule: docs/RULES.md.",
        subcommands: [
            List.self, Add.self, Change.self, Remove.self, Test.self, Apply.self, Conflicts.self, History.self, Rollback.self,
            Suggestions.self, Accept.self, Dismiss.self, Export.self, Import.self,
        ],
        defaultSubcommand: List.self)

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Make a rule; it counts at once for the lines that wait.",
            discussion: "bookkeeper rule add Internet --contains comcast --direction out --account 6310")

        @Argument(help: "The rule's name.")
        var name: String
        @OptionGroup var rule: RuleOptions
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            let change = try await AddRule(office)(for: tenant.id, rule.rule(name, office, tenant), by: Terminal.actor)
            print("Added. \(change.words)")
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "change", abstract: "Change a rule; what it was stays in its history.",
            discussion: "A condition that is named replaces the whole condition, and so does an action. The rest stays.")

        @Argument(help: "The rule's name.")
        var rule: String
        @Option(help: "Its new name.")
        var name: String?
        @Flag(help: "Have it without a priority.")
        var noPriority = false
        @Flag(help: "Switch it on.")
        var enable = false
        @Flag(help: "Switch it off; it stays in the list.")
        var disable = false
        @OptionGroup var options: RuleOptions
        @OptionGroup var books: BooksOptions

        func validate() throws {
            guard !(enable && disable) else { throw ValidationError("Say --enable or --disable.") }
            guard !noPriority || options.priority == nil else { throw ValidationError("Say --priority N or --no-priority.") }
        }

        func run() async throws {
            let (office, tenant) = try await books.open()
            let (condition, action) = (try await options.condition(office, tenant), try await options.action(office, tenant))
            let (name, priority, noPriority, enable, disable) = (name, options.priority, noPriority, enable, disable)
            guard condition != nil || action != nil || name != nil || priority != nil || noPriority || enable || disable else {
                throw UsageError.nothingToChange
            }
            let change = try await ChangeRule(office)(for: tenant.id, name: rule, by: Terminal.actor) { rule in
                rule.name = name ?? rule.name
                rule.condition = condition ?? rule.condition
                rule.action = action ?? rule.action
                rule.priority = noPriority ? nil : priority ?? rule.priority
                rule.isEnabled = enable || rule.isEnabled && !disable
            }
            print("Changed. \(change.words)")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "Remove a rule; what it filed stays, and so does its history.")
        @Argument(help: "The rule's name.")
        var name: String
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            try await RemoveRule(office)(for: tenant.id, name: name, by: Terminal.actor)
            print("Removed \(name).")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List the rules, and what they disagree about.")
        @Flag(help: "Print one JSON object for each rule.")
        var json = false
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            let rules = try await ListRules(office)(for: tenant.id)
            let conflicts = try await ListRules(office).conflicts(for: tenant.id)
            if json {
                for listed in rules { try Terminal.printJSON(RuleJSON(listed, conflicts)) }
                return
            }
            guard !rules.isEmpty else { return print("There are no rules yet. See what your answers ask for: bookkeeper rule suggestions") }
            for listed in rules {
                let priority = listed.rule.priority.map { ", priority \($0)" } ?? ""
                let state = listed.rule.isEnabled ? "" : ", switched off"
                print("\(listed.rule.name)  (version \(listed.version)\(priority)\(state))\n    \(listed.words)")
            }
            for conflict in conflicts { print(conflict.words) }
        }
    }

    struct Conflicts: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "conflicts", abstract: "Show rules that disagree, with a line that shows it.",
            discussion: "Give one of them a higher priority: bookkeeper rule change NAME --priority 10")
        @Flag(help: "Print one JSON object for each conflict.")
        var json = false
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            let conflicts = try await ListRules(office).conflicts(for: tenant.id)
            if json {
                for conflict in conflicts { try Terminal.printJSON(ConflictJSON(conflict)) }
                return
            }
            guard !conflicts.isEmpty else { return print("No rules disagree.") }
            for conflict in conflicts { print(conflict.words) }
        }
    }

    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "history", abstract: "Show every version of a rule.")
        @Argument(help: "The rule's name; one that was removed is known too.")
        var name: String
        @Flag(help: "Print one JSON object for each version.")
        var json = false
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            for version in try await ListRules(office).history(of: .name(name), for: tenant.id) {
                if json {
                    try Terminal.printJSON(RuleVersionJSON(version))
                } else {
                    let change = version.change.rawValue.replacing("_", with: " ")
                    let name = version.rule.map { " “\($0.name)”" } ?? ""
                    print("\(version.number)  \(version.changedAt.iso)  \(version.changedBy)  \(change)\(name)\n    \(version.words)")
                }
            }
        }
    }

    struct Rollback: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rollback", abstract: "Bring a rule back to an earlier version.",
            discussion: "A rule that was removed lives again.")
        @Argument(help: "The rule's name.")
        var name: String
        @Argument(help: "The version, from bookkeeper rule history.")
        var version: Int
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            let change = try await RollBackRule(office)(for: tenant.id, .name(name), version: version, by: Terminal.actor)
            print("Rolled back to version \(version). \(change.words)")
        }
    }
}

extension RuleChange {
    /// For people: what followed.
    var words: String {
        let lines = ["\(posted.of("waiting line")) posted because of it."] + conflicts.map(\.words)
        return lines.joined(separator: "\n")
    }
}

extension RuleConflict {
    var words: String {
        let names = rules.map { "“\($0)”" }.joined(separator: " and ")
        guard let example else { return "\(names) ask for the same lines and file them differently. Change or remove one of them." }
        let line = "line \(example.id) of \(example.line.date), \(example.line.amount), \(example.line.text.prefix(60))"
        return "\(names) disagree about \(lines.of("line")), like \(line). Give one of them a higher --priority."
    }
}
