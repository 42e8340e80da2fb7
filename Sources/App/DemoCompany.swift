import Bookkeeping
import Foundation
import Ingestion
import Operations
import Storage

/// The demo company of `bookkeeper demo`: there is one of it in a database, whoever asks.
struct DemoCompany {
    static let name = DemoBooks.name

    private let books: DemoBooks
    private let office: Office

    init(samples: String, office: Office) { (books, self.office) = (DemoBooks(samples: samples), office) }

    /// The company, when all of it is there. A run that was interrupted is gone through again: each step has its effect once.
    func finished() async throws -> TenantID? {
        guard let tenant = try await existing() else { return nil }
        let imports = try await office.database.read(for: tenant) { books in try books.imports.all() }
        return imports.contains { $0.fileName == DemoBooks.newStatement } ? tenant : nil
    }

    private func existing() async throws -> TenantID? {
        try await TenantStore(office.database).all().first { $0.name == Self.name }?.id
    }

    func begin() async throws -> TenantID {
        if try await existing() == nil {
            try await CreateTenant(office)(name: Self.name, chart: DemoBooks.chart, accounts: books.accounts(), by: "demo:treasurer")
        }
        guard let tenant = try await existing() else { throw OperationError.noSuchTenant(Self.name) }
        try await books.open(tenant, in: office)
        return tenant
    }

    func fileHistory(of tenant: TenantID) async throws -> ImportSummary { try await books.fileHistory(of: tenant, in: office) }

    func importNewStatement(of tenant: TenantID) async throws -> (summary: ImportSummary, seconds: Double) {
        let start = ContinuousClock.now
        let summary = try await books.importNewStatement(of: tenant, in: office)
        return (summary, (ContinuousClock.now - start).seconds)
    }
}

extension DemoBooks {
    init(samples folder: String) {
        self.init { name in FileSource(path: URL(filePath: folder).appending(path: name).path).source }
    }

    /// From the folder `Samples` of the clone that the program was built in; nil where it was taken elsewhere without them.
    static var besideProgram: DemoBooks? {
        guard var folder = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent() else { return nil }
        for _ in 0..<5 {
            let samples = folder.appending(path: "Samples")
            let isThere = FileManager.default.fileExists(atPath: samples.appending(path: newStatement).path)
            if isThere { return DemoBooks(samples: samples.path) }
            folder = folder.deletingLastPathComponent()
        }
        return nil
    }
}
