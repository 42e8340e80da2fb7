import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// What the Owner decides, for programs: when machines may post, and how the year runs.
struct SettingsRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/api/settings", may: .readBooks, .none, .reads("The settings, with an ETag", SettingsItem.schema), use: show),
            .member(
                .put, "/api/settings", may: .changeSettings, .json(limit: 4 << 10),
                .changes("Change the settings; with If-Match only as they were read", SettingsItem.schema, SettingsItem.schema), use: change
            ),
        ] + SettingsPages(site: site).all
    }

    private func current(_ call: Call<Seat>) async throws -> SettingsStore.Settings {
        try await call.office.database.read(for: call.tenant) { books in try books.settings.current() }
    }

    private func show(_ call: Call<Seat>) async throws -> Response {
        let item = SettingsItem(try await current(call), currency: try await call.currency())
        return try .json(item).tagged(EntityTag.of(item))
    }

    private func change(_ call: Call<Seat>) async throws -> Response {
        let (currency, read) = (try await call.currency(), try await current(call))
        try EntityTag.check(call.request, against: EntityTag.of(SettingsItem(read, currency: currency)))
        let wanted = try call.json(SettingsItem.self).settings(currency: currency)
        // Between reading and writing somebody else may come: the operation looks again, in its transaction.
        let expected = call.request.headers.contains(.ifMatch) ? read : nil
        try await ChangeSettings(call.office)(for: call.tenant, expecting: expected, by: call.actor) { $0 = wanted }
        let item = SettingsItem(wanted, currency: currency)
        return try .json(item).tagged(EntityTag.of(item))
    }
}

struct SettingsItem: Codable {
    let auto_post: Bool
    let threshold_basis_points: Int
    let large_amount: String
    let fiscal_year_start: Int

    static let schema = Schema.object([
        "auto_post": .boolean, "threshold_basis_points": Schema(json: ["type": "integer", "minimum": 8_000, "maximum": 9_900]),
        "large_amount": Schema(json: ["type": "string", "pattern": "^[0-9]{1,9}(\\.[0-9]{2})?$"]),
        "fiscal_year_start": Schema(json: ["type": "integer", "minimum": 1, "maximum": 12]),
    ])

    init(auto_post: Bool, threshold_basis_points: Int, large_amount: String, fiscal_year_start: Int) {
        (self.auto_post, self.threshold_basis_points) = (auto_post, threshold_basis_points)
        (self.large_amount, self.fiscal_year_start) = (large_amount, fiscal_year_start)
    }

    init(_ settings: SettingsStore.Settings, currency: Currency) {
        self.init(
            auto_post: settings.autoPost, threshold_basis_points: settings.threshold,
            large_amount: Money(minorUnits: settings.largeAmount, currency).decimalText, fiscal_year_start: settings.fiscalYearStart)
    }

    /// What the policy itself refuses is left to it.
    func settings(currency: Currency) throws -> SettingsStore.Settings {
        guard let amount = Money(decimalText: large_amount, currency), !amount.isNegative else {
            throw Refusal.invalid("large_amount is “\(large_amount.prefix(40))”. It takes an amount like \"5000.00\".")
        }
        guard (1...12).contains(fiscal_year_start) else { throw Refusal.invalid("fiscal_year_start is a month from 1 to 12.") }
        return SettingsStore.Settings(
            autoPost: auto_post, threshold: threshold_basis_points, largeAmount: amount.minorUnits, fiscalYearStart: fiscal_year_start)
    }
}
