package import Bookkeeping
import Crypto
import Foundation
import Storage

/// Writes everything of one company into one zip archive that this program reads back into an empty database: tables as lines of JSON, receipts as
/// files, the journal in beancount's language for those who have no such program, and a manifest with the hash of each.
package struct ExportCompany: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Summary: Sendable, Equatable {
        package let files: Int
        package let rows: Int
        package let receipts: Int
    }

    package func callAsFunction(
        for tenant: TenantID, by person: String, write: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws -> Summary {
        guard let record = try await TenantStore(office.database).record(tenant) else { throw OperationError.noSuchTenant("\(tenant)") }
        let now = office.now()
        // Noted before, so that the archive holds it: whoever reads it back knows where it came from.
        try await office.database.write(for: tenant) { books in
            try books.audit.append(.init(actor: person, action: "company.exported", subject: record.name), at: now)
        }
        let schema = Migration.all.last?.id ?? ""
        return try await office.database.read(for: tenant) { books in
            var archive = Archive(ZipWriter(write: write))
            try TenantArchive.read(books) { table, values in try archive.take(table, values) }
            try archive.finishTable()
            try archive.add("journal.beancount", Array(try Self.journal(books, of: record).utf8))
            let manifest = ArchiveManifest(
                format: ArchiveManifest.currentFormat, schema: schema, company: record.name, tenant: tenant.rawValue,
                base_currency: record.baseCurrency.code, written_at: now.iso, files: archive.files,
                balances: try ArchiveManifest.balances(books), audit_head: try books.audit.head()?.hash.hexadecimal)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            try archive.zip.add(ArchiveManifest.name, Array(try encoder.encode(manifest)) + [UInt8(ascii: "\n")])
            try archive.zip.finish()
            return Summary(files: archive.files.count + 1, rows: archive.rows, receipts: archive.receipts)
        }
    }

    /// Empty where the journal holds what beancount cannot say; the tables hold it all the same.
    private static func journal(_ books: Books, of tenant: TenantStore.Record) throws -> String {
        var export = BeancountExport(accounts: try books.accounts.all(), title: tenant.name)
        var (text, last): (String, PostedEntry?) = (export.preamble, nil)
        while true {
            let page = try books.entries.page(after: last, limit: 2_000)
            guard !page.isEmpty else { return text }
            for entry in page {
                do throws(ExportError) { text += try export.text(for: entry) } catch .dateOutOfRange { return "" }
            }
            last = page.last
        }
    }

    /// Files on their way into the archive.
    private struct Archive {
        var zip: ZipWriter
        private(set) var files: [ArchiveManifest.File] = []
        private(set) var rows = 0
        private(set) var receipts = 0
        private var table: TenantArchive.Table?
        private var lines: [UInt8] = []
        private var count = 0
        private let encoder = JSONEncoder.stable

        init(_ zip: ZipWriter) { self.zip = zip }

        mutating func take(_ table: TenantArchive.Table, _ values: [SQLValue]) throws {
            if self.table?.name != table.name { try finishTable() }
            self.table = table
            var values = values
            // A receipt is a file of its own, named by its hash; its row holds no bytes.
            if table.name == "attachment_content", case .blob(let hash)? = values.value(of: "hash", table),
                case .text(let kind)? = values.value(of: "kind", table), case .blob(let bytes)? = values.value(of: "bytes", table)
            {
                try add("attachments/\(hash.hexadecimal).\(AttachmentStore.Kind(rawValue: kind)?.fileEnding ?? kind)", bytes)
                receipts += 1
                for (index, column) in table.columns.enumerated() where column.name == "bytes" { values[index] = .null }
            }
            lines += try ArchiveRow.line(values, encoder)
            count += 1
        }

        mutating func finishTable() throws {
            guard let table else { return }
            let names = table.columns.map { "\"\($0.name)\"" }.joined(separator: ",")
            try add("tables/\(table.name).jsonl", Array("[\(names)]\n".utf8) + lines, rows: count)
            rows += count
            (self.table, lines, count) = (nil, [], 0)
        }

        mutating func add(_ path: String, _ bytes: [UInt8], rows: Int? = nil) throws {
            try zip.add(path, bytes)
            files.append(.init(path: path, rows: rows, bytes: bytes.count, sha256: SHA256.hash(data: bytes).hexadecimal))
        }
    }
}

extension [SQLValue] {
    fileprivate func value(of column: String, _ table: TenantArchive.Table) -> SQLValue? {
        zip(table.columns, self).first { $0.0.name == column }?.1
    }
}
