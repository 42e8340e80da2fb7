import Bookkeeping

/// The opening and closing balance that a file states beside its table: `openingBalance;1000,00` above it, `Endsaldo` below.
struct StatedBalances: Sendable {
    private var opening: String?
    private var closing: String?

    /// Of several the first is where the statement begins and the last where it ends: each page may have its own.
    mutating func take(_ cells: [String]) {
        let pieces = cells.flatMap { $0.split(separator: ":", maxSplits: 1).map { String($0).folded } }
        guard let label = pieces.firstIndex(where: { BalanceRow(label: $0) != nil }),
            let amount = pieces[(label + 1)...].first(where: { !$0.isEmpty })
        else { return }
        switch BalanceRow(label: pieces[label]) {
        case .opening: opening = opening ?? amount
        case .closing: closing = amount
        case .turnover, nil: break
        }
    }

    func opening(_ currency: Currency, _ mark: DecimalMark) -> Money? { money(opening, currency, mark) }
    func closing(_ currency: Currency, _ mark: DecimalMark) -> Money? { money(closing, currency, mark) }

    /// Nil for what is no amount, or one of another currency.
    private func money(_ text: String?, _ currency: Currency, _ mark: DecimalMark) -> Money? {
        guard let text, case .amount(let amount) = AmountText.read(Array(text.utf8).span, mark: mark, decimals: currency.decimals),
            amount.currency ?? currency == currency
        else { return nil }
        return Money(minorUnits: amount.minorUnits, currency)
    }
}
