package import Bookkeeping
import Categorization
package import Storage

/// Changes what the Owner decides; what is wrong is refused and nothing is changed.
package struct ChangeSettings: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Parameter expected: what the caller read before; nil changes whatever stands there
    /// - Throws: `OperationError.stale` when the settings are not as expected.
    package func callAsFunction(
        for tenant: TenantID, expecting expected: SettingsStore.Settings? = nil, by actor: String,
        _ change: @escaping @Sendable (inout SettingsStore.Settings) -> Void
    ) async throws {
        let now = office.now()
        try await office.database.write(for: tenant) { books in
            var settings = try books.settings.current()
            if let expected, expected != settings { throw OperationError.stale("settings") }
            change(&settings)
            _ = try settings.policy
            try books.settings.save(settings, by: actor, at: now)
            try books.audit.append(
                .init(
                    actor: actor, action: "settings.changed", subject: "auto-post",
                    detail:
                        "\(settings.autoPost ? "on" : "off"), threshold \(settings.threshold) basis points, large amount \(settings.largeAmount) minor units"
                ), at: now)
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
