/// Who proposed or decided: a word with its shape, for the template `method`.
struct MethodMark: Hashable, Sendable {
    /// `rule`, `vendor`, `model`, `llm`, `person` or `none`.
    let style: String
    let word: String

    /// - Parameter method: as a line has it
    init(_ method: String) {
        style = ["rule", "vendor", "model", "llm", "person"].contains(method) ? method : "none"
        word = method == "llm" ? "LLM" : method == "none" ? "nobody" : method
    }

    /// In other words than the method's own: a rule's name, a person's.
    init(_ method: String, word: String) { (style, self.word) = (MethodMark(method).style, word) }
}
