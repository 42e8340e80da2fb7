import Bookkeeping
import Testing

struct ChartTemplateTests {
    @Test func `there are four templates, each found by its identifier`() {
        #expect(ChartTemplate.all.map(\.identifier) == ["us-small-business", "uk-small-business", "sole-trader", "agency"])
        for template in ChartTemplate.all { #expect(ChartTemplate(identifier: template.identifier) == template) }
        #expect(ChartTemplate(identifier: "no-such-chart") == nil)
    }

    @Test(arguments: ChartTemplate.all)
    func `a template has 35 to 60 accounts, each once, in order of a four-digit code`(template: ChartTemplate) {
        let codes = template.accounts.map(\.code)
        #expect((35...60).contains(codes.count))
        #expect(codes == codes.sorted())
        #expect(Set(codes).count == codes.count)
        #expect(Set(template.accounts.map(\.name)).count == codes.count)
        #expect(codes.allSatisfy { $0.count == 4 && $0.allSatisfy(\.isASCII) && Int($0) != nil })
    }

    @Test(arguments: ChartTemplate.all)
    func `the first digit of a code tells the type`(template: ChartTemplate) {
        let types: [Character: AccountType] = [
            "1": .asset, "2": .liability, "3": .equity, "4": .income, "5": .expense, "6": .expense, "7": .income, "8": .expense,
        ]
        for line in template.accounts { #expect(line.code.first.flatMap { types[$0] } == line.kind.type, "\(line.code) \(line.name)") }
    }

    @Test(arguments: ChartTemplate.all)
    func `every template has the accounts the product looks for`(template: ChartTemplate) {
        for role in ChartTemplate.Role.allCases { #expect(template.accounts.contains { $0.code == role.code }) }
        #expect(template.accounts.contains { $0.kind == .bank && $0.code == "1000" })
    }

    @Test func `the British chart is in pounds and knows VAT`() {
        #expect(ChartTemplate.ukSmallBusiness.baseCurrency == .gbp)
        #expect(ChartTemplate.ukSmallBusiness.accounts.filter { $0.name.contains("VAT") }.count == 3)
    }
}
