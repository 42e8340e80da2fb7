import Bookkeeping
import Foundation
import Storage

/// What a close certificate says, as JSON with its keys in order: the same facts are the same bytes, and so the same hash.
package struct CertificateDocument: Codable, Hashable, Sendable {
    package let format: String
    package let company: String
    package let period: String
    package let first: String
    package let last: String
    package let made_at: String
    package let made_by: String
    /// Whether the period was closed when the certificate was made.
    package let closed: Bool
    package let accounts: [Balance]
    package let coverage: [Coverage]
    package let checklist: [Point]
    package let trial_balance: [TrialRow]
    package let entries: Int
    package let audit: AuditHead

    package static let currentFormat = "bookkeeper-close-certificate-1"

    package struct Balance: Codable, Hashable, Sendable {
        package let account: String
        package let currency: String
        package let bank: String?
        package let books: String
        package let difference: String?
    }

    package struct Coverage: Codable, Hashable, Sendable {
        package let account: String
        package let month: String
        package let state: String
        package let lines: Int
    }

    package struct Point: Codable, Hashable, Sendable {
        package let point: String
        package let title: String
        package let done: Bool
        package let finding: String
    }

    package struct TrialRow: Codable, Hashable, Sendable {
        package let account: String
        package let currency: String
        package let debit: String?
        package let credit: String?
    }

    /// The last row of the audit log when the certificate was made.
    package struct AuditHead: Codable, Hashable, Sendable {
        package let row: Int64
        package let hash: String
    }

    init(_ checklist: CloseChecklist, of company: String, _ books: Books, by person: String, at now: Instant) throws {
        format = Self.currentFormat
        (self.company, period) = (company, "\(checklist.period)")
        (first, last) = ("\(checklist.period.first)", "\(checklist.period.last)")
        (made_at, made_by, closed) = (now.iso, person, checklist.isClosed)
        accounts = checklist.balances.map { proof in
            Balance(
                account: proof.account.label, currency: proof.currency.code, bank: proof.bank?.decimalText, books: proof.books.decimalText,
                difference: proof.difference?.decimalText)
        }
        coverage = checklist.rows.flatMap { row in
            row.coverage.months.map {
                Coverage(account: row.account.label, month: "\($0.period)", state: $0.state.rawValue, lines: $0.lines)
            }
        }
        self.checklist = checklist.items.map {
            Point(point: $0.point.rawValue, title: $0.point.title, done: $0.isDone, finding: $0.finding)
        }
        let day = checklist.period.last
        let balance = try TrialBalance(asOf: day, accounts: books.accounts.all(), totals: books.totals.through(day))
        trial_balance = balance.rows.map { row in
            TrialRow(
                account: row.account.label, currency: row.amount.currency.code, debit: row.debit?.decimalText,
                credit: row.credit?.decimalText)
        }
        entries = try books.entries.count(during: checklist.period)
        let head = try books.audit.head()
        audit = AuditHead(row: head?.sequence ?? 0, hash: head?.hash.hexadecimal ?? "")
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    package init(json: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(json.utf8)) }
}

extension Sequence<UInt8> {
    /// Two digits for each byte.
    package var hexadecimal: String {
        reduce(into: "") { text, byte in
            let digits = String(byte, radix: 16)
            text += digits.utf8.count == 1 ? "0" + digits : digits
        }
    }
}
