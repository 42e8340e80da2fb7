/// One form of a page with its fields, found in the page's own markup.
struct FormOnPage: Sendable {
    struct Field: Sendable {
        let tag: PageTag
        let name: String
        let kind: Kind
        /// Behind its end tag, where it has one.
        let end: Int
        /// Between its tags.
        let content: Range<Int>
        /// The choices of a list.
        var options: [PageTag] = []
        /// The tags of folded parts that it lies in.
        let folds: [PageTag]
    }

    enum Kind: Sendable {
        /// Its text is an attribute.
        case text
        case textarea, select
        /// A box or a button of which one is chosen.
        case check
        /// What is never shown again, or was not typed at all.
        case silent
    }

    /// Its own, and those of its buttons.
    var addresses: Set<String>
    let method: String
    let id: String?
    var fields: [Field] = []
    /// Names with the values that nobody types: they tell forms with the same address apart.
    var fixed: [(name: String, value: String)] = []

    /// All of a page. A field outside of its form says by `form` whose it is.
    static func all(in page: [UInt8]) -> [FormOnPage] {
        var forms: [FormOnPage] = []
        var outside: [(form: String, field: Field)] = []
        var (isInside, folds): (Bool, [PageTag]) = (false, [])
        let tags = PageTag.all(in: page)
        for (index, tag) in tags.enumerated() {
            switch tag.name {
            case "form":
                forms.append(FormOnPage(addresses: [tag["action"] ?? ""], method: tag["method"] ?? "get", id: tag["id"]))
                isInside = true
            case "/form": isInside = false
            case "details": folds.append(tag)
            case "/details": folds.removeLast(min(1, folds.count))
            case "button" where tag["name"] == nil:
                if isInside, !forms.isEmpty, let address = tag["formaction"] { forms[forms.count - 1].addresses.insert(address) }
            case "input", "select", "textarea", "button":
                guard let field = field(tag, tags[(index + 1)...], folds) else { continue }
                if let owner = tag["form"] {
                    outside.append((owner, field))
                } else if isInside, !forms.isEmpty {
                    forms[forms.count - 1].add(field)
                }
            default: break
            }
        }
        for (owner, field) in outside {
            if let index = forms.firstIndex(where: { $0.id == owner }) { forms[index].add(field) }
        }
        return forms
    }

    private mutating func add(_ field: Field) {
        fields.append(field)
        if field.kind == .silent, let value = field.tag["value"] { fixed.append((field.name, value)) }
    }

    private static func field(_ tag: PageTag, _ rest: ArraySlice<PageTag>, _ folds: [PageTag]) -> Field? {
        guard let name = tag["name"] else { return nil }
        let close = tag.name == "select" || tag.name == "textarea" ? rest.first { $0.name == "/" + tag.name } : nil
        let kind: Kind =
            switch (tag.name, tag["type"] ?? "text") {
            case ("select", _): .select
            case ("textarea", _): .textarea
            case ("button", _), (_, "hidden"), (_, "password"), (_, "file"), (_, "submit"): .silent
            case (_, "checkbox"), (_, "radio"): .check
            default: .text
            }
        let options = rest.prefix { $0.range.lowerBound < close?.range.lowerBound ?? 0 }.filter { $0.name == "option" }
        return Field(
            tag: tag, name: name, kind: kind, end: close?.range.upperBound ?? tag.range.upperBound,
            content: tag.range.upperBound..<(close?.range.lowerBound ?? tag.range.upperBound), options: options, folds: folds)
    }

    /// How well it fits what was sent; nil where it cannot be the one.
    func likeness(to sent: Values) -> Int? {
        let names = Set(fields.map(\.name))
        let held = sent.pairs.filter { names.contains($0.name) }.count
        guard held > 0 || sent.pairs.isEmpty else { return nil }
        return 2 * held + sent.pairs.filter { pair in fixed.contains { $0.name == pair.name && $0.value == pair.value.escaped } }.count
    }
}
