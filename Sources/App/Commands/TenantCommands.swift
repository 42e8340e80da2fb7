import ArgumentParser
import Bookkeeping
import Ingestion
import Operations
import Storage

struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "The companies whose books are here.",
        subcommands: [List.self, Add.self, TenantExport.self, TenantImport.self],
        defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List the companies.")
        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            let office = try await database.office()
            for tenant in try await TenantStore(office.database).all() {
                print("\(tenant.id)  \(tenant.name)  \(tenant.baseCurrency)  \(tenant.chart)")
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: "Begin the books of a company.")
        @Argument(help: "Its name.")
        var name: String
        @Option(help: "us-small-business, uk-small-business, sole-trader or agency.")
        var chart = ChartTemplate.usSmallBusiness.identifier
        @Option(help: "Its currency; the chart's own otherwise.")
        var currency: String?
        @Option(help: "A file with accounts of your own, code,name,kind, instead of the chart's.", completion: .file(extensions: ["csv"]))
        var accounts: String?
        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            guard let template = ChartTemplate(identifier: chart) else { throw OperationError.noSuchTemplate(chart) }
            let currency = try currency.map { code in
                guard let known = Currency(code: code) else {
                    throw UsageError.wrongValue(option: "--currency", value: code, wanted: "an ISO 4217 code like USD")
                }
                return known
            }
            let own = try accounts.map { try ChartFile.read(String(decoding: FileSource(path: $0).source.bytes(), as: UTF8.self)) }
            let office = try await database.office(.newOrExisting)
            let id = try await CreateTenant(office)(name: name, chart: template, currency: currency, accounts: own, by: Terminal.actor)
            if let id { print("Began the books of \(name), company \(id).") }
        }
    }
}

struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Show or change when machines may post.")

    @Option(help: "on or off.")
    var autoPost: String?
    @Option(help: "0.80 to 0.99: how sure a machine must be.")
    var threshold: String?
    @Option(help: "The largest amount that may post by itself, like 5000.00.")
    var largeAmount: String?
    @Option(help: "Month in which the fiscal year begins, 1 to 12.")
    var fiscalYearStart: Int?
    @OptionGroup var books: BooksOptions

    func run() async throws {
        let (office, tenant) = try await books.open()
        let isOn = try autoPost.map { text in
            guard let isOn = ["on": true, "off": false][text] else {
                throw UsageError.wrongValue(option: "--auto-post", value: text, wanted: "on or off")
            }
            return isOn
        }
        // 0.90 is 9000 basis points: read as an amount with four decimals would be, never as floating point.
        let points = try threshold.map { text in
            guard text.hasPrefix("0."), (1...4).contains(text.count - 2), let digits = Int(text.dropFirst(2)) else {
                throw UsageError.wrongValue(option: "--threshold", value: text, wanted: "a number from 0.80 to 0.99")
            }
            return (text.count..<6).reduce(digits) { value, _ in value * 10 }
        }
        let limit = try largeAmount.map { text in
            guard let money = Money(decimalText: text, tenant.baseCurrency), !money.isNegative else {
                throw UsageError.wrongValue(option: "--large-amount", value: text, wanted: "an amount like 5000.00")
            }
            return money.minorUnits
        }
        if let fiscalYearStart, !(1...12).contains(fiscalYearStart) {
            throw UsageError.wrongValue(option: "--fiscal-year-start", value: "\(fiscalYearStart)", wanted: "a month from 1 to 12")
        }
        if isOn != nil || points != nil || limit != nil || fiscalYearStart != nil {
            let fiscalYearStart = fiscalYearStart
            try await ChangeSettings(office)(for: tenant.id, by: Terminal.actor) { settings in
                settings.autoPost = isOn ?? settings.autoPost
                settings.threshold = points ?? settings.threshold
                settings.largeAmount = limit ?? settings.largeAmount
                settings.fiscalYearStart = fiscalYearStart ?? settings.fiscalYearStart
            }
        }
        let settings = try await office.database.read(for: tenant.id) { books in try books.settings.current() }
        print("auto-post          \(settings.autoPost ? "on" : "off")")
        print("threshold          0.\(settings.threshold)")
        print("large amount       \(Money(minorUnits: settings.largeAmount, tenant.baseCurrency))")
        print("fiscal year start  \(settings.fiscalYearStart)")
    }
}
