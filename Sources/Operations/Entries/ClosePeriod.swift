package import Bookkeeping
import Storage

/// Makes a month or a year read-only, or opens the last closed one again.
package struct ClosePeriod: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(for tenant: TenantID, _ period: Period, by person: String) async throws {
        let (now, today) = (office.now(), office.today)
        try await office.database.write(for: tenant) { books in
            _ = try books.closings.closedPeriods().closing(period, on: today)
            try books.closings.close(period, by: person, at: now)
            try books.audit.append(.init(actor: person, action: "period.closed", subject: "period \(period)"), at: now)
        }
    }

    package func reopen(for tenant: TenantID, _ period: Period, by person: String) async throws {
        let now = office.now()
        try await office.database.write(for: tenant) { books in
            _ = try books.closings.closedPeriods().reopening(period)
            try books.closings.reopen(period)
            try books.audit.append(.init(actor: person, action: "period.reopened", subject: "period \(period)"), at: now)
        }
    }
}
