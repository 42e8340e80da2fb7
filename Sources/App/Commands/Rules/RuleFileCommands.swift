import ArgumentParser
import Bookkeeping
import Operations
import Storage

extension RuleCommand {
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: "Write all rules as YAML.", discussion: "bookkeeper rule export > rules.yaml")
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            print(try await ExportRules(office)(for: tenant.id), terminator: "")
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Bring the rules of a YAML file into the books: all of them, or none.",
            discussion: "Rules go by their names; those that the file does not name stay. The same file again changes nothing.")

        @Argument(help: "The file.", completion: .file(extensions: ["yaml", "yml"]))
        var file: String
        @Flag(help: "Show the differences and keep nothing.")
        var dryRun = false
        @Flag(help: "Print one JSON object.")
        var json = false
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let text = String(decoding: try FileSource(path: file).source.bytes(atMost: 2 << 20), as: UTF8.self)
            let (office, tenant) = try await books.open()
            let summary = try await ImportRules(office)(for: tenant.id, text, mode: dryRun ? .dryRun : .keep, by: Terminal.actor)
            guard !json else { return try Terminal.printJSON(RuleImportJSON(summary)) }
            for difference in summary.differences { print(difference.text, terminator: "") }
            let added = summary.differences.filter { $0.before == nil }.count
            let changed = summary.differences.count - added
            print("\(added) new, \(changed) changed, \(summary.unchanged) as they were\(dryRun ? " (dry run, nothing was kept)" : "").")
            if let change = summary.change, !summary.differences.isEmpty { print(change.words) }
        }
    }
}

extension ImportRules.Difference {
    /// The lines that go and the lines that come.
    fileprivate var text: String {
        let (old, new) = (Self.lines(before ?? ""), Self.lines(after))
        let changes = new.difference(from: old)
        let removed = changes.removals.map { change in if case .remove(_, let line, _) = change { "- \(line)\n" } else { "" } }
        let inserted = changes.insertions.map { change in if case .insert(_, let line, _) = change { "+ \(line)\n" } else { "" } }
        return "\(before == nil ? "new" : "changed"): \(name)\n" + removed.joined() + inserted.joined()
    }

    private static func lines(_ yaml: String) -> [Substring] { yaml.split(separator: "\n").filter { $0 != "rules:" } }
}
