import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// How the tables of each bank account are read.
struct ColumnRoutes: Sendable {
    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/columns", may: .readBooks, .none,
                .reads("The columns that are kept for each account's tables", .object(["items": .list(Item.schema)])), use: list),
            .member(
                .delete, "/api/accounts/{id}/columns", may: .importStatements, .none,
                .changes("Have the columns of an account's next file detected anew", nil, .object(["forgotten": .integer])), use: forget),
        ]
    }

    private struct Item: Encodable {
        let account: Int64
        let columns: String
        let chosen: Bool
        let saved_by: String

        static let schema = Schema.object(["account": .id, "columns": .text, "chosen": .boolean, "saved_by": .text])

        init(_ saved: SavedColumns.Columns) {
            (account, columns, chosen, saved_by) = (saved.account.id.rawValue, saved.names, saved.isChosen, saved.savedBy)
        }
    }

    private func list(_ call: Call<Seat>) async throws -> Response {
        try .json(["items": try await SavedColumns(call.office).all(for: call.tenant).map(Item.init)])
    }

    private func forget(_ call: Call<Seat>) async throws -> Response {
        let id: AccountID = try call.id("account")
        guard try await call.accounts().contains(where: { $0.id == id }) else { throw Refusal.notFound("account") }
        return try .json(["forgotten": try await SavedColumns(call.office).forget(for: call.tenant, id, by: call.actor)])
    }
}
