import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Months and years that are closed, so that nothing in them changes any more.
struct PeriodRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/periods", may: .readBooks, .none,
                .reads("The closed periods, in order", .object(["closed": .list(.object(["id": .text, "first": .date, "last": .date]))])),
                use: list),
            .member(
                .post, "/api/periods/{period}/closing", may: .closePeriods, .json(limit: 1 << 10),
                .changes("Close a month, a quarter or a year: 2025-06, 2025-Q2, 2025"), use: close),
            .member(
                .delete, "/api/periods/{period}/closing", may: .closePeriods, .none, .changes("Open the last closed period again"),
                use: reopen),
        ]
    }

    private struct Closed: Encodable {
        let closed: [Item]

        struct Item: Encodable {
            let id: String
            let first: String
            let last: String
        }
    }

    private func list(_ call: Call<Seat>) async throws -> Response {
        let periods = try await call.office.database.read(for: call.tenant) { books in try books.closings.closedPeriods().periods }
        return try .json(Closed(closed: periods.map { .init(id: "\($0)", first: "\($0.first)", last: "\($0.last)") }))
    }

    private func period(_ call: Call<Seat>) throws -> Period {
        guard let period = Period(text: call.parameter("period")) else { throw Refusal.notFound("period of that name") }
        return period
    }

    private func close(_ call: Call<Seat>) async throws -> Response {
        try await ClosePeriod(call.office)(for: call.tenant, period(call), by: call.actor)
        return .done
    }

    private func reopen(_ call: Call<Seat>) async throws -> Response {
        try await ClosePeriod(call.office).reopen(for: call.tenant, period(call), by: call.actor)
        return .done
    }
}
