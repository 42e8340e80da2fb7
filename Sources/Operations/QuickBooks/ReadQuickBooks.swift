package import Bookkeeping
package import Storage

/// How things stand with QuickBooks Online, from what is stored here: a page must not wait for Intuit.
package struct ReadQuickBooks: Sendable {
    let desk: QuickBooksDesk

    package init(_ desk: QuickBooksDesk) { self.desk = desk }

    package struct Standing: Sendable {
        package let isConfigured: Bool
        package let connection: QuickBooksConnection?
        package let counts: [QuickBooksExportStore.State: Int]
        package let entries: Int
        package let runs: [QuickBooksRunStore.Record]
    }

    package func callAsFunction(for tenant: TenantID) async throws -> Standing {
        let isConfigured = desk.edge != nil
        return try await desk.database.read(for: tenant) { books in
            let connection = try books.quickBooks.current()
            return Standing(
                isConfigured: isConfigured, connection: connection,
                counts: try connection.map { try books.quickBooksExports($0.realm).counts() } ?? [:], entries: try books.entries.count(),
                runs: try books.quickBooksRuns.latest(limit: 10))
        }
    }

    /// Our accounts, where each goes, and what it may be.
    package struct Chart: Sendable {
        package let connection: QuickBooksConnection
        package let rows: [Row]
        package let targets: [QuickBooksChartStore.Account]
        package let parties: [QuickBooksChartStore.Party]
    }

    package struct Row: Sendable {
        package let account: Account
        package let mapping: QuickBooksChartStore.Mapping?
        package let suggestion: QuickBooksSuggestions.Suggestion?
        package let obstacle: QuickBooksPlan.Obstacle?
    }

    package func chart(for tenant: TenantID) async throws -> Chart {
        let connection = try await desk.connection(of: tenant)
        return try await desk.database.read(for: tenant) { books in
            let plan = try QuickBooksPlan(books, connection)
            let targets = try books.quickBooksChart.accounts(connection.realm)
            let mappings = Dictionary(try books.quickBooksChart.mappings(connection.realm).map { ($0.account, $0) }) { first, _ in first }
            let accounts = try books.accounts.all()
            let suggestions = QuickBooksSuggestions(targets, for: accounts)
            let rows = accounts.map { account in
                Row(
                    account: account, mapping: mappings[account.id],
                    suggestion: mappings[account.id] == nil ? suggestions.suggestion(for: account) : nil,
                    obstacle: plan.obstacle(on: account.id))
            }
            return Chart(
                connection: connection, rows: rows, targets: targets, parties: try books.quickBooksChart.parties(connection.realm))
        }
    }

    package struct Failure: Sendable {
        package let entry: EntryID
        package let number: EntryNumber
        package let state: QuickBooksExportStore.State
        package let reason: String
    }

    /// The first hundred entries of a run that did not get there, and why.
    package func failures(of run: QuickBooksRunID, for tenant: TenantID) async throws -> [Failure] {
        try await desk.database.read(for: tenant) { books in
            guard let record = try books.quickBooksRuns.record(run) else { throw QuickBooksExportError.noSuchRun }
            let failed = try books.quickBooksExports(record.realm).failures(of: run, limit: 100)
            return try failed.compactMap { record in
                guard let fault = record.fault, let posted = try books.entries.entry(record.entry) else { return nil }
                return Failure(entry: record.entry, number: posted.number, state: record.state, reason: fault.reason)
            }
        }
    }
}
