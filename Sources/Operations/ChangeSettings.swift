package import Bookkeeping
import Categorization
package import Storage

/// Changes what the Owner decides; what is wrong is refused and nothing is changed.
package struct ChangeSettings: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(
        for tenant: TenantID, by actor: String, _ change: @escaping @Sendable (inout SettingsStore.Settings) -> Void
    ) async throws {
        let now = office.now()
        try await office.database.write(for: tenant) { books in
            var settings = try books.settings.current()
            change(&settings)
            _ = try settings.policy
            try books.settings.save(settings, by: actor, at: now)
            try books.audit.append(
                .init(
                    actor: actor, action: "settings.changed", subject: "auto-post",
                    detail: "on \(settings.autoPost), threshold \(settings.threshold), large amount \(settings.largeAmount)"), at: now)
        }
    }
}

extension SettingsStore.Settings {
    var policy: AutoPostPolicy {
        get throws(AutoPostPolicyError) {
            try AutoPostPolicy(isOn: autoPost, thresholdBasisPoints: threshold, amountLimitMinorUnits: largeAmount)
        }
    }
}
