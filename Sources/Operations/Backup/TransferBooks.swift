import Bookkeeping
import Storage

/// Moves all rows from one database into another, reading and writing at the same time.
struct TransferBooks: Sendable {
    private let copy: BooksCopy
    private let source: any Database

    init(from source: any Database, to target: any Database) {
        self.source = source
        copy = BooksCopy(from: source, to: target)
    }

    func callAsFunction() async throws {
        // Ids first: whoever works in the target meanwhile never gets one that a copied row has.
        try await copy.advanceIDs()
        try await copy.copyUsers()
        for tenant in try await TenantStore(source).all() { try await transfer(tenant.id) }
    }

    private func transfer(_ tenant: TenantID) async throws {
        let channel = Handover<BooksCopy.Chunk>(depth: 4)
        async let reading: Void = {
            do {
                try await copy.read(tenant) { chunk in guard channel.hand(chunk) else { throw CancellationError() } }
                channel.finish(.success(()))
            } catch {
                channel.finish(.failure(error))
            }
        }()
        do {
            try await copy.write(tenant) { try channel.next() }
        } catch {
            channel.cancel()
            await reading
            throw error
        }
        await reading
    }
}
