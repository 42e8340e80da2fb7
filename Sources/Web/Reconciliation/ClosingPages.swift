import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// The checklist before a period is closed, and the certificate after.
struct ClosingPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/reconcile/closing/{period}", may: .readBooks, use: checklist),
            .member(.post, "/reconcile/closing/{period}", may: .closePeriods, .form(limit: 4 << 10), use: close),
            .member(.get, "/reconcile/certificates/{id}", may: .readBooks, use: certificate),
        ]
    }

    private struct ChecklistContent: Sendable {
        let period: String
        let points: [Point]
        let balances: [BalanceRows]
        let hasBalances: Bool
        let mayClose: Bool
        let isClosed: Bool
        let obstacle: String?
        let canClose: Bool
        let open: String?
        let title: String
    }

    struct Point: Sendable {
        let title: String
        let finding: String
        let isDone: Bool
    }

    private func period(_ call: Call<Seat>) throws -> Period {
        guard let period = Period(text: call.parameter("period")) else { throw Refusal.notFound("period of that name") }
        return period
    }

    private func checklist(_ call: Call<Seat>) async throws -> Response {
        let checklist = try await ReadCloseChecklist(call.office)(for: call.tenant, period(call))
        let open = checklist.openCount
        let facts = open == 0 ? "Every point is settled." : "\(open) of \(checklist.items.count) points are open."
        return try await site.page(
            call, "checklist", title: "Close \(checklist.period.words)", facts: facts,
            head: PageHead(crumbs: [.init("Reconcile", "/reconcile")]),
            ChecklistContent(
                period: "\(checklist.period)",
                points: checklist.items.map { Point(title: $0.point.title, finding: $0.finding, isDone: $0.isDone) },
                balances: checklist.balances.map(BalanceRows.init), hasBalances: !checklist.balances.isEmpty,
                mayClose: call.party.may(.closePeriods), isClosed: checklist.isClosed, obstacle: checklist.obstacle,
                canClose: !checklist.isClosed && checklist.obstacle == nil,
                open: open == 0 ? nil : "\(open) open \(open == 1 ? "point" : "points")", title: checklist.period.words))
    }

    private func close(_ call: Call<Seat>) async throws -> Response {
        let closing: MakeCertificate.Closing
        switch call.form["do"] {
        case "close": closing = call.form["anyway"] == "yes" ? .anyway : .whenSettled
        case "certify": closing = .leave
        default: throw Refusal.invalid("Say whether to close the period or to certify how it stands.")
        }
        let record = try await MakeCertificate(call.office)(for: call.tenant, period(call), closing: closing, by: call.actor)
        return .seeOther("/reconcile/certificates/\(record.id)")
    }

    private struct CertificateContent: Sendable {
        let document: CertificateDocument
        let hash: String
        let state: String
        let isSound: Bool
        let file: String
        let balances: [Balance]
        let points: [Point]
        let coverage: Table
        let trialBalance: Table
        let entries: String
        let auditRow: String

        struct Balance: Sendable {
            let account: String
            let bank: String
            let books: String
            let difference: String
            let currency: String
        }
    }

    private func certificate(_ call: Call<Seat>) async throws -> Response {
        let found = try await ReadCertificate(call.office)(for: call.tenant, call.id("certificate"))
        let (record, document) = (found.record, found.document)
        let isSound = record.isWhole && found.isAnchored
        let coverage = document.coverage.map { month in
            Table.Row([
                .text(month.account), .text(month.month), .text(month.state.replacing("_", with: " ")), .number("\(month.lines)"),
            ])
        }
        let trial = document.trial_balance.map { row in
            Table.Row([
                .text(row.account), .number(Self.grouped(row.debit, row.currency)), .number(Self.grouped(row.credit, row.currency)),
                .text(row.currency),
            ])
        }
        return try await site.page(
            call, "certificate", title: "Close certificate, \(record.period.words)",
            facts: "\(document.company), made \(record.madeAt.dayAndTime) UTC by \(record.madeBy). "
                + (document.closed ? "The period was closed." : "The period was open."),
            head: PageHead(crumbs: [.init("Reconcile", "/reconcile")]),
            CertificateContent(
                document: document, hash: record.hash.hexadecimal,
                state: isSound
                    ? "The hash fits the document, and the audit log still has row \(document.audit.row) as it was."
                    : "This certificate no longer fits: the document or the audit log was changed.",
                isSound: isSound, file: "/api/certificates/\(record.id)",
                balances: document.accounts.map { balance in
                    .init(
                        account: balance.account, bank: Self.grouped(balance.bank ?? "not known", balance.currency),
                        books: Self.grouped(balance.books, balance.currency),
                        difference: Self.grouped(balance.difference ?? "not known", balance.currency), currency: balance.currency)
                }, points: document.checklist.map { Point(title: $0.title, finding: $0.finding, isDone: $0.done) },
                coverage: Table(
                    "Coverage", [.init("Account"), .init("Month"), .init("Statement"), .number("Lines")], coverage,
                    empty: "No bank account was open."),
                trialBalance: Table(
                    "Trial balance", [.init("Account"), .number("Debit"), .number("Credit"), .init("Currency")], trial,
                    empty: "Nothing was posted."),
                entries: "\(document.entries)", auditRow: "\(document.audit.row)"))
    }

    /// As people read it; the document has plain digits.
    private static func grouped(_ text: String?, _ currency: String) -> String {
        guard let text else { return "" }
        return Currency(code: currency).flatMap { Money(decimalText: text, $0) }?.grouped ?? text
    }
}
