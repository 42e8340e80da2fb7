import Bookkeeping
package import Storage

/// A backup is one SQLite file with everything in it, from whichever engine: it can be opened, checked and restored into either.
package struct BackUp: Sendable {
    let office: Office
    /// Makes a new, empty database file with the newest schema.
    let newFile: @Sendable (_ path: String) async throws -> any Database

    package init(_ office: Office, newFile: @escaping @Sendable (_ path: String) async throws -> any Database) {
        (self.office, self.newFile) = (office, newFile)
    }

    /// While others work on; the file is what the books were at one moment (on PostgreSQL: each tenant's).
    package func callAsFunction(to path: String) async throws {
        if try await office.database.copyFile(to: path) { return }
        let file = try await newFile(path)
        try await TransferBooks(from: office.database, to: file)()
        await file.close()
    }
}
