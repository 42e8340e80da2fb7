import ArgumentParser
import Bookkeeping
import Categorization
import Operations
import Storage

/// A rule's condition and action as options. What they cannot say, nested groups, a YAML file can: bookkeeper rule import.
struct RuleOptions: ParsableArguments {
    @Option(help: "Words in the bank's text, in any letter case. Each text option may be given several times.")
    var contains: [String] = []
    @Option(help: "The bank's whole text.")
    var equals: [String] = []
    @Option(help: "How the bank's text begins.")
    var starts: [String] = []
    @Option(help: "A regular expression, found anywhere in the bank's text.")
    var matches: [String] = []
    @Option(help: "The whole name of the other end, as the bank gives it or as it was read from the text.")
    var counterparty: [String] = []
    @Option(help: "Words in the name of the other end.")
    var counterpartyContains: [String] = []
    @Option(help: "A regular expression, found anywhere in the name of the other end.")
    var counterpartyMatches: [String] = []
    @Flag(help: "One of the texts above is enough; otherwise all have to hold.")
    var any = false
    @Option(help: "Words that must not be in the bank's text.")
    var notContains: [String] = []
    @Option(help: "The smallest amount, without a sign.")
    var from: String?
    @Option(help: "The largest amount, without a sign.")
    var to: String?
    @Option(help: "The amounts' currency; the company's own otherwise.")
    var currency: String?
    @Option(help: "in or out: which way the money goes.")
    var direction: String?
    @Option(help: "The account that the line stands on, by code.")
    var bankAccount: String?

    @Option(help: "File to this account, by code.")
    var account: String?
    @Option(help: "A transfer with this account of your own, by code.")
    var transfer: String?
    @Option(help: "CODE=70% or CODE=12.50, once for each share; fixed amounts come first, percentages divide the rest.")
    var split: [String] = []

    @Option(help: "The higher wins, and any priority wins over none. Without one the narrower condition wins.")
    var priority: Int?

    /// Nil when no condition was named.
    func condition(_ office: Office, _ tenant: TenantStore.Record) async throws -> Rule.Condition? {
        var all: [Rule.Condition] = []
        if any, texts.count > 1 { all.append(.any(texts)) } else { all += texts }
        all += notContains.map { .not(.text(.text, .contains($0))) }
        let currency = try currency(tenant)
        let range = Rule.AmountRange(
            from: try from.map { try Self.money($0, "--from", currency) }, to: try to.map { try Self.money($0, "--to", currency) })
        if range.from != nil || range.to != nil { all.append(.amount(range)) }
        if let direction {
            guard let known = Rule.Direction(rawValue: direction) else {
                throw UsageError.wrongValue(option: "--direction", value: direction, wanted: "in or out")
            }
            all.append(.direction(known))
        }
        if let bankAccount { all.append(.bankAccount(try await office.account(bankAccount, of: tenant.id).id)) }
        return all.count > 1 ? .all(all) : all.first
    }

    private var texts: [Rule.Condition] {
        let bank = contains.map(Rule.TextTest.contains) + equals.map(Rule.TextTest.equals) + starts.map(Rule.TextTest.starts)
        let other = counterparty.map(Rule.TextTest.equals) + counterpartyContains.map(Rule.TextTest.contains)
        return (bank + matches.map(Rule.TextTest.matches)).map { .text(.text, $0) }
            + (other + counterpartyMatches.map(Rule.TextTest.matches)).map { .text(.counterparty, $0) }
    }

    /// Nil when no action was named.
    func action(_ office: Office, _ tenant: TenantStore.Record) async throws -> Rule.Action? {
        guard [account != nil, transfer != nil, !split.isEmpty].filter(\.self).count <= 1 else { throw UsageError.ruleWithTwoActions }
        if let account { return .file(try await office.account(account, of: tenant.id).id) }
        if let transfer { return .transfer(try await office.account(transfer, of: tenant.id).id) }
        guard !split.isEmpty else { return nil }
        var shares: [Rule.Share] = []
        for text in split { shares.append(try await share(text, office, tenant)) }
        return .split(shares)
    }

    private func share(_ text: String, _ office: Office, _ tenant: TenantStore.Record) async throws -> Rule.Share {
        // The last sign parts them, for a code may hold one.
        let place = text.lastIndex(of: "=") ?? text.startIndex
        let (code, size) = (String(text[..<place]), String(text[place...].dropFirst()))
        let currency = try currency(tenant)
        let points = Percent.basisPoints(size).map(Rule.Share.Size.basisPoints)
        guard !code.isEmpty, let size = points ?? Money(decimalText: size, currency).map(Rule.Share.Size.fixed) else {
            throw UsageError.wrongValue(option: "--split", value: text, wanted: "CODE=70% or CODE=12.50")
        }
        return Rule.Share(try await office.account(code, of: tenant.id).id, size)
    }

    /// The whole rule, which must have both parts.
    func rule(_ name: String, _ office: Office, _ tenant: TenantStore.Record) async throws -> Rule {
        guard let condition = try await condition(office, tenant) else { throw UsageError.ruleWithoutCondition }
        guard let action = try await action(office, tenant) else { throw UsageError.ruleWithoutAction }
        return Rule(name: name, condition: condition, action: action, priority: priority)
    }

    private func currency(_ tenant: TenantStore.Record) throws -> Currency {
        guard let currency else { return tenant.baseCurrency }
        guard let known = Currency(code: currency) else {
            throw UsageError.wrongValue(option: "--currency", value: currency, wanted: "an ISO 4217 code like USD")
        }
        return known
    }

    private static func money(_ text: String, _ option: String, _ currency: Currency) throws -> Money {
        guard let money = Money(decimalText: text, currency), !money.isNegative else {
            throw UsageError.wrongValue(option: option, value: text, wanted: "an amount without a sign, like 12.34")
        }
        return money
    }
}
