package import Bookkeeping
import Storage

/// Sets how many of a hundred entries that machines post may be wrong, which says how sure they have to be: an Owner's decision.
package struct ChangeErrorBudget: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package static let allowedBasisPoints = 50...1_000

    package func callAsFunction(for tenant: TenantID, basisPoints: Int, by actor: String) async throws {
        guard Self.allowedBasisPoints.contains(basisPoints) else { throw OperationError.errorBudgetOutOfRange }
        let now = office.now()
        try await office.database.write(for: tenant) { books in
            try books.settings.begin(by: actor, at: now)
            try books.settings.setErrorBudget(basisPoints, by: actor, at: now)
            try books.audit.append(
                .init(
                    actor: actor, action: "settings.changed", subject: "error budget",
                    detail: "\(basisPoints / 100).\(basisPoints % 100 < 10 ? "0" : "")\(basisPoints % 100) % of what machines post"),
                at: now)
        }
    }
}
