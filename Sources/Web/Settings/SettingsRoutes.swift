import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// What the Owner decides: when machines may post, and how the year runs.
struct SettingsRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/api/settings", may: .readBooks, .none, .reads("The settings, with an ETag", SettingsItem.schema), use: show),
            .member(
                .put, "/api/settings", may: .changeSettings, .json(limit: 4 << 10),
                .changes("Change the settings; with If-Match only as they were read", SettingsItem.schema, SettingsItem.schema), use: change
            ),
            .member(.get, "/settings", may: .readBooks, use: page),
            .member(.post, "/settings", may: .changeSettings, .form(), use: changeFromPage),
        ]
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

    // MARK: Pages

    private struct SettingsContent: Sendable {
        let mayChange: Bool
        let autoPost: Bool
        let threshold: String
        let largeAmount: String
        let fiscalYearStart: String
        let currency: String
    }

    private func page(_ call: Call<Seat>) async throws -> Response {
        let (settings, currency) = (try await current(call), try await call.currency())
        return try await site.page(
            call, "settings", title: "Settings", facts: "When machines may post, and how the year runs.",
            SettingsContent(
                mayChange: call.party.may(.changeSettings), autoPost: settings.autoPost,
                threshold: ConfidenceBar.decimal(settings.threshold),
                largeAmount: Money(minorUnits: settings.largeAmount, currency).decimalText, fiscalYearStart: "\(settings.fiscalYearStart)",
                currency: currency.code))
    }

    private func changeFromPage(_ call: Call<Seat>) async throws -> Response {
        let form = call.form
        let digits = (form["threshold"] ?? "").split(separator: ".", omittingEmptySubsequences: false)
        guard digits.count == 2, digits[0] == "0", digits[1].count == 2, let hundredths = Int(digits[1]) else {
            throw Refusal.invalid("The threshold takes a number from 0.80 to 0.99.")
        }
        let item = SettingsItem(
            auto_post: form["auto_post"] == "on", threshold_basis_points: hundredths * 100, large_amount: form["large_amount"] ?? "",
            fiscal_year_start: Int(form["fiscal_year_start"] ?? "") ?? 0)
        let wanted = try item.settings(currency: try await call.currency())
        try await ChangeSettings(call.office)(for: call.tenant, by: call.actor) { $0 = wanted }
        return .seeOther("/settings")
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
