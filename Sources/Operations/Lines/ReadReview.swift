package import Bookkeeping
package import Categorization
package import Storage

/// The review queue as people read it: a page of groups, the biggest first, each with its first lines.
package struct ReadReview: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Page: Sendable {
        package let totals: [QueueStore.Total]
        package let groups: [Group]
        /// Where the next page begins; nil at the end of the queue.
        package let next: QueueStore.Position?
        package let accounts: [Account]
        /// Basis points: from here on a machine may post by itself.
        package let threshold: Int
    }

    package struct Group: Sendable {
        package let group: QueueStore.Group
        /// The counterparty as people call it.
        package let name: String
        /// The first lines of the group.
        package let lines: [LineStore.Record]
        /// The 2 of "2 of 3".
        package let consistentLabels: Int

        package var unshown: Int { group.lines - lines.count }
    }

    package static let linesOnAPage = 90
    package static let linesOfAGroup = 6
    /// Most pages have no more, and none three times as many.
    private static let groupsAtOnce = 40

    /// - Parameters:
    ///   - held: a reason; nil for all
    ///   - open: a group that shows all the lines there is room for
    package func callAsFunction(
        for tenant: TenantID, held: String?, after last: QueueStore.Position?, open: QueueStore.Position? = nil
    ) async throws -> Page {
        try await office.desk.read(for: tenant) { books, learned in
            var groups: [Group] = []
            var room = Self.linesOnAPage
            var next: QueueStore.Position?
            reading: while true {
                let found = try books.queue.groups(held: held, after: next ?? last, limit: Self.groupsAtOnce)
                for group in found {
                    let isOpen = open.map { $0.vendor == group.vendor && $0.currency == group.amount.currency } ?? false
                    let wanted = min(group.lines, isOpen ? Self.linesOnAPage : Self.linesOfAGroup)
                    guard wanted <= room || groups.isEmpty else { break reading }
                    groups.append(try Self.group(group, held, wanted, in: books, learned))
                    room -= wanted
                    next = QueueStore.Position(
                        lines: group.lines, minorUnits: group.amount.minorUnits, vendor: group.vendor, currency: group.amount.currency)
                }
                guard found.count == Self.groupsAtOnce else {
                    next = nil
                    break
                }
            }
            return Page(
                totals: try books.queue.totals(), groups: groups, next: next, accounts: learned.accounts,
                threshold: try LineFiling(books).policy.thresholdBasisPoints)
        }
    }

    private static func group(
        _ group: QueueStore.Group, _ held: String?, _ limit: Int, in books: Books, _ learned: LearnedCategorizer
    ) throws -> Group {
        let lines = try books.lines.waiting(of: group.vendor, in: group.amount.currency, held: held, after: nil, limit: limit)
        return Group(
            group: group, name: lines.first.map { learned.vendorName(of: $0) } ?? group.vendor, lines: lines,
            consistentLabels: learned.consistentLabels(ofVendor: group.vendor))
    }

    /// One line with all that speaks for and against its suggestion.
    package struct Detail: Sendable {
        package let record: LineStore.Record
        package let name: String
        /// What machines say of it now.
        package let proposal: Proposal
        /// The most probable accounts, best first, that of the rule before all.
        package let alternatives: [Proposal.Candidate]
        /// What the line would be booked to were it approved; nil where nothing is suggested.
        package let parts: [Rule.Action.Part]?
        package let consistentLabels: Int
        /// Where the last answers for the counterparty went.
        package let vendorAccount: AccountID?
        package let group: QueueStore.Group?
        package let file: String
        package let importID: ImportID?
        /// Lines on other accounts that may be the other side of a transfer, those first that are booked as one to this line's account.
        package let counterparts: [LineStore.Record]
        /// The other line of the transfer that both are explained by.
        package let tied: LineStore.Record?
        package let history: [DecisionStore.Record]
        package let accounts: [Account]
        package let threshold: Int
    }

    private static let mostCounterparts = 5
    /// Where a person looks further away.
    private static let mostFarCounterparts = 20

    /// - Parameter days: how far apart a line may lie that is offered as the other side of a transfer
    package func line(
        _ id: LineID, for tenant: TenantID, counterpartsWithin days: Int = TransferPairing.askedDays
    ) async throws -> Detail {
        try await office.desk.read(for: tenant) { books, learned in
            guard let record = try books.lines.line(id) else { throw OperationError.noSuchLine(id) }
            let proposal = learned.propose(LineFacts(record.line, on: record.account))
            let standing = learned.categorizer.standing(ofVendor: record.vendor)
            let importID = try books.imports.statement(record.statement)?.importID
            var alternatives = proposal.candidates
            if let account = proposal.account, !alternatives.contains(where: { $0.account == account }) {
                alternatives.insert(.init(account: account, probability: proposal.probability), at: 0)
            }
            return Detail(
                record: record, name: learned.vendorName(of: record), proposal: proposal,
                alternatives: alternatives.filter { $0.account != record.account },
                parts: (proposal.action ?? proposal.account.map(Rule.Action.file))?.parts(of: record.line.amount),
                consistentLabels: standing?.consistentLabels ?? 0, vendorAccount: standing?.account,
                group: try books.queue.group(of: record.vendor, in: record.line.amount.currency, held: nil),
                file: try importID.flatMap { try books.imports.record($0)?.fileName } ?? "", importID: importID,
                counterparts: record.state == .waiting ? try Self.counterparts(of: record, within: days, in: books) : [],
                tied: try Self.tied(to: record, in: books),
                history: try books.decisions.history(of: id), accounts: learned.accounts,
                threshold: try LineFiling(books).policy.thresholdBasisPoints)
        }
    }

    private static func counterparts(of record: LineStore.Record, within days: Int, in books: Books) throws -> [LineStore.Record] {
        let most = days > TransferPairing.askedDays ? mostFarCounterparts : mostCounterparts
        let halves = try books.transfers.halves(fitting: record, within: days)
        return try halves.prefix(most).compactMap { try books.lines.line($0.line) }
            + books.lines.counterparts(of: record, within: days, limit: most)
    }

    private static func tied(to record: LineStore.Record, in books: Books) throws -> LineStore.Record? {
        guard record.state == .posted, let match = try books.transfers.match(of: record.id) else { return nil }
        return try books.lines.line(match.out == record.id ? match.into : match.out)
    }
}

extension LearnedCategorizer {
    fileprivate func vendorName(of record: LineStore.Record) -> String {
        let read = categorizer.readVendor(of: LineFacts(record.line, on: record.account))
        // A line keeps its group until its rules or names are looked at again.
        return read.key == record.vendor ? read.name : record.vendor
    }
}
