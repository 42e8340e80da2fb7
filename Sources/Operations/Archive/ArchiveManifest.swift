import Bookkeeping
import Foundation
import Storage

/// What an archive holds, and the hash of each of its files: `manifest.json`.
struct ArchiveManifest: Codable {
    let format: String
    let schema: String
    let company: String
    let tenant: Int64
    let base_currency: String
    let written_at: String
    let files: [File]
    /// At the end of the books, for each account and currency that does not stand at zero: what the import is held to.
    let balances: [Balance]
    let audit_head: String?

    static let currentFormat = "bookkeeper-company-1"
    static let name = "manifest.json"

    struct File: Codable {
        let path: String
        let rows: Int?
        let bytes: Int
        let sha256: String
    }

    struct Balance: Codable, Hashable {
        let account: String
        let currency: String
        /// Debits less credits.
        let amount: String
    }

    static func balances(_ books: Books) throws -> [Balance] {
        let balance = try TrialBalance(asOf: .latest, accounts: books.accounts.all(), totals: books.totals.through(.latest))
        return balance.rows.map { row in
            Balance(
                account: row.account.label, currency: row.amount.currency.code,
                amount: row.side == .debit ? row.amount.decimalText : "-\(row.amount.decimalText)")
        }
    }
}

/// One row of a table as a line of JSON: an array with a cell for each column. Whole numbers are numbers, texts are texts, bytes are
/// hexadecimal text.
enum ArchiveRow {
    private enum Cell: Codable {
        case null
        case integer(Int64)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let number = try? container.decode(Int64.self) {
                self = .integer(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .integer(let number): try container.encode(number)
            case .text(let text): try container.encode(text)
            }
        }
    }

    static func line(_ values: [SQLValue], _ encoder: JSONEncoder) throws -> [UInt8] {
        let cells = values.map { value -> Cell in
            switch value {
            case .null: .null
            case .integer(let number): .integer(number)
            case .text(let text): .text(text)
            case .blob(let bytes): .text(bytes.hexadecimal)
            }
        }
        return Array(try encoder.encode(cells)) + [UInt8(ascii: "\n")]
    }

    /// Nil where the line is none of this table.
    static func values(_ line: some Sequence<UInt8>, _ columns: [BulkRows.Column], _ decoder: JSONDecoder) -> [SQLValue]? {
        guard let cells = try? decoder.decode([Cell].self, from: Data(line)), cells.count == columns.count else { return nil }
        var values: [SQLValue] = []
        for (cell, column) in zip(cells, columns) {
            switch (cell, column.kind) {
            case (.null, _): values.append(.null)
            case (.integer(let number), .integer): values.append(.integer(number))
            case (.text(let text), .text): values.append(.text(text))
            case (.text(let text), .blob):
                guard let bytes = [UInt8](hexadecimal: text) else { return nil }
                values.append(.blob(bytes))
            default: return nil
            }
        }
        return values
    }
}

extension [UInt8] {
    init?(hexadecimal text: String) {
        let digits = [UInt8](text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index].hexadecimalDigit, let low = digits[index + 1].hexadecimalDigit else { return nil }
            bytes.append(high << 4 | low)
        }
        self = bytes
    }
}

extension UInt8 {
    fileprivate var hexadecimalDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
