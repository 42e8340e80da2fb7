import Foundation
import Mustache
import Testing

@testable import Web

/// What templates find in a page's model.
struct TemplateModelTests {
    private struct Page: Sendable {
        let title: String
        let note: String?
        let parts: [Part]
        let rows: [Row]
    }

    private struct Part: Sendable {
        let name: String
        let note: String?
    }

    private struct Row: TemplateRow {
        static let template = "row"

        let text: String
    }

    private struct Written: Sendable, CustomStringConvertible {
        let number: Int

        var description: String { "no. \(number)" }
    }

    private func render(_ template: String, _ model: Any) throws -> String {
        let model = TemplateModel.of(model) { Markup(description: $0.compactMap { ($0 as? Row)?.text }.joined(separator: "|")) }
        return try MustacheTemplate(string: template).render(model)
    }

    @Test
    func `a name is what the model around says only where the model within has no such name`() throws {
        let page = Page(title: "Lines", note: "of the page", parts: [Part(name: "a", note: nil), Part(name: "b", note: "own")], rows: [])
        #expect(
            try render("{{#parts}}{{title}}: {{name}} {{note}}{{#note}}!{{/note}}{{^note}}-{{/note}} {{/parts}}", page)
                == "Lines: a - Lines: b own! ")
    }

    @Test
    func `values are escaped, and rows are taken in as the markup they are`() throws {
        let page = Page(title: "<b>", note: nil, parts: [], rows: [Row(text: "<tr>1"), Row(text: "<tr>2")])
        #expect(
            try render("{{title}}{{^parts}} none{{/parts}} {{{rows}}} {{rows}}", page)
                == "&lt;b&gt; none <tr>1|<tr>2 &lt;tr&gt;1|&lt;tr&gt;2")
    }

    @Test
    func `what says by itself how it is written is shown so`() throws {
        struct Model: Sendable {
            let written: Written
            let maybe: Written?
        }
        #expect(try render("{{written}} {{maybe}}", Model(written: Written(number: 3), maybe: Written(number: 4))) == "no. 3 no. 4")
    }

    @Test
    func `only charts and rows come between three braces`() throws {
        let templates = try #require(
            FileManager.default.enumerator(at: Resources.folder.appending(path: "templates"), includingPropertiesForKeys: nil))
        var names: Set<String> = []
        for case let file as URL in templates where file.pathExtension == "mustache" {
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: /\{\{(?:\{|&)\s*([a-zA-Z.]+)/) {
                names.insert("\(match.1)")
            }
        }
        #expect(names == ["svg", "accounts", "rows", "groups", "lines", "singles", "sections"])
    }
}

struct RenderedRowsTests {
    private struct Row: TemplateRow {
        static let template = "row"

        let number: Int
    }

    private struct Other: TemplateRow {
        static let template = "other"

        let number: Int
    }

    @Test
    func `equal rows are rendered once, and rows of another kind apart`() {
        let rendered = RenderedRows(bytes: 1 << 10)
        var made: [String] = []
        let render = { (row: any TemplateRow) in
            made.append(type(of: row).template)
            return "\(type(of: row).template) \(row.hashValue == row.hashValue);"
        }
        let rows: [any TemplateRow] = [Row(number: 1), Other(number: 1), Row(number: 2)]
        let first = rendered.markup(of: rows, render: render)
        #expect(first.description == "row true;other true;row true;" && made == ["row", "other", "row"])
        #expect(rendered.markup(of: rows.reversed(), render: render).description == "row true;other true;row true;" && made.count == 3)
    }

    @Test
    func `rows in use stay while others come and go`() {
        let rendered = RenderedRows(bytes: 8)
        var made = 0
        for number in 1...100 {
            _ = rendered.markup(of: [Row(number: 0), Row(number: number)]) { row in
                if row as? Row == Row(number: 0) { made += 1 }
                return "."
            }
        }
        #expect(made == 1)
        _ = rendered.markup(of: [Row(number: 1)]) { _ in
            made += 1
            return "."
        }
        #expect(made == 2)
    }
}
