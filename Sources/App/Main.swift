import ArgumentParser
import Bookkeeping
import Foundation

/// The program. Exit status: 0 done, 1 it ran and found a fault, 2 it was used wrongly.
@main
enum Main {
    static func main() async {
        // A reader that goes away, `| head` say, ends the program quietly.
        signal(SIGPIPE, SIG_DFL)
        do {
            var command = try Bookkeeper.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            guard fflush(nil) == 0 else { throw OutputError() }
        } catch {
            fflush(nil)
            exit(report(error))
        }
    }

    private static func report(_ error: any Error) -> Int32 {
        switch error {
        case let error as UsageError:
            Terminal.complain(error.userText)
            return 2
        case let error as any ExplainedError:
            Terminal.complain(error.userText)
            return 1
        case let fault as Fault:
            return fault.status
        default:
            let code = Bookkeeper.exitCode(for: error)
            let message = Bookkeeper.fullMessage(for: error)
            if code == .success {
                print(message)
                fflush(nil)
                return 0
            }
            FileHandle.standardError.write(Data((message + "\n").utf8))
            return code == .validationFailure ? 2 : 1
        }
    }
}

/// What was to be told could not be written.
struct OutputError: ExplainedError {
    let userText = "The output could not be written in full. Look whether the disk that it goes to is full."
}

/// Something was found wrong and has been told already; the status says so.
struct Fault: Error {
    var status: Int32 = 1
}

/// The program was called in a way that cannot work.
enum UsageError: ExplainedError, Equatable {
    case databaseURL(String)
    case folderMissing(String)
    case noDatabase(String)
    case severalTenants([String])
    case ambiguousTenant(String, [String])
    case wrongLimit(Int)
    case noBackup(String)
    case noTenant
    case ruleWithoutCondition
    case ruleWithoutAction
    case ruleWithTwoActions
    case nothingToChange
    case noPassword
    case passwordsDiffer
    case wrongValue(option: String, value: String, wanted: String)

    /// What stands before the first colon, and no more: the rest may hold a password.
    private static func scheme(of url: String) -> String { url.contains(":") ? " begins with “\(url.prefix { $0 != ":" }):”, which" : "" }

    var userText: String {
        switch self {
        case .databaseURL(let url):
            "DATABASE_URL or --database\(Self.scheme(of: url)) names no database. Write sqlite:PATH or postgres://USER@HOST/NAME."
        case .folderMissing(let folder):
            "The folder \(folder) for the database is missing. Make it, or name another one with --database or DATABASE_URL."
        case .noDatabase(let path): "There is no database at \(path) yet. Import a statement first, or name another one with --database."
        case .severalTenants(let names):
            "The database holds \(names.count) companies. Say which with --tenant: \(names.joined(separator: ", "))."
        case .ambiguousTenant(let name, let ids):
            "\(ids.count) companies are called \(name). Say which with --tenant and its number: \(ids.joined(separator: ", "))."
        case .wrongLimit(let limit): "--limit is \(limit). It takes a number from 1."
        case .noBackup(let path): "There is no backup at \(path). Name the file that bookkeeper backup wrote."
        case .noTenant: "There is no company in the database yet. Make one with: bookkeeper tenant add NAME"
        case .ruleWithoutCondition: "The rule does not say which lines it is for. Name a condition, like --contains WORDS."
        case .ruleWithoutAction: "The rule does not say what to do. Name one of --account, --transfer and --split."
        case .ruleWithTwoActions: "A rule does one thing. Name one of --account, --transfer and --split."
        case .nothingToChange: "Nothing is named that shall change. Name a condition, an action, --name, --priority, --enable or --disable."
        case .noPassword: "No password was given. Type it at the terminal, or send it as the first line of standard input."
        case .passwordsDiffer: "The two passwords differ. Run it again and type the same one twice."
        case .wrongValue(let option, let value, let wanted): "\(option) is “\(value)”. It takes \(wanted)."
        }
    }
}
