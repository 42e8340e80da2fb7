import ArgumentParser
import Bookkeeping
import Categorization
import Operations
import Storage

struct VendorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vendor", abstract: "Who is behind the bank's texts, and how far each is from posting by itself.",
        subcommands: [List.self, Merge.self, Rename.self, Split.self, History.self, Undo.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the vendors, the one with the most lines first.")
        @Option(help: "At most this many.")
        var limit = 200
        @Flag(help: "Print one JSON object for each vendor.")
        var json = false
        @OptionGroup var books: BooksOptions

        func run() async throws {
            guard limit > 0 else { throw UsageError.wrongLimit(limit) }
            let (office, tenant) = try await books.open()
            let accounts = try await office.accounts(of: tenant.id)
            let all = try await ListVendors(office)(for: tenant.id)
            let vendors = all.prefix(limit)
            if json {
                for vendor in vendors { try Terminal.printJSON(VendorJSON(vendor, accounts)) }
                return
            }
            guard !vendors.isEmpty else { return print("There are no lines yet. Import a statement with: bookkeeper import FILE") }
            let labels = Dictionary(accounts.map { ($0.id, $0.label) }) { first, _ in first }
            let rows = vendors.map { listed -> ReportTable.Row in
                .init(
                    .line,
                    [
                        .text(String(listed.vendor.name.prefix(40))), .text(String(listed.vendor.key.prefix(40))), .text("\(listed.lines)"),
                        .text("\(listed.waiting)"), .text(VendorMemory.counter(listed.consistentLabels)),
                        .text(listed.account.flatMap { labels[$0] } ?? ""), .text(listed.merged.joined(separator: ", ")),
                    ])
            }
            let table = TextTable(
                columns: [
                    .init("Vendor"), .init("Key"), .init("Lines", .trailing), .init("Waiting", .trailing), .init("Answers"),
                    .init("Last filed to"), .init("Merged in"),
                ], rows: rows)
            print(rows.reduce(into: table.header) { $0 += table.line(for: $1) }, terminator: "")
            let isCut = all.count > vendors.count
            print(isCut ? "\(vendors.count) of \(all.count) vendors; --limit shows more." : "\(all.count.of("vendor")).")
        }
    }

    struct Merge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "merge", abstract: "Hold one vendor for another from now on.",
            discussion: "bookkeeper vendor merge \"AWS EMEA\" --into Amazon")
        @Argument(help: "The vendor, by name or key.")
        var vendor: String
        @Option(help: "The vendor that it is, by name or key.")
        var into: String
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            let summary = try await MergeVendors(office)(for: tenant.id, vendor, into: into, by: Terminal.actor)
            print("Merged as change \(summary.change). \(summary.words)")
        }
    }

    struct Rename: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "rename", abstract: "Call a vendor otherwise.")
        @Argument(help: "The vendor, by name or key.")
        var vendor: String
        @Argument(help: "Its new name.")
        var name: String
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            let summary = try await RenameVendor(office)(for: tenant.id, vendor, to: name, by: Terminal.actor)
            print("Renamed as change \(summary.change). \(summary.words)")
        }
    }

    struct Split: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "split", abstract: "Take a merged vendor out of the other one again.")
        @Argument(help: "The vendor that was merged, by name or key.")
        var vendor: String
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            let summary = try await SplitVendor(office)(for: tenant.id, vendor, by: Terminal.actor)
            print("Split as change \(summary.change). \(summary.words)")
        }
    }

    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "history", abstract: "List what people changed about vendors, newest first.")
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            for change in try await office.database.read(for: tenant.id, { books in try books.vendors.changes() }) {
                let target = change.new.map { " → \($0.name)" } ?? ""
                let state = change.isUndone ? "  undone" : ""
                print(
                    "\(change.id)  \(change.changedAt.iso)  \(change.changedBy)  \(change.kind.rawValue)  \(change.vendor)\(target)\(state)"
                )
            }
        }
    }

    struct Undo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "undo", abstract: "Take back a merge, a renaming or a split.")
        @Argument(help: "The change, from bookkeeper vendor history; the last one otherwise.")
        var change: String?
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            let id = try change.map { text in
                guard let id = VendorChangeID(text: text) else {
                    throw UsageError.wrongValue(option: "A change", value: text, wanted: "a number from bookkeeper vendor history")
                }
                return id
            }
            let summary = try await UndoVendorChange(office)(for: tenant.id, id, by: Terminal.actor)
            print("Took back change \(summary.change). \(summary.words)")
        }
    }
}

extension VendorSummary {
    fileprivate var words: String { "\(lines.of("line")) with another vendor now, \(posted.of("waiting line")) posted because of it." }
}
