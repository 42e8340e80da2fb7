import Foundation
import Storage
import Testing

@testable import Web

/// The audit log as people filter it: by words, grouped by what they speak of.
struct AuditPageTests {
    @Test func `every action that is noted has words to be filtered by`() throws {
        let operations = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Operations").standardized
        let files = FileManager.default.enumerator(at: operations, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        var codes: Set<String> = []
        for file in files where file.pathExtension == "swift" {
            for line in try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
            where line.contains("action: ") || line.contains("audit(\"") {
                codes.formUnion(line.matches(of: #/"([a-z_]+\.[a-z_]+)"/#).map { String($0.output.1) })
            }
        }
        for kind in [VendorStore.Kind.merged, .renamed, .split] { codes.insert("vendor.\(kind.rawValue)") }
        #expect(codes.count > 60)
        #expect(codes.filter { !AuditWords.isKnown($0) } == [])
        #expect(AuditWords.subjects.flatMap(\.actions).map(\.code).filter { !codes.contains($0) } == [], "nothing notes these")
    }

    @Test func `the page offers actions in words, and takes their codes as the API does`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            _ = try await dana.post("/api/accounts", json: #"{"code":"6999","name":"Odds and ends","kind":"expense"}"#)
            let page = try await dana.get("/audit").text
            #expect(page.contains("<optgroup label=\"Entries and accounts\">"))
            #expect(page.contains("<option value=\"account.added\">Account added</option>"))
            let some = try await dana.get("/audit?action=account.added").text
            #expect(some.contains("<option value=\"account.added\" selected>") && some.contains("6999 Odds and ends"))
            #expect(!some.contains(">Company opened</td>"))
            #expect(try await dana.get("/audit?action=period.closed").text.contains("No row fits."))
            // What a later version has noted can be asked for all the same.
            #expect(
                try await dana.get("/audit?action=moon.landed").text.contains("<option value=\"moon.landed\" selected>Moon landed</option>")
            )
        }
    }
}
