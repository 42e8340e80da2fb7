import Bookkeeping
import Foundation
import Storage
import TestSupport
import Testing

/// Writes that wait at the same time share a commit on SQLite; nobody can tell but by the time it takes.
struct SharedCommitTests {
    private struct Unwilling: Error {}

    @Test
    func `on SQLite a commit waits for the disk`() async throws {
        let sample = try await SampleBooks.make(on: .sqlite)
        let asked: @Sendable (any Connection) throws -> Int? = { db in try db.first("PRAGMA synchronous") }
        // 2 is FULL; NORMAL would lose what was reported when the power fails (sqlite.org/pragma.html#pragma_synchronous).
        #expect(try await sample.database.write(.tenant(sample.tenant), asked) == 2)
        #expect(try await sample.database.writeTogether(.tenant(sample.tenant), asked) == 2)
    }

    @Test(arguments: Engine.available)
    func `of writes that wait together each stands or falls by itself`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)

        let failed = try await sample.together(12) { number in
            try await sample.database.writeTogether(for: sample.tenant) { books in
                try books.sign(number)
                if number % 3 == 0 { throw Unwilling() }
            }
        }

        #expect(failed == [0, 3, 6, 9])
        #expect(try await sample.writers() == Set((0..<12).filter { $0 % 3 != 0 }.map { "writer \($0)" }))
        #expect(try await sample.database.read(for: sample.tenant) { books in try books.audit.firstBrokenSequence() } == nil)
    }

    @Test(arguments: Engine.available)
    func `a write that fails at the commit takes no other with it`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let (tenant, account) = (sample.tenant, sample.account(.bankFees))

        let failed = try await sample.together(8) { number in
            guard number == 5 else { return try await sample.database.writeTogether(for: tenant) { books in try books.sign(number) } }
            // A posting whose entry never comes is found out at the commit.
            try await sample.database.writeTogether(.tenant(tenant)) { db in
                _ = try db.execute(
                    """
                    INSERT INTO posting (tenant_id, entry_id, ordinal, account_id, date, side, amount, currency)
                    VALUES (\(tenant), 987654, 0, \(account), 20250630, 'debit', 100, 'USD')
                    """)
            }
        }

        #expect(failed == [5])
        #expect(try await sample.writers() == Set((0..<8).filter { $0 != 5 }.map { "writer \($0)" }))
        #expect(try await sample.faults() == [])
    }
}

extension SampleBooks {
    /// Starts `count` writes while another one is at work, so that they wait together.
    /// - Returns: the numbers of those that failed, in order
    fileprivate func together(_ count: Int, _ write: @escaping @Sendable (Int) async throws -> Void) async throws -> [Int] {
        let release = DispatchSemaphore(value: 0)
        async let first: Void = database.write(for: tenant) { _ in release.wait() }
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(100)) { release.signal() }
        let failed = await withTaskGroup(of: Int?.self) { group in
            for number in 0..<count {
                group.addTask {
                    do {
                        try await write(number)
                        return nil
                    } catch {
                        return number
                    }
                }
            }
            var failed: [Int] = []
            for await number in group { if let number { failed.append(number) } }
            return failed.sorted()
        }
        try await first
        return failed
    }

    fileprivate func writers() async throws -> Set<String> {
        let rows = try await database.read(for: tenant) { books in try books.audit.page(.init(action: "test.written"), limit: 100) }
        #expect(Set(rows.map(\.event.actor)).count == rows.count)
        return Set(rows.map(\.event.actor))
    }
}

extension Books {
    /// Leaves a row in the audit log that says who was here.
    fileprivate func sign(_ number: Int) throws(StorageError) {
        try audit.append(.init(actor: "writer \(number)", action: "test.written", subject: "books"), at: .testNow)
    }
}
