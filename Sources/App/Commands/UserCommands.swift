import ArgumentParser
import Foundation
import Operations
import Storage

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Add people to a company, or give them a new password.", subcommands: [Add.self, Reset.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Add a person to a company.",
            discussion: """
                The password is asked for on a terminal, and read from the first line of standard input elsewhere; it is never an argument,
                which other users of the machine could see. Someone who has an account keeps the password.
                """)

        @Argument(help: "The person's e-mail address.")
        var email: String
        @Option(help: "owner, staff or accountant (who reads and changes nothing).")
        var role = "staff"
        @Option(help: "How the person is called.")
        var name = ""
        @OptionGroup var books: BooksOptions

        func run() async throws {
            guard let role = Role(rawValue: role) else {
                throw UsageError.wrongValue(option: "--role", value: role, wanted: "owner, staff or accountant")
            }
            let (office, tenant) = try await books.open()
            let add = AddUser(office, passwords: PasswordHasher())
            let password = try await add.isKnown(email) ? nil : try PasswordPrompt.ask()
            let user = try await add(email: email, name: name, password: password, to: tenant.id, as: role, by: Terminal.actor)
            print("Added \(user.email) to \(tenant.name) as \(role.rawValue).")
        }
    }

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset", abstract: "Give a person a new password and end all their sessions.",
            discussion: "The password is asked for on a terminal, and read from the first line of standard input elsewhere.")

        @Argument(help: "The person's e-mail address.")
        var email: String
        @Flag(help: "Also turn off sign-in by code, for someone who lost the telephone and the recovery codes.")
        var removeSecondFactor = false
        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            let office = try await database.office()
            guard try await AddUser(office, passwords: PasswordHasher()).isKnown(email) else { throw PeopleError.noSuchUser(email) }
            try await ResetUser(office, passwords: PasswordHasher())(
                email: email, password: PasswordPrompt.ask(), secondFactor: removeSecondFactor ? .remove : .keep)
            print("Set a new password for \(email). All sessions of \(email) have ended.")
        }
    }
}

/// Asks for a password: twice and unseen on a terminal, else one line of standard input.
enum PasswordPrompt {
    static func ask() throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            guard let line = readLine(), !line.isEmpty else { throw UsageError.noPassword }
            return line
        }
        let password = try unseen("Password: ")
        guard try unseen("Once more: ") == password else { throw UsageError.passwordsDiffer }
        return password
    }

    private static func unseen(_ prompt: String) throws -> String {
        FileHandle.standardError.write(Data(prompt.utf8))
        var shown = termios()
        tcgetattr(STDIN_FILENO, &shown)
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        guard let line = readLine(), !line.isEmpty else { throw UsageError.noPassword }
        return line
    }
}
