import Bookkeeping
import Ingestion
import Operations
import Storage
import TestSupport
import Testing

struct ArchiveTests {
    private static let receipt = Array("%PDF-1.4 receipt".utf8)

    /// Books with something in most tables.
    private func filled(on engine: Engine) async throws -> SampleBooks {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(
            csv("2025-06-01,Coffee,-3.50", "2025-06-02,Coffee,-3.50", "bad,row,x"), into: sample.account(.checking))
        try await sample.decide(Array(sample.waiting().prefix(1)), .file(sample.account(.bankFees)))
        let entry = try #require(try await sample.entries().first)
        _ = try await AttachReceipt(sample.office)(
            for: sample.tenant, ByteSource(name: "r.pdf", bytes: Self.receipt), to: entry.id, by: "dana")
        _ = try await MakeCertificate(sample.office)(for: sample.tenant, #require(Period.month(6, year: 2025)), by: "dana")
        return sample
    }

    private func archive(_ sample: SampleBooks) async throws -> [UInt8] {
        let collected = Pieces()
        _ = try await ExportCompany(sample.office)(for: sample.tenant, by: "dana") { collected.add($0) }
        return collected.bytes
    }

    private func read(_ bytes: [UInt8], into engine: Engine = .sqlite) async throws -> (ImportCompany.Summary, any Database) {
        let database = try await engine.emptyDatabase()
        let summary = try await ImportCompany(Office(database: database) { .testNow })(ByteSource(name: "a.zip", bytes: bytes))
        return (summary, database)
    }

    @Test(arguments: Engine.available)
    func `an archive brings entries, lines, receipts, certificates and the audit chain into the other engine`(on engine: Engine)
        async throws
    {
        let sample = try await filled(on: engine)
        let (summary, database) = try await read(archive(sample), into: engine == .sqlite ? .postgres : .sqlite)
        #expect(summary.faults == [])
        #expect(summary.receipts == 1)

        let copy = SampleBooks(database: database, tenant: summary.tenant, accounts: sample.accounts)
        let (entries, waiting, balances) = (try await sample.entries(), try await sample.waiting(), try await sample.balances())
        #expect(try await copy.entries() == entries)
        #expect(try await copy.waiting() == waiting)
        #expect(try await copy.balances() == balances)
        let certificate = try #require(try await ReadCertificate(copy.office).all(for: copy.tenant, limit: 1).first)
        #expect(certificate.isWhole)
        let entry = try #require(try await copy.entries().first)
        let receipts = try await database.read(for: copy.tenant) { books in try books.attachments.all(of: entry.id) }
        let id = try #require(receipts.first?.id)
        #expect(try await ReadReceipt(copy.office)(for: copy.tenant, id).bytes == Self.receipt)
        // Ids go on after the ones that came.
        _ = try await copy.post([copy.entry("2025-07-01", 100)])
        #expect(try await copy.faults() == [])
    }

    @Test func `no person, token or secret is in an archive`() async throws {
        let reception = try await Reception(on: .sqlite)
        let session = try await reception.signUp("dana@example.com")
        let collected = Pieces()
        _ = try await ExportCompany(reception.front.office)(for: session.tenant, by: "x") { collected.add($0) }
        #expect(!collected.text.contains("tables/membership"))
        #expect(!collected.text.contains("tables/api_token"))
        let carried = Set(TenantArchive.tables.map(\.name))
        #expect(carried.isDisjoint(with: TenantArchive.leftBehind))
        #expect(carried.isDisjoint(with: ["app_user", "user_session", "second_factor", "recovery_code", "qbo_connection"]))
        #expect(carried.isSuperset(of: ["account", "entry", "posting", "statement_line", "decision", "rule", "audit_event", "attachment"]))
    }

    @Test func `an archive that was changed, cut or is none is refused, and nothing stays`() async throws {
        let sample = try await filled(on: .sqlite)
        let whole = try await archive(sample)
        await #expect(throws: OperationError.databaseNotEmpty) {
            _ = try await ImportCompany(sample.office)(ByteSource(name: "a.zip", bytes: whole))
        }
        // A name of its own length, within the stored rows: zip's checksum finds it before the manifest does.
        var changed = whole
        let place = try #require(changed.firstRange(of: Array("Coffee".utf8)))
        changed.replaceSubrange(place, with: Array("Toffee".utf8))
        for bytes in [changed, Array(whole.prefix(whole.count / 2)), Array("hello".utf8), [], Array(whole.prefix(40))] {
            let database = try await Engine.sqlite.emptyDatabase()
            await #expect(throws: (any Error).self) {
                _ = try await ImportCompany(Office(database: database) { .testNow })(ByteSource(name: "a.zip", bytes: bytes))
            }
            #expect(try await TenantStore(database).all().isEmpty)
        }
    }
}

struct AttachmentTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1]

    private func attach(_ bytes: [UInt8], _ name: String, _ sample: SampleBooks, _ entry: EntryID) async throws -> AttachmentStore.Record {
        try await AttachReceipt(sample.office)(for: sample.tenant, ByteSource(name: name, bytes: bytes), to: entry, by: "dana")
    }

    @Test(arguments: Engine.available)
    func `a receipt is kept once however often and wherever it comes, and goes with its last entry`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let entries = try await sample.post([sample.entry("2025-06-01", 100), sample.entry("2025-06-02", 100)])
        let first = try await attach(Self.png, "../../evil\u{202E}name.pdf", sample, entries[0])
        let again = try await attach(Self.png, "other.png", sample, entries[0])
        let second = try await attach(Self.png, "b.png", sample, entries[1])

        #expect(first == again)
        #expect(first.name == "evilname.png")
        #expect(first.kind == .png)
        _ = try await RemoveReceipt(sample.office)(for: sample.tenant, first.id, by: "dana")
        #expect(try await ReadReceipt(sample.office)(for: sample.tenant, second.id).bytes == Self.png)
        _ = try await RemoveReceipt(sample.office)(for: sample.tenant, second.id, by: "dana")
        #expect(try await sample.database.read(for: sample.tenant) { books in try books.attachments.bytes(of: first.hash) } == nil)
        let audit = try await sample.database.read(for: sample.tenant) { books in try books.audit.page(limit: 10).map(\.event.action) }
        #expect(audit.count { $0 == "attachment.removed" } == 2)
        #expect(audit.count { $0 == "attachment.added" } == 2)
    }

    @Test(arguments: Engine.available)
    func `another company neither sees a receipt nor puts one on an entry here`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let other = try await SampleBooks.make(in: sample.database, name: "Other")
        let entry = try await sample.post([sample.entry("2025-06-01", 100)])[0]
        let record = try await attach(Self.png, "a.png", sample, entry)
        await #expect(throws: AttachmentError.noSuchAttachment("\(record.id)")) {
            _ = try await ReadReceipt(other.office)(for: other.tenant, record.id)
        }
        await #expect(throws: OperationError.noSuchEntry("\(entry)")) { _ = try await attach(Self.png, "a.png", other, entry) }
    }

    @Test func `what is no PDF, PNG or JPEG, empty or too large is refused whatever its name`() async throws {
        let sample = try await SampleBooks.make(on: .sqlite)
        let entry = try await sample.post([sample.entry("2025-06-01", 100)])[0]
        for bytes in [Array("<html><script>".utf8), Array("GIF89a".utf8), Array("<svg xmlns=".utf8), [], [0xFF, 0xD8]] {
            await #expect(throws: AttachmentError.self) { _ = try await attach(bytes, "receipt.pdf", sample, entry) }
        }
        let large = Array("%PDF-".utf8) + [UInt8](repeating: 0, count: AttachReceipt.sizeLimit)
        await #expect(throws: AttachmentError.tooLarge("a.pdf", limit: AttachReceipt.sizeLimit)) {
            _ = try await attach(large, "a.pdf", sample, entry)
        }
    }
}
