import ArgumentParser
import Bookkeeping
import Operations
import Storage

struct ColumnsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "columns", abstract: "How the tables of each bank account are read, as kept from its files.",
        discussion: "Change them with: bookkeeper import FILE --account CODE --columns SETTING=VALUE",
        subcommands: [List.self, Forget.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List what is kept.")
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            let saved = try await SavedColumns(office).all(for: tenant.id)
            for columns in saved {
                print("\(columns.account.label)  \(columns.names)\n    \(columns.isChosen ? "chosen by \(columns.savedBy)" : "detected")")
            }
            if saved.isEmpty { print("No table was imported yet.") }
        }
    }

    struct Forget: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "forget", abstract: "Have the columns of an account's next file detected anew.")
        @Argument(help: "The account, by code.")
        var account: String
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            let account = try await office.account(account, of: tenant.id)
            let count = try await SavedColumns(office).forget(for: tenant.id, account.id, by: Terminal.actor)
            print("Forgot \(count) for \(account.label).")
        }
    }
}
