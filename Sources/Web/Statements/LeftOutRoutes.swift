import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Rows that a file's reading left out, for programs: completed and taken in, or said to be no transactions.
struct LeftOutRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .post, "/api/statements/{id}/corrections", may: .importStatements, .json(limit: 16 << 10),
                .changes(
                    "Take a row in that the file's reading left out, as it should have been; once, however often it is sent",
                    .object(
                        ["position": .integer, "date": .text, "text": .text, "amount": .text], optional: ["statement": .id]),
                    .object(["line": .id, "known": .boolean]), status: .created), use: takeIn),
            .member(
                .post, "/api/statements/{id}/dismissals", may: .importStatements, .json(limit: 1 << 10),
                .changes("Say that a left out row is no transaction", Self.row), use: dismiss),
            .member(
                .post, "/api/statements/{id}/dismissals/undoing", may: .importStatements, .json(limit: 1 << 10),
                .changes("Have a dismissed row open again", Self.row), use: undo),
        ]
    }

    private static let row = Schema.object(["position": .integer])

    private struct Correction: Decodable {
        let position: Int
        let date: String
        let text: String
        let amount: String
        /// Where the file has several.
        let statement: Int64?
    }

    private struct Row: Decodable {
        let position: Int
    }

    private struct TakenIn: Encodable {
        let line: Int64
        let known: Bool
    }

    private func takeIn(_ call: Call<Seat>) async throws -> Response {
        let id = try await importID(call)
        let body = try call.json(Correction.self)
        let typed = TypedRow(date: body.date, text: body.text, amount: body.amount, statement: body.statement.map { StatementID($0) })
        let outcome = try await TakeInRow(call.office)(for: call.tenant, body.position, of: id, as: typed, by: call.actor)
        if outcome.isNews { await site.llm?.wake(call.tenant) }
        return try .json(TakenIn(line: outcome.line.rawValue, known: outcome.isKnown), status: outcome.isNews ? .created : .ok)
    }

    private func dismiss(_ call: Call<Seat>) async throws -> Response {
        let id = try await importID(call)
        try await DismissRow(call.office)(for: call.tenant, call.json(Row.self).position, of: id, by: call.actor)
        return .done
    }

    private func undo(_ call: Call<Seat>) async throws -> Response {
        let id = try await importID(call)
        try await DismissRow(call.office).undo(for: call.tenant, call.json(Row.self).position, of: id, by: call.actor)
        return .done
    }

    /// Of an import that is there: whoever names another company's learns nothing of how the body should look.
    private func importID(_ call: Call<Seat>) async throws -> ImportID {
        let id: ImportID = try call.id("import")
        let found = try await call.office.database.read(for: call.tenant) { books in try books.imports.record(id) }
        guard found != nil else { throw Refusal.notFound("import") }
        return id
    }
}
