import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Proving the books, for programs.
struct ReconcileRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/reconciliation", may: .readBooks, .none,
                .reads(
                    "Twelve months of every bank account: covered, missing, duplicate, mismatch or not_open; and what each statement proves",
                    .object(["months": .list(.text), "accounts": .list(Self.account), "statements": .list(Self.statement)]),
                    query: [.init("through", .text, "the last month, 2025-11")]), use: overview),
            .member(
                .get, "/api/reconciliation/statements/{id}", may: .readBooks, .none,
                .reads(
                    "One statement with its lines, what books them, and where a difference may come from",
                    .object(["statement": Self.statement, "causes": .list(.text), "lines": .list(Self.line), "balance": Self.balance])),
                use: statement),
            .member(
                .get, "/api/transfers", may: .readBooks, .none,
                .reads(
                    "Pairs of lines that may be one transfer between own accounts, and those that were matched",
                    .object(["proposed": .list(Schema(json: ["type": "object"])), "matched": .list(Schema(json: ["type": "object"]))]),
                    query: [.init("through", .text, "the last of twelve months, 2025-11")]), use: transfers),
            .member(
                .post, "/api/transfers", may: .fileLines, .json(limit: 4 << 10),
                .changes(
                    "Make two lines one transfer: one entry books both", Self.pair,
                    .object(["id": .id, "entry": .id, "number": .text]), status: .created), use: match),
            .member(
                .delete, "/api/transfers/{id}", may: .fileLines, .none, .changes("Take a matched transfer apart: its lines wait again"),
                use: takeApart),
            .member(
                .post, "/api/transfers/rejections", may: .fileLines, .json(limit: 4 << 10),
                .changes("Remember that two lines are no transfer", Self.pair), use: reject),
            .member(
                .get, "/api/periods/{period}/checklist", may: .readBooks, .none,
                .reads(
                    "What is settled and what is open before a period is closed",
                    .object(["period": .text, "closed": .boolean, "open": .integer, "points": .list(Self.point)])), use: checklist),
            .member(
                .post, "/api/periods/{period}/certificates", may: .closePeriods, .none,
                .changes("Certify a period as it stands", nil, Self.certificate, status: .created), use: certify),
            .member(
                .get, "/api/certificates", may: .readBooks, .none,
                .reads("Certificates, newest first", .object(["items": .list(Self.certificate)])), use: certificates),
            .member(
                .get, "/api/certificates/{id}", may: .readBooks, .none,
                .reads("A certificate, byte for byte as it was hashed", Schema(json: ["type": "object"])), use: certificateFile),
        ] + ReconcilePages(site: site).all + ClosingPages(site: site).all
    }

    private static let pair = Schema.object(["out": .id, "in": .id])
    private static let account = Schema.object([
        "account": .id, "label": .text, "months": .list(.object(["month": .text, "state": .text, "lines": .integer])),
    ])
    private static let statement = Schema.object(
        ["id": .id, "account": .id, "file": .text, "first": .date, "last": .date, "verdict": .choice(["agrees", "off", "unproved"])],
        optional: ["opening": .amount, "closing": .amount, "closing_by_lines": .amount, "off_by": .amount, "gap_before": .amount])
    private static let line = Schema.object(
        ["id": .id, "date": .date, "amount": .amount, "text": .text, "state": .text, "known": .boolean], optional: ["entry": .id])
    private static let balance = Schema.object(
        ["books": .amount, "reasons": .list(.text)], optional: ["bank": .amount, "difference": .amount])
    private static let point = Schema.object(["point": .text, "title": .text, "done": .boolean, "finding": .text])
    private static let certificate = Schema.object(["id": .id, "period": .text, "hash": .text, "made_at": .instant, "made_by": .text])

    private func overview(_ call: Call<Seat>) async throws -> Response {
        try .json(OverviewItem(try await ReadReconciliation(call.office)(for: call.tenant, through: call.query.through())))
    }

    private func statement(_ call: Call<Seat>) async throws -> Response {
        try .json(StatementDetailsItem(try await ReadStatement(call.office)(for: call.tenant, call.id("statement"))))
    }

    private func transfers(_ call: Call<Seat>) async throws -> Response {
        let overview = try await ReadReconciliation(call.office)(for: call.tenant, through: call.query.through())
        let matched = try await ListTransfers(call.office)(for: call.tenant, limit: 500)
        return try .json(TransfersItem(overview.transfers, matched))
    }

    private struct PairBody: Decodable {
        let out: Int64
        let `in`: Int64

        var key: TransferPairing.Key { .init(out: LineID(out), into: LineID(`in`)) }
    }

    private struct Matched: Encodable {
        let id: Int64
        let entry: Int64
        let number: String
    }

    private func match(_ call: Call<Seat>) async throws -> Response {
        let (id, entry) = try await MatchTransfer(call.office)(for: call.tenant, call.json(PairBody.self).key, by: call.actor)
        return try .json(Matched(id: id.rawValue, entry: entry.id.rawValue, number: "\(entry.number)"), status: .created)
    }

    private func reject(_ call: Call<Seat>) async throws -> Response {
        try await RejectTransfer(call.office)(for: call.tenant, call.json(PairBody.self).key, by: call.actor)
        return .done
    }

    private func takeApart(_ call: Call<Seat>) async throws -> Response {
        try await TakeTransferApart(call.office)(for: call.tenant, call.id("transfer"), by: call.actor)
        return .done
    }

    private func period(_ call: Call<Seat>) throws -> Period {
        guard let period = Period(text: call.parameter("period")) else { throw Refusal.notFound("period of that name") }
        return period
    }

    private func checklist(_ call: Call<Seat>) async throws -> Response {
        try .json(ChecklistItem(try await ReadCloseChecklist(call.office)(for: call.tenant, period(call))))
    }

    private func certify(_ call: Call<Seat>) async throws -> Response {
        let record = try await MakeCertificate(call.office)(for: call.tenant, period(call), by: call.actor)
        return try .json(CertificateItem(record), status: .created, [.location: "/api/certificates/\(record.id)"])
    }

    private func certificates(_ call: Call<Seat>) async throws -> Response {
        try .json(["items": try await ReadCertificate(call.office).all(for: call.tenant, limit: 500).map(CertificateItem.init)])
    }

    private func certificateFile(_ call: Call<Seat>) async throws -> Response {
        let record = try await ReadCertificate(call.office)(for: call.tenant, call.id("certificate")).record
        return .json(text: record.document).download(named: "close-certificate-\(record.period)-\(record.id).json")
    }
}

extension Values {
    /// The last day of the month that `through` names.
    func through() throws -> CalendarDate? {
        try text("through").map { text in
            guard let period = Period(text: text) else { throw Refusal.invalid("through takes a month like 2025-11.") }
            return period.last
        }
    }
}
