import Bookkeeping
import Categorization
import Operations
import Storage
import TestSupport
import Testing

/// Merges, renamings and splits of vendors by people.
struct VendorChangeTests {
    /// Two answers for each of two spellings, and a waiting line of either.
    private static func books(on engine: Engine) async throws -> SampleBooks {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.answer("ACME CLOUD", 2, .bankFees)
        try await sample.answer("AKME KLOUD", 2, from: 10, .bankFees)
        _ = try await sample.importText(csv("2025-06-01,ACME CLOUD,-9.00", "2025-06-02,AKME KLOUD,-9.50"), name: "new.csv")
        return sample
    }

    private static func counters(_ sample: SampleBooks) async throws -> [String: Int] {
        let vendors = try await ListVendors(sample.office)(for: sample.tenant)
        return Dictionary(uniqueKeysWithValues: vendors.map { ($0.vendor.key, $0.consistentLabels) })
    }

    @Test(arguments: Engine.available)
    func `the list shows lines, what waits and the counter of each vendor`(on engine: Engine) async throws {
        let sample = try await Self.books(on: engine)
        let vendors = try await ListVendors(sample.office)(for: sample.tenant)
        #expect(vendors.map(\.vendor.name) == ["Acme Cloud", "Akme Kloud"])
        #expect(vendors.map(\.lines) == [3, 3])
        #expect(vendors.map(\.waiting) == [1, 1])
        #expect(vendors.map { VendorMemory.counter($0.consistentLabels) } == ["2 of 3", "2 of 3"])
        #expect(vendors.map(\.account) == [sample.account(.bankFees), sample.account(.bankFees)])
        #expect(
            try await ListVendors(sample.office).consistentLabels(of: ["acme cloud", "nobody"], for: sample.tenant)
                == ["acme cloud": 2, "nobody": 0])
    }

    @Test(arguments: Engine.available)
    func `after a merge lines, counters and waiting proposals are those of one vendor`(on engine: Engine) async throws {
        let sample = try await Self.books(on: engine)

        let summary = try await MergeVendors(sample.office)(for: sample.tenant, "Akme Kloud", into: "acme cloud", by: "dana")

        #expect(summary.lines == 3)
        #expect(try await Self.counters(sample) == ["acme cloud": 4])
        #expect(try await ListVendors(sample.office)(for: sample.tenant).map(\.merged) == [["akme kloud"]])
        #expect(try await sample.waiting().map(\.vendor) == ["acme cloud", "acme cloud"])
        #expect(try await sample.waiting().map(\.proposal.method) == ["vendor", "vendor"])
        let suggestion = try #require(try await SuggestRules(sample.office)(for: sample.tenant).first)
        #expect((suggestion.answers, suggestion.waiting) == (4, 2))
        #expect(try await sample.auditActions().last == "vendor.merged")
        // A line that comes later follows too.
        _ = try await sample.importText(csv("2025-06-09,AKME KLOUD,-1.00"), name: "later.csv")
        #expect(try await Set(sample.waiting().map(\.vendor)) == ["acme cloud"])
    }

    @Test(arguments: Engine.available)
    func `undoing a merge gives both vendors back as they were`(on engine: Engine) async throws {
        let sample = try await Self.books(on: engine)
        let before = try await (Self.counters(sample), sample.waiting())
        _ = try await MergeVendors(sample.office)(for: sample.tenant, "akme kloud", into: "acme cloud", by: "dana")

        _ = try await UndoVendorChange(sample.office)(for: sample.tenant, by: "dana")

        #expect(try await Self.counters(sample) == before.0)
        #expect(try await sample.waiting() == before.1)
        #expect(try await sample.database.read(for: sample.tenant) { books in try books.vendors.changes().map(\.isUndone) } == [true])
        await #expect(throws: OperationError.nothingToUndo) {
            _ = try await UndoVendorChange(sample.office)(for: sample.tenant, by: "dana")
        }
    }

    @Test(arguments: Engine.available)
    func `a split takes a merged vendor out again, and a later change is undone first`(on engine: Engine) async throws {
        let sample = try await Self.books(on: engine)
        let merge = try await MergeVendors(sample.office)(for: sample.tenant, "akme kloud", into: "acme cloud", by: "dana")
        _ = try await SplitVendor(sample.office)(for: sample.tenant, "akme kloud", by: "dana")

        #expect(try await Self.counters(sample) == ["acme cloud": 2, "akme kloud": 2])
        await #expect(throws: OperationError.vendorChangedLater("akme kloud")) {
            _ = try await UndoVendorChange(sample.office)(for: sample.tenant, merge.change, by: "dana")
        }
        _ = try await UndoVendorChange(sample.office)(for: sample.tenant, by: "dana")
        #expect(try await Self.counters(sample) == ["acme cloud": 4])
        await #expect(throws: OperationError.vendorNotMerged("Acme Cloud")) {
            _ = try await SplitVendor(sample.office)(for: sample.tenant, "acme cloud", by: "dana")
        }
    }

    @Test(arguments: Engine.available)
    func `a new name holds for the vendor and all that were merged into it`(on engine: Engine) async throws {
        let sample = try await Self.books(on: engine)
        _ = try await RenameVendor(sample.office)(for: sample.tenant, "acme cloud", to: "Acme, Inc.", by: "dana")
        _ = try await MergeVendors(sample.office)(for: sample.tenant, "akme kloud", into: "Acme, Inc.", by: "dana")
        _ = try await RenameVendor(sample.office)(for: sample.tenant, "Acme, Inc.", to: "Acme", by: "dana")

        #expect(try await ListVendors(sample.office)(for: sample.tenant).map(\.vendor) == [Vendor(key: "acme cloud", name: "Acme")])
        #expect(try await Self.counters(sample) == ["acme cloud": 4])
        _ = try await sample.add(
            Rule(name: "Acme", condition: .text(.counterparty, .equals("acme")), action: .file(sample.account(.uncategorizedExpense))))
        #expect(try await sample.waiting().map(\.proposal.method) == ["rule", "rule"])
    }

    @Test(arguments: Engine.available)
    func `what names no vendor, one vendor twice or a taken name is refused`(on engine: Engine) async throws {
        let sample = try await Self.books(on: engine)
        let office = sample.office
        await #expect(throws: OperationError.noSuchVendor("Nobody")) {
            _ = try await MergeVendors(office)(for: sample.tenant, "Nobody", into: "acme cloud", by: "dana")
        }
        await #expect(throws: OperationError.sameVendor("Acme Cloud")) {
            _ = try await MergeVendors(office)(for: sample.tenant, "ACME CLOUD", into: "acme cloud", by: "dana")
        }
        await #expect(throws: OperationError.vendorNameTaken("AKME Kloud")) {
            _ = try await RenameVendor(office)(for: sample.tenant, "acme cloud", to: "AKME Kloud", by: "dana")
        }
        #expect(try await sample.database.read(for: sample.tenant) { books in try books.vendors.changes().isEmpty })
    }

    @Test(arguments: Engine.available)
    func `merges survive the snapshot of what was learned`(on engine: Engine) async throws {
        let sample = try await Self.books(on: engine)
        _ = try await MergeVendors(sample.office)(for: sample.tenant, "akme kloud", into: "acme cloud", by: "dana")
        let rows = (0..<80).map { "2025-04-\($0 % 28 + 1 < 10 ? "0" : "")\($0 % 28 + 1),BLUE CAFE \($0),-\($0 + 1).00" }
        _ = try await sample.importText(csv(rows.joined(separator: "\n")), name: "many.csv")
        try await sample.decide(sample.waiting().filter { $0.vendor.hasPrefix("blue cafe") }, .file(sample.account(.uncategorizedExpense)))

        #expect(try await sample.database.read(for: sample.tenant) { books in try books.categorizer.snapshot() } != nil)
        try await sample.decide(sample.waiting().filter { $0.line.text == "AKME KLOUD" }, .file(sample.account(.bankFees)))

        #expect(try await Self.counters(sample)["acme cloud"] == 5)
    }
}
