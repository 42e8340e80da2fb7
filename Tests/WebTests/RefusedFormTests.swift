import Testing

@testable import Web

/// A form that was refused is filled in again in the markup of its page.
struct RefusedFormTests {
    private static let page = """
        <main><slot name="errors"></slot>
        <form action="/find" method="get"><input name="name" value="other"></form>
        <form id="f" action="/accounts" method="post"><input type="hidden" name="do" value="add">
        <input id="name" name="name" value="old" aria-describedby="hint"> <textarea name="note">old</textarea>
        <select name="kind"><option value="a" selected>A</option><option value="b&amp;c">B</option></select>
        <input type="checkbox" name="on" checked> <input type="checkbox" name="day" value="mon"> <input name="part"> <input name="part">
        <input type="password" name="secret"> <details><summary>More</summary><input name="deep"></details></form>
        <input name="far" form="f">
        <form action="/accounts" method="post"><input type="hidden" name="do" value="remove"><input id="n2" name="name" value="second"></form>
        </main>
        """

    private func answer(
        _ typed: [(String, String)], _ faults: [FieldFault] = [], to address: String = "/accounts", isSearch: Bool = false
    ) -> String {
        let refusal = faults.isEmpty ? Refusal.invalid("No.") : .invalid(faults)
        let refused = RefusedForm(refusal, address: address, typed: Values(typed.map { (name: $0.0, value: $0.1) }), isSearch: isSearch)
        return refused.marked(Self.page) { summary in
            "[\(summary.title)\(summary.list.map { " \($0.id.map { "#\($0) " } ?? "")\($0.text)" }.joined())]"
        }
    }

    @Test
    func `what was typed stands in its fields again, as text and nothing else`() {
        let page = answer([("name", #""><script>&'"#), ("note", "</textarea><b>"), ("kind", "b&c"), ("day", "mon"), ("secret", "hunter2")])
        #expect(page.contains(#"<input id="name" name="name" value="&quot;&gt;&lt;script&gt;&amp;&#39;" aria-describedby="hint">"#))
        #expect(page.contains("<textarea name=\"note\">\n&lt;/textarea&gt;&lt;b&gt;</textarea>"))
        #expect(page.contains(#"<option value="a">A</option><option value="b&amp;c" selected>B</option>"#))
        #expect(page.contains(#"<input type="checkbox" name="on">"#) && page.contains(#"name="day" value="mon" checked>"#))
        #expect(!page.contains("hunter2") && !page.contains("<script>"))
    }

    @Test
    func `a choice that the list does not have leaves the list as it was`() {
        #expect(answer([("name", "x"), ("kind", "z")]).contains(#"<option value="a" selected>A</option>"#))
    }

    @Test
    func `a fault is said beside its field, tied to it, and above with a link`() {
        let page = answer([("name", "new")], [FieldFault("name", "It is <taken>.")])
        #expect(page.contains(#"value="new" aria-describedby="hint name-error" aria-invalid="true"><p class="error" id="name-error">"#))
        #expect(page.contains("It is &lt;taken&gt;.</p>"))
        #expect(page.contains("[Nothing was saved. One thing is wrong: #name It is <taken>.]"))
    }

    @Test
    func `of several fields with one name the one that is wrong is marked, and given an id where it has none`() {
        let page = answer([("part", "1"), ("part", "x")], [FieldFault("part", place: 2, "No amount.")])
        #expect(page.contains(#"<input name="part" value="1"> <input name="part" value="x" id="field-part-2" aria-invalid="true""#))
        #expect(page.contains("#field-part-2 No amount."))
    }

    @Test
    func `of two forms with one address that one is filled in which was sent`() {
        let page = answer([("do", "remove"), ("name", "typed")])
        #expect(page.contains(#"<input id="n2" name="name" value="typed">"#) && page.contains(#"name="name" value="old""#))
    }

    @Test
    func `a field that stands outside of its form is filled in with it`() {
        #expect(answer([("name", "x"), ("far", "away")]).contains(#"<input name="far" form="f" value="away">"#))
    }

    @Test
    func `what is folded is opened around a fault, and nowhere else`() {
        #expect(answer([("deep", "x")], [FieldFault("deep", "No.")]).contains("<details open>"))
        #expect(answer([("deep", "x")]).contains("<details>"))
    }

    @Test
    func `a search is filled in by what was looked for, and says that it was left out`() {
        let page = answer([("name", "looked for")], [FieldFault("name", "No.")], to: "/find", isSearch: true)
        #expect(page.contains(#"value="looked for""#) && page.contains("[One thing is wrong, and left out of what is shown:"))
        #expect(page.contains(#"value="old""#))
    }

    @Test
    func `a page without the form says what is wrong all the same`() {
        #expect(answer([("gone", "x")], [FieldFault("gone", "No.")]).contains("[Nothing was saved. One thing is wrong: No.]"))
    }

    @Test
    func `fields that hold a book are named, each by its place`() {
        let long = String(repeating: "x", count: 2_001)
        let form = Values([(name: "a", value: "short"), (name: "b", value: "short"), (name: "b", value: long)])
        let refusal = #expect(throws: Refusal.self) { try form.checkLengths() }
        #expect(refusal?.faults.map(\.field) == ["b"] && refusal?.faults.map(\.place) == [2])
    }
}
