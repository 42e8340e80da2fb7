package import Bookkeeping
import Storage

/// Says where our accounts go: all that a form holds, or none of it.
package struct MapQuickBooksAccounts: Sendable {
    let desk: QuickBooksDesk

    package init(_ desk: QuickBooksDesk) { self.desk = desk }

    /// What a person chose for one of our accounts; nothing where it is not to go anywhere.
    package struct Choice: Sendable {
        package let account: AccountID
        package let target: String?
        package let party: String?

        package init(account: AccountID, target: String?, party: String?) {
            (self.account, self.target, self.party) = (account, target, party)
        }
    }

    /// - Throws: `QuickBooksMappingFaults` with every choice that QuickBooks does not have.
    package func callAsFunction(_ choices: [Choice], for tenant: TenantID, by actor: String) async throws {
        let realm = try await desk.connection(of: tenant).realm
        let now = desk.now()
        try await desk.database.write(for: tenant) { books in
            let chart = books.quickBooksChart
            let targets = Dictionary(try chart.accounts(realm).map { ($0.id, $0) }) { first, _ in first }
            let parties = try chart.parties(realm)
            let before = Dictionary(try chart.mappings(realm).map { ($0.account, $0) }) { first, _ in first }
            var faults: [QuickBooksMappingFaults.Fault] = []
            var changes = 0
            for choice in choices {
                guard try books.accounts.account(choice.account) != nil else { throw OperationError.noSuchAccount("\(choice.account)") }
                guard let id = choice.target else {
                    if before[choice.account] != nil { changes += 1 }
                    try chart.unmap(choice.account, realm)
                    continue
                }
                // An account that became inactive keeps its place until a person chooses another one.
                guard let target = targets[id], target.isActive || before[choice.account]?.target == id else {
                    faults.append(.init(account: choice.account, choice: .target, text: QuickBooksExportError.noSuchAccount(id).userText))
                    continue
                }
                var party: QuickBooksChartStore.Mapping.PartyReference?
                if let wanted = target.wantedParty, let chosen = choice.party {
                    guard parties.contains(where: { $0.kind == wanted && $0.id == chosen }) else {
                        faults.append(
                            .init(account: choice.account, choice: .party, text: QuickBooksExportError.noSuchParty(chosen).userText))
                        continue
                    }
                    party = .init(wanted, id: chosen)
                }
                let mapping = QuickBooksChartStore.Mapping(account: choice.account, target: id, party: party)
                guard before[choice.account] != mapping else { continue }
                changes += 1
                try chart.map(mapping, realm, by: actor, at: now)
            }
            guard faults.isEmpty else { throw QuickBooksMappingFaults(faults: faults) }
            guard changes > 0 else { return }
            try books.audit.append(
                .init(actor: actor, action: "quickbooks.mapped", subject: "realm \(realm)", detail: "\(changes) accounts"), at: now)
        }
    }
}

/// What is wrong with the choices of a form, each with the account it was made for. Nothing was saved.
package struct QuickBooksMappingFaults: ExplainedError, Equatable {
    package enum Choice: Sendable { case target, party }

    package struct Fault: Hashable, Sendable {
        package let account: AccountID
        package let choice: Choice
        package let text: String
    }

    package let faults: [Fault]

    package var userText: String { faults.map(\.text).joined(separator: " ") }
    package var faultKind: FaultKind { .invalid }
}
