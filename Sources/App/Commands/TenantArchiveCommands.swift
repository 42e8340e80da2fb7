import ArgumentParser
import Bookkeeping
import Foundation
import Ingestion
import Operations
import Storage

struct TenantExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write everything of one company into a zip archive.",
        discussion: """
            Chart, entries, lines, statements, rules, vendors, decisions, audit log, receipts and settings, with a manifest of hashes. People, \
            tokens and connections to other services stay behind. Read it back with: bookkeeper tenant import
            """)

    @Argument(help: "The file to write.", completion: .file(extensions: ["zip"]))
    var file: String
    @OptionGroup var books: BooksOptions

    func run() async throws {
        guard !FileManager.default.fileExists(atPath: file) else { throw OperationError.backupExists(file) }
        let (office, tenant) = try await books.open()
        // Under its name only when it is whole.
        let partial = file + ".partial"
        guard FileManager.default.createFile(atPath: partial, contents: nil), let handle = FileHandle(forWritingAtPath: partial) else {
            throw UsageError.folderMissing((file as NSString).deletingLastPathComponent)
        }
        do {
            let summary = try await ExportCompany(office)(for: tenant.id, by: Terminal.actor) { try handle.write(contentsOf: $0) }
            try handle.close()
            try FileManager.default.moveItem(atPath: partial, toPath: file)
            print("Wrote \(file): \(summary.rows) rows, \(summary.receipts) receipts.")
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw error
        }
    }
}

struct TenantImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Read a company's archive into an empty database, and prove it.",
        discussion: "Nobody belongs to the company yet: add a person with bookkeeper user add.")

    @Argument(help: "The archive.", completion: .file(extensions: ["zip"]))
    var file: String
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let source = FileSource(path: file).source
        _ = try source.read(0, 1)
        let office = try await database.office(.newOrExisting)
        let summary = try await ImportCompany(office)(source)
        for fault in summary.faults { print(fault) }
        if !summary.faults.isEmpty { throw Fault() }
        print("\(summary.company): \(summary.rows) rows, \(summary.receipts) receipts; every balance is the archive's.")
    }
}
