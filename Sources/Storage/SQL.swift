/// A statement whose interpolations become parameters: there is no way to put a value into the text.
///
///     let sql: SQL = "SELECT name FROM account WHERE tenant_id = \(tenant) AND code = \(code)"
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// With `$1`, `$2`, … in order, which both engines take.
    package private(set) var text: String
    package private(set) var arguments: [SQLValue]

    package init(stringLiteral value: StaticString) {
        text = value.description
        arguments = []
    }

    package init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
        arguments = stringInterpolation.arguments
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""
        fileprivate var arguments: [SQLValue] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 3)
            arguments.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

        package mutating func appendInterpolation(_ value: some SQLConvertible) {
            arguments.append(value.sqlValue)
            text += "$\(arguments.count)"
        }

        package mutating func appendInterpolation(_ value: (some SQLConvertible)?) {
            arguments.append(value.sqlValue)
            text += "$\(arguments.count)"
        }

        /// `(list: ids)` becomes `($1, $2, …)`; an empty list matches nothing.
        package mutating func appendInterpolation(list values: some Collection<some SQLConvertible>) {
            text += "("
            for (index, value) in values.enumerated() {
                if index > 0 { text += ", " }
                appendInterpolation(value)
            }
            text += values.isEmpty ? "NULL)" : ")"
        }

        /// A condition that is there or not, built apart.
        package mutating func appendInterpolation(_ fragment: SQL) {
            var rest = Substring(fragment.text)
            for (index, argument) in fragment.arguments.enumerated() {
                let marker = "$\(index + 1)"
                guard let range = rest.firstRange(of: marker) else { preconditionFailure("a fragment names each of its parameters once") }
                text += rest[..<range.lowerBound]
                arguments.append(argument)
                text += "$\(arguments.count)"
                rest = rest[range.upperBound...]
            }
            text += rest
        }
    }
}
