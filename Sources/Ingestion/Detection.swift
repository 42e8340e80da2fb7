/// What a file was taken for, and why: shown to the person before anything is booked.
package struct Detection: Hashable, Sendable {
    package let format: Format
    /// In the order in which a person reads them.
    package internal(set) var findings: [Finding]
    /// How the columns of a table were understood; nil for formats that name their fields.
    package let mapping: Mapping?
    /// What the file leaves open, so that its mapping may say otherwise for another file of the account.
    package let guesses: Set<Topic>

    package struct Finding: Hashable, Sendable {
        package let topic: Topic
        /// `semicolon`, `day first`, `EUR`.
        package let value: String
        /// One sentence.
        package let why: String
    }

    package enum Topic: String, CaseIterable, Sendable {
        case format, encoding, delimiter, header, preamble, columns
        case dateOrder = "date order"
        case decimalMark = "decimal mark"
        case sign, currency, account
    }

    /// What a person should look at before the lines are booked, a sentence; nil where nothing is in doubt.
    package var doubt: String? {
        guesses.contains(.sign)
            ? "No amount is marked as money out, so all lines are money in. If these are purchases by card, turn the sign: plus is money out."
            : nil
    }

    package subscript(topic: Topic) -> Finding? { findings.first { $0.topic == topic } }

    init(format: Format, findings: [Finding], mapping: Mapping? = nil, guesses: Set<Topic> = []) {
        (self.format, self.findings, self.mapping, self.guesses) = (format, findings, mapping, guesses)
    }
}

extension Detection.Finding {
    init(_ topic: Detection.Topic, _ value: String, _ why: String) {
        (self.topic, self.value, self.why) = (topic, value, why)
    }
}
