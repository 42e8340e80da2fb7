import Bookkeeping
package import Storage

/// Brings a backup into an empty database and proves what came of it. Each company comes whole or not at all.
package struct RestoreBackup: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Returns: the faults that `verify` finds in the restored books; empty when all is well.
    package func callAsFunction(from backup: any Database) async throws -> [String] {
        try await Migrator(backup).requireNewest()
        guard try await !TenantStore(backup).all().isEmpty else { throw OperationError.emptyBackup }
        guard try await TenantStore(office.database).all().isEmpty else { throw OperationError.databaseNotEmpty }
        try await TransferBooks(from: backup, to: office.database)()
        var faults: [String] = []
        for tenant in try await TenantStore(office.database).all() {
            faults += try await VerifyBooks(office)(for: tenant.id).faults.map { "\(tenant.name): \($0)" }
        }
        return faults
    }
}
