extension RefusedForm {
    /// What the page says of it above everything else.
    struct Summary: Sendable {
        let title: String
        let list: [Item]

        struct Item: Sendable {
            /// Of the field on the page; nil where the sentence is about no field of it.
            let id: String?
            let text: String
        }
    }

    /// The page with the form filled in as it was sent, and a sentence beside each field that is wrong.
    /// - Parameter summary: makes markup of what the page says first; it takes the place of the slot `errors`
    func marked(_ page: String, summary: (Summary) -> String) -> String {
        let bytes = Array(page.utf8)
        let form = FormOnPage.all(in: bytes).filter { $0.addresses.contains(address) && ($0.method == "get") == isSearch }
            .compactMap { form in form.likeness(to: typed).map { (likeness: $0, form: form) } }
            .max { $0.likeness < $1.likeness }?.form
        var marks = Marks(typed: typed, faults: refusal.faults)
        for field in form?.fields ?? [] { marks.add(field) }
        let items = faults.map { fault in Summary.Item(id: fault.field.flatMap { marks.id(of: $0) }, text: fault.text) }
        let said = summary(Summary(title: title, list: items))
        for tag in PageTag.all(in: bytes) where tag.name == "slot" && tag["name"] == "errors" { marks.replace(tag.range, by: said) }
        return marks.applied(to: bytes)
    }
}

/// The changes to a page, gathered field by field.
private struct Marks {
    let typed: Values
    let faults: [FieldFault]
    private var edits: [(range: Range<Int>, text: String)] = []
    /// How many fields of a name have come by.
    private var places: [String: Int] = [:]
    private var ids: [(fault: FieldFault, id: String)] = []

    init(typed: Values, faults: [FieldFault]) { (self.typed, self.faults) = (typed, faults) }

    func id(of fault: FieldFault) -> String? { ids.first { $0.fault == fault }?.id }

    mutating func replace(_ range: Range<Int>, by text: String) { edits.append((range, text)) }

    mutating func add(_ field: FormOnPage.Field) {
        let isButton = field.tag.name == "button" || field.tag["type"] == "hidden" || field.tag["type"] == "submit"
        guard !isButton else { return }
        let place = places[field.name, default: 0] + 1
        places[field.name] = place
        let sent = typed.all(field.name)
        var tag = field.tag
        switch field.kind {
        case .text: if place <= sent.count { tag.set("value", sent[place - 1].escaped) }
        case .textarea: if place <= sent.count { replace(field.content, by: "\n" + sent[place - 1].escaped) }
        case .select: if place <= sent.count { choose(sent[place - 1].escaped, in: field) }
        case .check:
            tag.remove("checked")
            if sent.contains(where: { $0.escaped == field.tag["value"] ?? "on" }) { tag.set("checked", nil) }
        case .silent: break
        }
        if let fault = faults.first(where: { $0.field == field.name && $0.place == place }) { point(to: fault, at: &tag, field) }
        if tag.text != field.tag.text { replace(tag.range, by: tag.text) }
    }

    private mutating func choose(_ value: String, in field: FormOnPage.Field) {
        guard field.options.contains(where: { $0["value"] == value }) else { return }
        for option in field.options {
            var option = option
            option.remove("selected")
            if option["value"] == value { option.set("selected", nil) }
            replace(option.range, by: option.text)
        }
    }

    private mutating func point(to fault: FieldFault, at tag: inout PageTag, _ field: FormOnPage.Field) {
        let id = tag["id"] ?? "field-\(field.name)" + (fault.place > 1 ? "-\(fault.place)" : "")
        tag.set("id", id)
        tag.set("aria-invalid", "true")
        tag.set("aria-describedby", [tag["aria-describedby"], "\(id)-error"].compactMap(\.self).joined(separator: " "))
        replace(field.end..<field.end, by: "<p class=\"error\" id=\"\(id)-error\">\(fault.text.escaped)</p>")
        for var fold in field.folds where fold["open"] == nil {
            fold.set("open", nil)
            replace(fold.range, by: fold.text)
        }
        ids.append((fault, id))
    }

    func applied(to page: [UInt8]) -> String {
        var result: [UInt8] = []
        var position = 0
        let inOrder = edits.sorted { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
        // A folded part around two faults is opened once.
        for (range, text) in inOrder where range.lowerBound >= position {
            result += page[position..<range.lowerBound]
            result += text.utf8
            position = range.upperBound
        }
        result += page[position...]
        return String(decoding: result, as: UTF8.self)
    }
}
