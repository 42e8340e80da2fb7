import ArgumentParser
import Bookkeeping
import Foundation
import Operations
import Storage
import StorageSQLite

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the database's schema up or down.", subcommands: [Status.self, Up.self, Down.self])

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "status", abstract: "Say which migrations are applied.")
        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            for step in try await Migrator(database.database(.existing)).status() {
                print("\(step.isApplied ? "applied" : "missing")  \(step.id)")
            }
        }
    }

    struct Up: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "up", abstract: "Apply what is missing.")
        @Option(help: "Up to and including this migration.")
        var to: String?
        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            let applied = try await Migrator(database.database(.newOrExisting)).up(to: to)
            print(applied.isEmpty ? "Nothing to do." : applied.map { "applied \($0)" }.joined(separator: "\n"))
        }
    }

    struct Down: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "down", abstract: "Take back migrations, newest first, with the tables they made.",
            discussion: "What those tables hold is gone: make a backup first.")
        @Option(help: "Down to this migration, which stays; the newest one alone is taken back otherwise.")
        var to: String?
        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            let migrator = Migrator(try await database.database(.existing))
            let target: String?
            if let to { target = to } else { target = try await migrator.previous() }
            let reverted = try await migrator.down(to: target)
            print(reverted.isEmpty ? "Nothing to do." : reverted.map { "took back \($0)" }.joined(separator: "\n"))
        }
    }
}

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Prove the books: every entry balances, totals agree, the audit chain is whole.")

    @OptionGroup var books: BooksOptions

    func run() async throws {
        let office = try await books.database.office()
        let tenants = books.tenant == nil ? try await TenantStore(office.database).all() : [try await books.record(in: office)]
        var isSound = true
        for tenant in tenants {
            let summary = try await VerifyBooks(office)(for: tenant.id)
            for fault in summary.faults { print("\(tenant.name): \(fault)") }
            if summary.faults.isEmpty {
                print("\(tenant.name): \(summary.entries) entries and \(summary.auditRows) audit rows are in order.")
                if let head = summary.auditHead { print("  The last audit row is \(summary.auditRows), hash \(head).") }
            }
            isSound = isSound && summary.faults.isEmpty
        }
        if !isSound { throw Fault() }
    }
}

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write everything into one file, while others work on.",
        discussion: "The file is an SQLite database, whatever engine it comes from; it can be restored into either.")

    @Argument(help: "The file to write.", completion: .file())
    var file: String
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        guard !FileManager.default.fileExists(atPath: file) else { throw OperationError.backupExists(file) }
        let office = try await database.office()
        let backUp = BackUp(office) { path in
            let database = try SQLiteDatabase(path: path)
            try await Migrator(database).up()
            return database
        }
        // Under its name only when it is whole: a backup that was interrupted is none.
        let partial = file + ".partial"
        try? FileManager.default.removeItem(atPath: partial)
        do {
            try await backUp(to: partial)
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw error
        }
        try FileManager.default.moveItem(atPath: partial, toPath: file)
        print("Wrote \(file).")
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Bring a backup into an empty database and verify it.")

    @Argument(help: "The backup.", completion: .file())
    var file: String
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        guard FileManager.default.fileExists(atPath: file) else { throw UsageError.noBackup(file) }
        let backup = try SQLiteDatabase(readOnly: file)
        let office = try await database.office(.newOrExisting)
        let faults = try await RestoreBackup(office)(from: backup)
        for fault in faults { print(fault) }
        if !faults.isEmpty { throw Fault() }
        print("Restored \(file); every entry balances and the audit chain is whole.")
    }
}
