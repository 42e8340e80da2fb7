import ArgumentParser
import Bookkeeping
import Operations
import Storage

struct DuplicatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates", abstract: "Lines that the books may hold already, with what speaks for it.",
        discussion: "They wait in the queue until you keep them as lines of their own or drop them.",
        subcommands: [List.self, Keep.self, Drop.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the open questions, or the rows of one import that were left out for certain.")

        @Option(name: .customLong("import"), help: "An import's number: its rows that the books held already.")
        var number: String?
        @Option(help: "At most this many.")
        var limit = 200
        @Flag(help: "Print one JSON object for each.")
        var json = false
        @OptionGroup var books: BooksOptions

        func run() async throws {
            guard limit > 0 else { throw UsageError.wrongLimit(limit) }
            let (office, tenant) = try await books.open()
            let id = try number.map { text in
                guard let id = ImportID(text: text) else { throw OperationError.noSuchImport(text) }
                return id
            }
            let found = try await ListDuplicates(office)(for: tenant.id, id.map(ListDuplicates.Choice.certain) ?? .open, limit: limit)
            for comparison in found {
                if json { try Terminal.printJSON(DuplicateJSON(comparison)) } else { print(DuplicateReport(comparison).text) }
            }
            if found.isEmpty, !json { print("No line is in doubt.") }
        }
    }

    struct Keep: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "keep", abstract: "They are lines of their own; files that hold both will find both.")
        @Argument(help: "Numbers from bookkeeper duplicates.")
        var duplicates: [String]
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            let ids = try duplicates.map(DuplicatesCommand.id)
            let summary = try await KeepDuplicates(office)(for: tenant.id, ids, by: Terminal.actor)
            print("Kept \(summary.kept) as lines of their own, \(summary.posted) of them posted.")
            for refusal in summary.refused { Terminal.complain(refusal.reason) }
            if !summary.refused.isEmpty { throw Fault() }
        }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "drop", abstract: "They are the known lines again; leave them out of the books.")
        @Argument(help: "Numbers from bookkeeper duplicates.")
        var duplicates: [String]
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            let ids = try duplicates.map(DuplicatesCommand.id)
            let summary = try await DropDuplicates(office)(for: tenant.id, ids, by: Terminal.actor)
            print("Left out \(summary.excluded).")
            for refusal in summary.refused { Terminal.complain(refusal.reason) }
            if !summary.refused.isEmpty { throw Fault() }
        }
    }

    private static func id(_ text: String) throws -> DuplicateID {
        guard let id = DuplicateID(text: text) else { throw OperationError.noSuchDuplicate(text) }
        return id
    }
}

/// One question, for a person.
private struct DuplicateReport {
    private let comparison: ListDuplicates.Comparison

    init(_ comparison: ListDuplicates.Comparison) { self.comparison = comparison }

    var text: String {
        """
        \(comparison.id)  \(Self.text(comparison.line, in: comparison.file))
            known: \(Self.text(comparison.known, in: comparison.knownFile))
            \(comparison.why)
        """
    }

    private static func text(_ line: StatementLine, in file: String) -> String {
        "\(line.date)  \(line.amount)  \(line.text)  (\(file), row \(line.row))"
    }
}
