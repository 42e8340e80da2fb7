import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// The company's settings in the browser, with what they mean for what machines post; and how pages look to a person.
struct SettingsPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/settings", may: .readBooks) { call in try await page(call, .none, .none) },
            .member(.post, "/settings", may: .changeSettings, .form(), use: change),
            .person(.post, "/settings/preferences", .form(limit: 4 << 10), use: setPreferences),
        ]
    }

    private struct Content: Sendable {
        let mayChange: Bool
        let autoPost: Bool
        let threshold: String
        /// Percent of what machines post that may be wrong.
        let errorBudget: String
        let large_amount: String
        let fiscal_year_start: String
        let months: [Choice]
        let monthName: String
        let company: String
        let currency: String
        let accounts: String
        let closed: String
        let themes: [Choice]
        let hasKeys: Bool
        let errors: FormErrors
    }

    private func page(_ call: Call<Seat>, _ typed: Values, _ errors: FormErrors) async throws -> Response {
        let currency = try await call.currency()
        let (settings, budget, accounts, closed) = try await call.office.database.read(for: call.tenant) { books in
            (
                try books.settings.current(), try books.settings.errorBudget(), try books.accounts.all().count,
                try books.closings.closedPeriods()
            )
        }
        let user = call.party.user
        let isTyped = !errors.isEmpty
        let month = isTyped ? Int(typed["fiscal_year_start"] ?? "") ?? settings.fiscalYearStart : settings.fiscalYearStart
        let content = Content(
            mayChange: call.party.may(.changeSettings), autoPost: isTyped ? typed["auto_post"] == "on" : settings.autoPost,
            threshold: isTyped ? typed["threshold"] ?? "" : ConfidenceBar.decimal(settings.threshold),
            errorBudget: Figures.decimal(Double(budget) / 100, digits: 1),
            large_amount: isTyped ? typed["large_amount"] ?? "" : Money(minorUnits: settings.largeAmount, currency).decimalText,
            fiscal_year_start: "\(month)",
            months: zip(1..., CalendarDate.longMonthNames).map { Choice("\($0)", $1, isSelected: $0 == month) },
            monthName: CalendarDate.longMonthNames[settings.fiscalYearStart - 1], company: call.party.tenantName, currency: currency.code,
            accounts: counted(accounts, "account"), closed: closed.lastClosedDay.map { "through \($0.long)" } ?? "nothing",
            themes: [("system", "As the system has it"), ("light", "Light"), ("dark", "Dark")].map {
                Choice($0.0, $0.1, isSelected: $0.0 == user.theme.rawValue)
            }, hasKeys: user.hasKeys, errors: errors)
        return try await site.page(
            call, "settings", title: "Settings", facts: "When machines may post, how the year runs, and how pages look to you.",
            head: PageHead(isNarrow: true), content, status: errors.isEmpty ? .ok : .unprocessableContent)
    }

    private func change(_ call: Call<Seat>) async throws -> Response {
        let form = call.form
        let digits = (form["threshold"] ?? "").split(separator: ".", omittingEmptySubsequences: false)
        guard digits.count == 2, digits[0] == "0", digits[1].count == 2, let hundredths = Int(digits[1]) else {
            return try await page(call, form, FormErrors([("threshold", "The threshold takes a number from 0.80 to 0.99.")]))
        }
        let item = SettingsItem(
            auto_post: form["auto_post"] == "on", threshold_basis_points: hundredths * 100, large_amount: form["large_amount"] ?? "",
            fiscal_year_start: Int(form["fiscal_year_start"] ?? "") ?? 0)
        do {
            let wanted = try item.settings(currency: try await call.currency())
            try await ChangeSettings(call.office)(for: call.tenant, by: call.actor) { $0 = wanted }
        } catch {
            let field = (80...99).contains(hundredths) ? "large_amount" : "threshold"
            return try await page(call, form, FormErrors(error, field: field))
        }
        return site.seeOther(
            "/settings", said: item.auto_post ? "Saved. Machines may post what they are sure of." : "Saved. Nothing posts by itself.")
    }

    private func setPreferences(_ call: Call<Person>) async throws -> Response {
        guard let theme = User.Theme(rawValue: call.form["theme"] ?? "") else {
            throw Refusal.invalid("Pages are light, dark, or as the system has it.")
        }
        try await SetPreferences(site.front)(theme: theme, hasKeys: call.form["keys"] == "on", of: call.party.user.id)
        return site.seeOther("/settings", said: "Saved, for you alone and in every company.")
    }
}
