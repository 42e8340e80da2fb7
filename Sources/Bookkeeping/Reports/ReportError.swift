/// Why a report is withheld: always whole, never with a part of its figures.
package enum ReportError: Error, Hashable {
    case overflow(Currency)
    case unknownAccount(AccountID)
    /// The totals given do not come from balanced entries.
    case unbalanced(by: Money)
    /// Postings of a ledger that were not ordered by account and date.
    case outOfOrder(EntryNumber)

    package var userText: String {
        switch self {
        case .overflow(let currency): "The \(currency) amounts add up to more than a report can hold. Choose a shorter period."
        case .unknownAccount(let account):
            "Account \(account) has postings but is not in the chart of accounts. Check the books with `bookkeeper verify`."
        case .unbalanced(let excess): "Debits and credits of the books differ by \(excess). Check the books with `bookkeeper verify`."
        case .outOfOrder(let number): "Entry \(number) is out of order in the ledger. Check the books with `bookkeeper verify`."
        }
    }
}
