package import Bookkeeping
import Storage

/// What proving the books refuses, and why.
package enum ReconciliationError: ExplainedError, Equatable {
    case noSuchStatement(String)
    case noSuchMatch(String)
    case noSuchCertificate(String)
    case oneAccount
    case noOwnAccount(String)
    case directions(out: String, into: String)
    case amountsDiffer(String, String)
    case currenciesDiffer(Currency, Currency)
    case alreadyMatched(LineID)
    case notRejected
    case lineLeftOut(String)
    case otherSideAnswered
    case otherSideElsewhere(String)
    case openItems(Period, Int)

    package var userText: String {
        switch self {
        case .noSuchStatement(let text): "There is no statement \(text) in these books. See them under Reconcile."
        case .noSuchMatch(let text): "There is no matched transfer \(text) in these books. It may have been taken apart before."
        case .noSuchCertificate(let text): "There is no certificate \(text) in these books. See them under Reconcile."
        case .oneAccount: "Both lines are on one account. A transfer goes from one own account to another."
        case .noOwnAccount(let label): "\(label) is neither a bank, a cash nor a card account. A transfer goes between those."
        case .directions(let out, let into):
            "A transfer is one line out and one line in, and these are \(out) and \(into). Name the line out first."
        case .amountsDiffer(let out, let into): "The amounts are \(out) and \(into). A transfer has one amount; file the lines one by one."
        case .alreadyMatched(let id): "Line \(id) is part of another transfer. Take that one apart first."
        case .notRejected: "Nobody has said that these two are no pair."
        case .currenciesDiffer(let one, let other):
            "One line is in \(one), the other in \(other). A transfer has one currency; file each line by itself."
        case .lineLeftOut(let text): "“\(text)” was left out of the books. Take that answer back first, then make it a transfer."
        case .otherSideAnswered:
            "Somebody has answered the other line in the meantime. Nothing was booked; open the line again and choose anew."
        case .otherSideElsewhere(let label): "The other line is not on \(label). Choose the account that it stands on."
        case .openItems(let period, let count):
            "\(count) \(count == 1 ? "point is" : "points are") still open for \(period). Settle them, or close it all the same and say so."
        }
    }

    package var faultKind: FaultKind {
        switch self {
        case .noSuchStatement, .noSuchMatch, .noSuchCertificate, .notRejected: .notFound
        case .alreadyMatched, .lineLeftOut, .otherSideAnswered, .openItems: .conflict
        case .oneAccount, .noOwnAccount, .directions, .amountsDiffer, .currenciesDiffer, .otherSideElsewhere: .invalid
        }
    }

    package var code: String {
        switch self {
        case .openItems: "open_items"
        case .alreadyMatched: "already_matched"
        default: faultKind.rawValue
        }
    }
}
