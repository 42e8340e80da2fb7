package import Bookkeeping
package import Storage

/// What QuickBooks and Intuit answer, read without trust.
package enum QuickBooksAnswer {
    /// - Throws: `QuickBooksError`
    package static func tokens(_ bytes: [UInt8]) throws -> QuickBooks.Tokens {
        let value = try json(bytes)
        guard let access = value["access_token"].text, let refresh = value["refresh_token"].text else {
            throw QuickBooksError.unreadableAnswer("no tokens")
        }
        // An hour and a hundred days, where Intuit does not say.
        return QuickBooks.Tokens(
            access: access, refresh: refresh, accessSeconds: value["expires_in"].whole ?? 3_600,
            refreshSeconds: value["x_refresh_token_expires_in"].whole ?? 8_640_000)
    }

    package static func company(info: [UInt8], preferences: [UInt8]) throws -> QuickBooksConnection.Company {
        let name = try json(info)["CompanyInfo"]["CompanyName"].text
        guard let name else { throw QuickBooksError.unreadableAnswer("no company") }
        let found = try json(preferences)["QueryResponse"]["Preferences"].items.first ?? .nothing
        let currency = found["CurrencyPrefs"]
        return QuickBooksConnection.Company(
            name: String(name.prefix(200)), homeCurrency: currency["HomeCurrency"]["value"].text.flatMap { Currency(code: $0) },
            takesForeignCurrencies: currency["MultiCurrencyEnabled"].flag ?? false,
            closedThrough: found["AccountingInfoPrefs"]["BookCloseDate"].text.flatMap { CalendarDate(iso: String($0.prefix(10))) })
    }

    /// One page of a query for accounts, and how many rows it had.
    package static func accounts(_ bytes: [UInt8]) throws -> (accounts: [QuickBooksChartStore.Account], rows: Int) {
        let rows = try json(bytes)["QueryResponse"]["Account"].items
        let accounts = rows.compactMap { row -> QuickBooksChartStore.Account? in
            guard let id = row["Id"].text, let name = row["FullyQualifiedName"].text ?? row["Name"].text else { return nil }
            return .init(
                id: id, number: row["AcctNum"].text ?? "", name: String(name.prefix(300)), type: row["AccountType"].text ?? "",
                isActive: row["Active"].flag ?? true, currency: row["CurrencyRef"]["value"].text ?? "")
        }
        return (accounts, rows.count)
    }

    package static func parties(
        _ bytes: [UInt8], _ kind: QuickBooksChartStore.Party.Kind
    ) throws -> (parties: [QuickBooksChartStore.Party], rows: Int) {
        let rows = try json(bytes)["QueryResponse"][kind.rawValue].items
        let parties = rows.compactMap { row -> QuickBooksChartStore.Party? in
            guard let id = row["Id"].text, let name = row["DisplayName"].text else { return nil }
            return .init(kind, id: id, name: String(name.prefix(300)))
        }
        return (parties, rows.count)
    }

    /// The entry that a creation answers with.
    package static func created(_ bytes: [UInt8], home: Currency?, trace: String?) throws -> QuickBooksEntry {
        guard let entry = entry(try json(bytes)["JournalEntry"], home, trace) else { throw QuickBooksError.unreadableAnswer("no entry") }
        return entry
    }

    package static func entries(_ bytes: [UInt8], home: Currency?, trace: String?) throws -> [QuickBooksEntry] {
        let answer = try json(bytes)["QueryResponse"]
        guard answer.isObject else { throw QuickBooksError.unreadableAnswer("no answer to the query") }
        return answer["JournalEntry"].items.compactMap { entry($0, home, trace) }
    }

    /// What is refused, in either of the two spellings that QuickBooks uses; nil where nothing is.
    package static func faults(_ bytes: [UInt8]) -> [QuickBooksFault]? {
        guard let value = try? WireValue(bytes) else { return nil }
        let fault = value["Fault"].isObject ? value["Fault"] : value["fault"]
        guard fault.isObject else { return nil }
        let errors = fault["Error"].items.isEmpty ? fault["error"].items : fault["Error"].items
        return errors.map { error in
            QuickBooksFault(
                code: error["code"].text ?? error["code"].decimalText ?? "", message: error["Message"].text ?? error["message"].text ?? "",
                detail: error["Detail"].text ?? error["detail"].text ?? "")
        }
    }

    /// The word that an OAuth 2 server refuses with: `invalid_grant`.
    package static func oauthError(_ bytes: [UInt8]) -> String? { (try? WireValue(bytes))?["error"].text }

    private static func json(_ bytes: [UInt8]) throws -> WireValue {
        do { return try WireValue(bytes) } catch { throw QuickBooksError.unreadableAnswer("no JSON") }
    }

    private static func entry(_ value: WireValue, _ home: Currency?, _ trace: String?) -> QuickBooksEntry? {
        guard let id = value["Id"].text else { return nil }
        return QuickBooksEntry(
            id: id, docNumber: value["DocNumber"].text ?? "", note: value["PrivateNote"].text ?? "", content: content(value, home),
            trace: trace)
    }

    private static func content(_ value: WireValue, _ home: Currency?) -> QuickBooksContent? {
        guard let date = value["TxnDate"].text.flatMap({ CalendarDate(iso: $0) }),
            let currency = value["CurrencyRef"]["value"].text.flatMap({ Currency(code: $0) }) ?? home
        else { return nil }
        // A row that only describes moves nothing.
        let rows = value["Line"].items.filter { $0["DetailType"].text != "DescriptionOnly" }
        let lines = rows.map { row -> QuickBooksContent.Line? in
            let detail = row["JournalEntryLineDetail"]
            guard let amount = row["Amount"].decimalText.flatMap({ Money(decimalText: $0, currency) }),
                let side = detail["PostingType"].text.flatMap({ Side(rawValue: $0.lowercased()) }),
                let account = detail["AccountRef"]["value"].text
            else { return nil }
            let kind = detail["Entity"]["Type"].text.flatMap { QuickBooksChartStore.Party.Kind(rawValue: $0) }
            let party = detail["Entity"]["EntityRef"]["value"].text
            return .init(side, amount, account: account, party: kind.flatMap { kind in party.map { .init(kind, id: $0) } })
        }
        guard !lines.isEmpty, lines.allSatisfy({ $0 != nil }) else { return nil }
        return QuickBooksContent(date: date, currency: currency, lines: lines.compactMap(\.self))
    }
}
