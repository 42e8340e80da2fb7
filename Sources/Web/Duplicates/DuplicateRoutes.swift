import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Lines that the books may hold already, and people's word on them.
struct DuplicateRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/duplicates", may: .readBooks, .none,
                .reads(
                    "Lines that may be known ones, each beside the known line; of one import those that were left out for certain",
                    .object(["items": .list(Self.duplicate)]),
                    query: [.init("statement", .id, "an import, for its rows that were left out"), .limit]), use: list),
            .member(
                .post, "/api/duplicates/kept", may: .fileLines, .json(limit: 64 << 10),
                .changes(
                    "They are lines of their own, and the next file finds them so", .object(["duplicates": .list(.id)]),
                    .object([
                        "kept": .integer, "posted": .integer, "refused": .list(.object(["duplicate": .integer, "reason": .text])),
                    ])), use: keep),
            .member(
                .post, "/api/duplicates/dropped", may: .fileLines, .json(limit: 64 << 10),
                .changes(
                    "They are the known lines again and stay out of the books", .object(["duplicates": .list(.id)]),
                    .object(["dropped": .integer, "refused": .list(.object(["line": .integer, "reason": .text]))])), use: drop),
        ] + DuplicatePages(site: site).all
    }

    private static let line = Schema.object([
        "row": .integer, "date": .date, "amount": .amount, "currency": .text, "text": .text, "file": .text,
    ])
    private static let duplicate = Schema.object(["duplicate": .id, "line": line, "known": line, "evidence": .text, "why": .text])

    private func list(_ call: Call<Seat>) async throws -> Response {
        let limit = try call.query.limit()
        let choice: ListDuplicates.Choice =
            try call.query.text("statement").map { text in
                guard let id = ImportID(text: text) else { throw Refusal.invalid("statement takes the number of an import.") }
                return .certain(id)
            } ?? .open
        let found = try await ListDuplicates(call.office)(for: call.tenant, choice, limit: limit)
        return try .json(["items": found.map(DuplicateJSON.init)])
    }

    private struct Body: Decodable {
        let duplicates: [Int64]
    }

    private static let mostAtOnce = 1_000

    private func ids(_ call: Call<Seat>) throws -> [DuplicateID] {
        let ids = try call.json(Body.self).duplicates
        guard ids.count <= Self.mostAtOnce else { throw Refusal.invalid("Send at most \(Self.mostAtOnce) duplicates at once.") }
        return ids.map { DuplicateID($0) }
    }

    private struct Kept: Encodable {
        let kept: Int
        let posted: Int
        let refused: [Refused]

        struct Refused: Encodable {
            let duplicate: Int64
            let reason: String
        }
    }

    private func keep(_ call: Call<Seat>) async throws -> Response {
        let summary = try await KeepDuplicates(call.office)(for: call.tenant, ids(call), by: call.actor)
        let refused = summary.refused.map { Kept.Refused(duplicate: $0.duplicate.rawValue, reason: $0.reason) }
        return try .json(Kept(kept: summary.kept, posted: summary.posted, refused: refused))
    }

    private struct Dropped: Encodable {
        let dropped: Int
        let refused: [Decided.Refused]
    }

    private func drop(_ call: Call<Seat>) async throws -> Response {
        let summary = Decided(try await DropDuplicates(call.office)(for: call.tenant, ids(call), by: call.actor))
        return try .json(Dropped(dropped: summary.excluded, refused: summary.refused))
    }
}
