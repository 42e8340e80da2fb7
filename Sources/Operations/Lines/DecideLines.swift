package import Bookkeeping
package import Storage

/// A person's answers about lines: they are filed as said, posted, remembered and learned from, and the lines still waiting are
/// looked at again with what was learned. The command line and the web both come through here.
package struct DecideLines: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Answer: Hashable, Sendable {
        package let line: LineID
        package let choice: Choice

        package init(_ line: LineID, _ choice: Choice) { (self.line, self.choice) = (line, choice) }
    }

    package enum Choice: Hashable, Sendable {
        case file(AccountID)
        /// To what is proposed for the line when the answer is taken.
        case approve
        /// Over several accounts; the amounts have the sign of the line and add up to it.
        case split([Share])
        /// To another account of the company's own. A line there with the opposite amount is the other side of it: one entry explains both.
        case transfer(AccountID, otherSide: LineID?)
        /// The line does not belong in the books: a test payment, a line that another file brought.
        case exclude
    }

    package struct Share: Hashable, Sendable {
        package let account: AccountID
        package let amount: Money

        package init(_ account: AccountID, _ amount: Money) { (self.account, self.amount) = (account, amount) }
    }

    package struct Summary: Sendable {
        package internal(set) var filed = 0
        package internal(set) var excluded = 0
        /// Answers that could not be carried out, each with its reason; the others stand.
        package internal(set) var refused: [Refused] = []
        /// Vendors that reached three consistent labels, and are ready to post by themselves.
        package internal(set) var graduated: [String] = []
        /// Waiting lines that were posted by machine because of what was learned.
        package internal(set) var postedAfterwards = 0
        /// By this the answers are taken back together; nil when nothing changed.
        package internal(set) var batch: DecisionID?
    }

    package struct Refused: Hashable, Sendable {
        package let line: LineID
        package let reason: String
        package let kind: FaultKind
    }

    /// When the waiting lines that an answer touches are looked at again.
    package enum Consequences: Sendable {
        /// All of them in the answer's own transaction.
        case atOnce
        /// The nearest ones in the answer's transaction, the others soon after: nobody waits for thousands of them.
        case nearestFirst
    }

    /// Answers that come at the same time are written in one transaction; each caller hears of their own, after the commit.
    package func callAsFunction(
        for tenant: TenantID, _ answers: [Answer], by person: String, consequences: Consequences = .atOnce
    ) async throws -> Summary {
        try await self(for: tenant, count: answers.count, by: person, consequences: consequences) { _, _ in answers }
    }

    /// The same for answers that are made from the books, within the transaction that takes them.
    /// - Parameters:
    ///   - count: how many answers there will be at most
    ///   - answers: given the books and their accounts; what it throws is thrown, and nothing is written
    package func callAsFunction(
        for tenant: TenantID, count: Int = 1, by person: String, consequences: Consequences = .atOnce,
        answers: @escaping @Sendable (Books, [Account]) throws -> [Answer]
    ) async throws -> Summary {
        try await office.desk.decide(
            .init(
                count: count, person: person, origin: office.origin, at: office.now(), consequences: consequences, answers: answers),
            for: tenant)
    }
}
