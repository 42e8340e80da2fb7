package import Bookkeeping
import Crypto
package import Storage

/// How entries of these books are written in a company's accounts: what is known of it, taken together once.
package struct QuickBooksPlan: Sendable {
    package let connection: QuickBooksConnection
    private let labels: [AccountID: String]
    private let mappings: [AccountID: QuickBooksChartStore.Mapping]
    private let targets: [String: QuickBooksChartStore.Account]
    private let parties: Set<QuickBooksChartStore.Mapping.PartyReference>

    package init(_ books: Books, _ connection: QuickBooksConnection) throws {
        let (chart, realm) = (books.quickBooksChart, connection.realm)
        self.connection = connection
        labels = Dictionary(try books.accounts.all().map { ($0.id, $0.label) }) { first, _ in first }
        mappings = Dictionary(try chart.mappings(realm).map { ($0.account, $0) }) { first, _ in first }
        targets = Dictionary(try chart.accounts(realm).map { ($0.id, $0) }) { first, _ in first }
        parties = Set(try chart.parties(realm).map { .init($0.kind, id: $0.id) })
    }

    /// Why an entry cannot go as it is; told before anything is sent.
    package enum Obstacle: Error, Hashable, Sendable {
        case unmapped(AccountID, String)
        case targetGone(AccountID, String)
        case targetInactive(AccountID, String, target: String)
        case partyMissing(AccountID, String, QuickBooksChartStore.Party.Kind)
        case partyGone(AccountID, String, QuickBooksChartStore.Party.Kind)
        case closed(through: CalendarDate)
        case foreignCurrency(Currency)
        case severalCurrencies

        package var fault: QuickBooksExportStore.Fault { .init(code: code, reason: sentence) }

        package var code: String {
            switch self {
            case .unmapped: "unmapped"
            case .targetGone, .targetInactive: "inactive_account"
            case .partyMissing, .partyGone: "entity_missing"
            case .closed: "period_closed"
            case .foreignCurrency, .severalCurrencies: "currency"
            }
        }

        package var sentence: String {
            switch self {
            case .unmapped(_, let label): "\(label) has no account in QuickBooks. Choose one on the page of accounts."
            case .targetGone(_, let label): "\(label) goes to an account that QuickBooks no longer has. Choose another one."
            case .targetInactive(_, let label, let target):
                "\(label) goes to \(target), which is inactive in QuickBooks. Make it active there, or choose another one."
            case .partyMissing(_, let label, let kind):
                "\(label) needs a \(kind.rawValue.lowercased()): QuickBooks takes no such line without one. Choose one on the page of accounts."
            case .partyGone(_, let label, let kind):
                "The \(kind.rawValue.lowercased()) of \(label) is not in QuickBooks any more, or inactive. Choose another one."
            case .closed(let day):
                "The books are closed through \(day) in QuickBooks. Move the closing date there, or leave the entry out."
            case .foreignCurrency(let currency):
                "The entry is in \(currency), and multicurrency is off in QuickBooks. Switch it on there, or leave the entry out."
            case .severalCurrencies: "The entry is in several currencies; QuickBooks takes one in each. Post it here in parts."
            }
        }
    }

    /// - Throws: `Obstacle`, the first there is.
    package func content(of entry: JournalEntry) throws -> QuickBooksContent {
        if let obstacle = try obstacles(of: entry).first { throw obstacle }
        return QuickBooksContent(
            date: entry.date, currency: entry.postings[0].amount.currency,
            lines: try entry.postings.map { posting in
                guard let mapping = mappings[posting.account], let target = targets[mapping.target] else {
                    throw Obstacle.unmapped(posting.account, label(posting.account))
                }
                return .init(posting.side, posting.amount, account: target.id, party: target.wantedParty == nil ? nil : mapping.party)
            })
    }

    /// All that stands in the way of an entry.
    package func obstacles(of entry: JournalEntry) throws -> [Obstacle] {
        var found: [Obstacle] = []
        if let closed = connection.company.closedThrough, entry.date <= closed { found.append(.closed(through: closed)) }
        let currencies = Set(entry.postings.map(\.amount.currency))
        if currencies.count > 1 {
            found.append(.severalCurrencies)
        } else if let currency = currencies.first, let home = connection.company.homeCurrency, currency != home,
            !connection.company.takesForeignCurrencies
        {
            found.append(.foreignCurrency(currency))
        }
        for posting in entry.postings {
            guard let obstacle = obstacle(on: posting.account), !found.contains(obstacle) else { continue }
            found.append(obstacle)
        }
        return found
    }

    /// What stands in the way of every entry with this account.
    package func obstacle(on account: AccountID) -> Obstacle? {
        let label = label(account)
        guard let mapping = mappings[account] else { return .unmapped(account, label) }
        guard let target = targets[mapping.target] else { return .targetGone(account, label) }
        guard target.isActive else { return .targetInactive(account, label, target: target.label) }
        guard let wanted = target.wantedParty else { return nil }
        guard let party = mapping.party, party.kind == wanted else { return .partyMissing(account, label, wanted) }
        return parties.contains(party) ? nil : .partyGone(account, label, wanted)
    }

    private func label(_ account: AccountID) -> String { labels[account] ?? "account \(account)" }

    // MARK: Names that stay the same for the same content

    /// Short of QuickBooks' 21 characters, and of one entry alone.
    static func docNumber(_ entry: EntryID) -> String { "AB-" + String(entry.rawValue, radix: 36, uppercase: true) }

    func draft(of posted: PostedEntry, tenant: TenantID, generation: Int, _ content: QuickBooksContent?) -> QuickBooksExportStore.Draft {
        let text = content?.text ?? ""
        let hash = Array(SHA256.hash(data: Array("\(tenant) \(posted.id)\n\(text)\n\(posted.entry.narration)".utf8)))
        let request = SHA256.hash(data: Array("\(connection.realm) \(generation) ".utf8) + hash)
        return QuickBooksExportStore.Draft(
            entry: posted.id, docNumber: Self.docNumber(posted.id), generation: generation, content: text, contentHash: hash,
            requestID: String(Self.hexadecimal(request).prefix(36)))
    }

    /// Stands in the entry's note there, so that it is known again without its id.
    static func marker(_ contentHash: [UInt8]) -> String { "sha256:\(hexadecimal(contentHash))" }

    /// QuickBooks takes 4,000 characters.
    static func note(of posted: PostedEntry, _ contentHash: [UInt8]) -> String {
        "\(posted.entry.narration.prefix(3_500))\nAI Bookkeeper entry \(posted.number), \(marker(contentHash))"
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
