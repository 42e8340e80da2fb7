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
            .member(.get, "/settings", may: .readBooks) { call in try await page(call) },
            .member(.post, "/settings", may: .changeSettings, .form(), page: page, use: change),
            .person(.post, "/settings/preferences", .form(limit: 4 << 10), page: page, use: setPreferences),
        ]
    }

    private struct Content: Sendable {
        let mayChange: Bool
        let autoPost: Bool
        let threshold: String
        /// Percent of what machines post that may be wrong.
        let errorBudget: String
        let large_amount: String
        let months: [Choice]
        let monthName: String
        let company: String
        let currency: String
        let accounts: String
        let closed: String
        let themes: [Choice]
        let hasKeys: Bool
    }

    private func page(_ call: Call<Seat>) async throws -> Response {
        let currency = try await call.currency()
        let (settings, budget, accounts, closed) = try await call.office.database.read(for: call.tenant) { books in
            (
                try books.settings.current(), try books.settings.errorBudget(), try books.accounts.all().count,
                try books.closings.closedPeriods()
            )
        }
        let user = call.party.user
        let content = Content(
            mayChange: call.party.may(.changeSettings), autoPost: settings.autoPost,
            threshold: ConfidenceBar.decimal(settings.threshold),
            errorBudget: Figures.decimal(Double(budget) / 100, digits: 1),
            large_amount: Money(minorUnits: settings.largeAmount, currency).decimalText,
            months: zip(1..., CalendarDate.longMonthNames).map { Choice("\($0)", $1, isSelected: $0 == settings.fiscalYearStart) },
            monthName: CalendarDate.longMonthNames[settings.fiscalYearStart - 1], company: call.party.tenantName, currency: currency.code,
            accounts: counted(accounts, "account"), closed: closed.lastClosedDay.map { "through \($0.long)" } ?? "nothing",
            themes: [("system", "As the system has it"), ("light", "Light"), ("dark", "Dark")].map {
                Choice($0.0, $0.1, isSelected: $0.0 == user.theme.rawValue)
            }, hasKeys: user.hasKeys)
        return try await site.page(
            call, "settings", title: "Settings", facts: "When machines may post, how the year runs, and how pages look to you.",
            head: PageHead(isNarrow: true), content)
    }

    private func change(_ call: Call<Seat>) async throws -> Response {
        let form = call.form
        let digits = (form["threshold"] ?? "").split(separator: ".", omittingEmptySubsequences: false)
        guard digits.count == 2, digits[0] == "0", digits[1].count == 2, let hundredths = Int(digits[1]) else {
            throw Refusal.invalid("The threshold takes a number from 0.80 to 0.99.", field: "threshold")
        }
        guard let month = Int(form["fiscal_year_start"] ?? ""), CalendarDate.longMonthNames.indices.contains(month - 1) else {
            throw Refusal.invalid("Choose one of the months.", field: "fiscal_year_start")
        }
        let item = SettingsItem(
            auto_post: form["auto_post"] == "on", threshold_basis_points: hundredths * 100, large_amount: form["large_amount"] ?? "",
            fiscal_year_start: month)
        let currency = try await call.currency()
        guard let amount = Money(decimalText: item.large_amount, currency), !amount.isNegative else {
            throw Refusal.invalid("“\(item.large_amount.prefix(40))” is no amount. It takes one like 5000.00.", field: "large_amount")
        }
        let wanted = try item.settings(currency: currency)
        try await about((80...99).contains(hundredths) ? "large_amount" : "threshold") {
            try await ChangeSettings(call.office)(for: call.tenant, by: call.actor) { $0 = wanted }
        }
        return site.seeOther(
            "/settings", said: item.auto_post ? "Saved. Machines may post what they are sure of." : "Saved. Nothing posts by itself.")
    }

    private func setPreferences(_ call: Call<Person>) async throws -> Response {
        let theme: User.Theme = try call.form.choice("theme")
        try await SetPreferences(site.front)(theme: theme, hasKeys: call.form["keys"] == "on", of: call.party.user.id)
        return site.seeOther("/settings", said: "Saved, for you alone and in every company.")
    }
}
