extension Values {
    /// Letters that any field of a form takes. Operations know shorter limits of their own.
    private static let longestField = 2_000

    /// What was chosen from a list. Only somebody who changed the form sends what the list does not have.
    func choice<Choice: RawRepresentable<String>>(_ name: String, as type: Choice.Type = Choice.self) throws -> Choice {
        guard let choice = Choice(rawValue: self[name] ?? "") else { throw Refusal.invalid("Choose one from the list.", field: name) }
        return choice
    }

    /// What was typed where something has to stand.
    /// - Parameter what: begins the sentence that asks for it: `An address`
    func filled(_ name: String, _ what: String) throws -> String {
        guard let text = text(name) else { throw Refusal.invalid("\(what) is needed here.", field: name) }
        return text
    }

    /// - Throws: a refusal that names every field that holds more than any takes
    func checkLengths() throws {
        let faults = Dictionary(grouping: pairs, by: \.name).sorted { $0.key < $1.key }.flatMap { name, pairs in
            pairs.enumerated().compactMap { index, pair -> FieldFault? in
                guard pair.value.count > Self.longestField else { return nil }
                let text = "This takes at most \(Self.longestField.grouped) letters, and \(pair.value.count.grouped) were sent. Shorten it."
                return FieldFault(name, place: index + 1, text)
            }
        }
        guard faults.isEmpty else { throw Refusal.invalid(faults) }
    }
}
