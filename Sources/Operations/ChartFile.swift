package import Bookkeeping
import Ingestion

/// A chart of accounts of one's own, as `code,name,kind` rows under that header.
package enum ChartFile {
    package static func read(_ text: String) throws(OperationError) -> [ChartTemplate.Line] {
        var rows = DelimitedRows(text)
        guard rows.next()?.fields == ["code", "name", "kind"] else {
            throw .wrongChartFile(row: 1, reason: "is not the header code,name,kind")
        }
        var lines: [ChartTemplate.Line] = []
        while let row = rows.next() {
            guard row.fields != [""] else { continue }
            guard row.fields.count == 3, !row.fields[0].isEmpty, !row.fields[1].isEmpty else {
                throw .wrongChartFile(row: row.number, reason: "needs a code, a name and a kind")
            }
            guard let kind = Account.Kind(rawValue: row.fields[2]) else {
                throw .wrongChartFile(row: row.number, reason: "has the kind “\(row.fields[2])”, which is none of \(kinds)")
            }
            lines.append(ChartTemplate.Line(row.fields[0], row.fields[1], kind))
        }
        guard lines.contains(where: { $0.kind == .bank }) else {
            throw .wrongChartFile(row: 2, reason: "and those below it hold no bank account")
        }
        return lines
    }

    private static var kinds: String { Account.Kind.allCases.map(\.rawValue).joined(separator: ", ") }
}
