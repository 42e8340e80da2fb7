import Bookkeeping
import Operations
import Storage
import Testing

@testable import Web

/// Models that say by themselves what the names in a template stand for.
struct TemplateRowTests {
    @Test(
        arguments: [
            MethodMark("vendor"), ConfidenceBar(basisPoints: 9_100, threshold: 9_000), line, group,
        ] as [any TemplateRow])
    func `every property is found by its name, and nothing else is`(_ row: any TemplateRow) {
        for (label, value) in Mirror(reflecting: row).children {
            guard let label, let found = row.child(named: label) else {
                Issue.record("\(type(of: row)) does not know its \(label ?? "?")")
                continue
            }
            #expect(text(found) == text(value), "\(label)")
        }
        #expect(row.child(named: "content") == nil)
    }

    /// What is not there renders as nothing, whether it is nil or null.
    private func text(_ value: Any) -> String {
        let text = String(describing: value)
        if text == "nil" || text == "<null>" { return "" }
        return text.hasPrefix("Optional(") ? String(text.dropFirst("Optional(".count).dropLast()).replacing("\"", with: "") : text
    }
}

private let line = ReviewContent.Line(
    id: "1", address: "/review?line=1", date: "30 Jun", text: "COFFEE", ownName: nil, accountID: "7", code: "6000", account: "Fees",
    isApprovable: false, hasAccount: true, method: MethodMark("model"), bar: nil, note: "by rule", ownReason: nil, isOwnWarning: true,
    amount: "-3.50", minorUnits: "-350")

private let group = ReviewContent.Group(
    key: "coffee", name: "Coffee", count: "2 lines", lineCount: 2, cold: nil, reason: "large", isWarning: false, approve: nil, sum: "-7.00",
    lines: [line], more: nil)
