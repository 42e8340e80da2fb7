import Bookkeeping
import Operations
import Storage
import TestSupport
import Testing

/// A file longer than one batch: its rows are made on one thread while another stores those before.
struct BatchTests {
    private static let lines = 20_000

    /// Two years, and two equal lines that are far apart in the file.
    private static func rows() -> [String] {
        (0..<lines).map { index in
            let year = index < lines / 2 ? 2_024 : 2_025
            return index == 1 || index == lines / 2 - 1 ? "2024-06-01,Coffee,-3.50" : "\(year)-06-01,Rent \(index),-1.00"
        }
    }

    @Test(arguments: Engine.available)
    func `lines of several batches are counted and numbered as one file`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.add(sample.rule("Rent", contains: "Rent", .bankFees))
        try await sample.autoPost()

        let summary = try await sample.importText(csv(Self.rows().joined(separator: "\n")))

        #expect((summary.lines, summary.duplicates, summary.posted) == (Self.lines, 0, Self.lines - 2))
        #expect((summary.filed.rule, summary.filed.review) == (Self.lines - 2, 2))
        let numbers = try await sample.database.read(for: sample.tenant) { books in
            try books.entries.page(after: nil, limit: Self.lines).map(\.number)
        }
        for year in [2_024, 2_025] {
            let sequences = numbers.filter { $0.year == year }.map(\.sequence).sorted()
            #expect(sequences == Array(1...(Self.lines / 2 - (year == 2_024 ? 2 : 0))))
        }
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `of a longer file only the lines beyond the known ones are new`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv(Self.rows().joined(separator: "\n")))

        let more = try await sample.importText(
            csv((Self.rows() + ["2024-06-01,Coffee,-3.50", "2025-06-02,Tea,-2.00"]).joined(separator: "\n")), name: "more.csv")

        #expect((more.lines, more.duplicates) == (Self.lines + 2, Self.lines))
        #expect(try await sample.faults() == [])
    }
}
