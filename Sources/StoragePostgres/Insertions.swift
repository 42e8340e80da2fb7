import Storage

/// The statements that insert bulk rows, with an array for each column.
struct Insertions: Sendable {
    private(set) var all: [Insertion] = []

    struct Insertion: Sendable {
        let text: String
        let parameters: Parameters
        let count: Int
    }

    init(_ rows: BulkRows) {
        let names = rows.columns.map(\.name).joined(separator: ", ")
        var first = 0
        while first < rows.count {
            let range = first..<min(first + 20_000, rows.count)
            var parameters = Parameters()
            var same = rows.columns.indices.map { rows.valueOfAll($0, in: range) }
            // An array makes the rows, so there has to be one.
            if range.count > 1, same.allSatisfy({ $0 != nil }) { same[0] = nil }
            let values = rows.columns.enumerated().map { column, description in
                if let value = same[column] {
                    parameters.append(value)
                    return "$\(column + 1)::\(description.kind.type)"
                }
                parameters.append(BinaryArray(rows, column: column, range).bytes)
                return "unnest($\(column + 1)::\(description.kind.type)[])"
            }
            let text = "INSERT INTO \(rows.table) (\(names)) SELECT \(values.joined(separator: ", "))"
            all.append(Insertion(text: text, parameters: parameters, count: range.count))
            first = range.upperBound
        }
    }
}
