package import Bookkeeping
import Crypto
import Foundation
package import Ingestion
import Storage

/// Reads a company's archive into an empty database: every file is held to its hash before a row is written, and the books to the manifest's
/// balances before they stay. All of it, or nothing.
package struct ImportCompany: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Summary: Sendable {
        package let tenant: TenantID
        package let company: String
        package let rows: Int
        package let receipts: Int
        /// What `verify` finds; empty when all is well.
        package let faults: [String]
    }

    package func callAsFunction(_ source: ByteSource) async throws -> Summary {
        guard try await TenantStore(office.database).all().isEmpty else { throw OperationError.databaseNotEmpty }
        let archive = try CompanyArchive(source)
        let manifest = archive.manifest
        let tenant = TenantID(manifest.tenant)
        try await TenantArchive.write(tenant, into: office.database) { hand in
            try archive.rows(hand)
        } check: { books in
            let found = Set(try ArchiveManifest.balances(books))
            for balance in manifest.balances where !found.contains(balance) { throw ArchiveError.unlike(balance.account) }
            guard found.count == manifest.balances.count else { throw ArchiveError.unlike("An account") }
        }
        return Summary(
            tenant: tenant, company: manifest.company, rows: manifest.files.reduce(0) { $0 + ($1.rows ?? 0) },
            receipts: manifest.files.count { $0.path.hasPrefix(CompanyArchive.receiptFolder) },
            faults: try await VerifyBooks(office)(for: tenant).faults)
    }
}

/// An archive that was found whole.
struct CompanyArchive: Sendable {
    let manifest: ArchiveManifest
    private let files: [String: [UInt8]]

    static let receiptFolder = "attachments/"

    init(_ source: ByteSource) throws {
        let members = try ZipContents.read(source)
        guard let text = members[ArchiveManifest.name],
            let format = try? JSONDecoder().decode(Format.self, from: Data(text))
        else { throw ArchiveError.noManifest }
        guard format.format == ArchiveManifest.currentFormat,
            let manifest = try? JSONDecoder().decode(ArchiveManifest.self, from: Data(text))
        else { throw ArchiveError.otherFormat(format.format) }
        let schema = Migration.all.last?.id ?? ""
        guard manifest.schema == schema else { throw ArchiveError.otherSchema(found: manifest.schema, needed: schema) }
        for file in manifest.files {
            guard let bytes = members[file.path] else { throw ArchiveError.missing(file.path) }
            guard bytes.count == file.bytes, SHA256.hash(data: bytes).hexadecimal == file.sha256 else {
                throw ArchiveError.changed(file.path)
            }
        }
        (self.manifest, files) = (manifest, members)
    }

    private struct Format: Decodable {
        let format: String
    }

    /// The rows of all tables, in the order in which the schema's guards take them.
    func rows(_ hand: (TenantArchive.Table, [SQLValue]) throws -> Void) throws {
        let decoder = JSONDecoder()
        for table in TenantArchive.tables {
            let path = "tables/\(table.name).jsonl"
            guard let bytes = files[path] else { continue }
            var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)[...]
            guard let header = lines.popFirst(), let names = try? decoder.decode([String].self, from: Data(header)),
                names == table.columns.map(\.name)
            else { throw ArchiveError.wrongRow(file: path, row: 1) }
            for (index, line) in lines.enumerated() {
                guard var values = ArchiveRow.values(line, table.columns, decoder), isOfTenant(values, table) else {
                    throw ArchiveError.wrongRow(file: path, row: index + 2)
                }
                if table.name == "attachment_content" { try fill(&values, table, path, row: index + 2) }
                try hand(table, values)
            }
        }
    }

    /// An archive speaks of its own company and no other.
    private func isOfTenant(_ values: [SQLValue], _ table: TenantArchive.Table) -> Bool {
        let column = table.name == "tenant" ? "id" : "tenant_id"
        return zip(table.columns, values).contains { $0.0.name == column && $0.1 == .integer(manifest.tenant) }
    }

    private func fill(_ values: inout [SQLValue], _ table: TenantArchive.Table, _ path: String, row: Int) throws {
        let places = Dictionary(table.columns.enumerated().map { ($1.name, $0) }) { first, _ in first }
        guard let hashPlace = places["hash"], let kindPlace = places["kind"], let bytesPlace = places["bytes"],
            case .blob(let hash) = values[hashPlace], case .text(let text) = values[kindPlace],
            let kind = AttachmentStore.Kind(rawValue: text)
        else { throw ArchiveError.wrongRow(file: path, row: row) }
        let file = "\(Self.receiptFolder)\(hash.hexadecimal).\(kind.fileEnding)"
        guard let bytes = files[file] else { throw ArchiveError.missing(file) }
        guard Array(SHA256.hash(data: bytes)) == hash else { throw ArchiveError.changed(file) }
        values[bytesPlace] = .blob(bytes)
    }
}
