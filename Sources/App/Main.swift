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
            fflush(nil)
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
    case noTenant
    case wrongValue(option: String, value: String, wanted: String)

    var userText: String {
        switch self {
        case .databaseURL(let url):
            "DATABASE_URL or --database is “\(url)”, which names no database. Write sqlite:PATH or postgres://USER@HOST/NAME."
        case .folderMissing(let folder): "The folder \(folder) for the database is missing. Make it, or name another one with --database."
        case .noDatabase(let path): "There is no database at \(path) yet. Import a statement first, or name another one with --database."
        case .severalTenants(let names):
            "The database holds \(names.count) companies. Say which with --tenant: \(names.joined(separator: ", "))."
        case .noTenant: "There is no company in the database yet. Make one with: bookkeeper tenant add NAME"
        case .wrongValue(let option, let value, let wanted): "\(option) is “\(value)”. It takes \(wanted)."
        }
    }
}
