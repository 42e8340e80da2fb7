import ArgumentParser
import Bookkeeping
import Foundation
import Operations
import Storage

/// What `export qbo` takes besides.
struct QuickBooksOptions: ParsableArguments {
    @Option(help: "qbo: the folder with the service's key (default: data).", completion: .directory)
    var dataDir = "data"
    @Flag(help: "qbo: print {\"posted\":…,\"skipped\":…,\"failed\":…} and nothing else.")
    var json = false

    func export(_ books: BooksOptions) async throws {
        func value(_ name: String) -> String? { ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard let edge = try QuickBooksConfiguration(value).edge else { throw QuickBooksExportError.notConfigured }
        let (office, tenant) = try await books.open()
        let secrets = try SecretBox(secretKey: SecretKey.find(value("SECRET_KEY"), in: dataDir))
        let desk = QuickBooksDesk(office: office, edge: edge, secrets: secrets, publicURL: "")
        let summary = try await ExportToQuickBooks(desk)(for: tenant.id, by: Terminal.actor)
        let counts = summary.counts
        print(
            json
                ? "{\"posted\":\(counts.posted),\"skipped\":\(counts.skipped),\"failed\":\(counts.failed)}"
                : "Posted \(counts.posted), skipped \(counts.skipped), failed \(counts.failed).")
        if !json { try await printFailures(desk, tenant.id, summary.run) }
        if let problem = summary.problem { throw QuickBooksExportError.stopped(problem) }
        guard counts.failed == 0 else { throw ExitCode(1) }
    }

    private func printFailures(_ desk: QuickBooksDesk, _ tenant: TenantID, _ run: QuickBooksRunID) async throws {
        for failure in try await ReadQuickBooks(desk).failures(of: run, for: tenant) { print("  \(failure.number)  \(failure.reason)") }
    }
}
