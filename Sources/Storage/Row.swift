/// One row of an answer: cells by position.
package struct Row: Sendable {
    package let values: [SQLValue]

    package init(values: [SQLValue]) { self.values = values }

    package subscript<Value: SQLConvertible>(index: Int) -> Value {
        get throws(StorageError) {
            guard let value = Value(sqlValue: values[index]) else {
                throw .unexpected("Column \(index) holds \(values[index]), which is no \(Value.self).")
            }
            return value
        }
    }
}
