/// What a cell says about the account that its row belongs to: a number, or else a name.
struct AccountCell: Hashable, Sendable {
    let number: String?
    let name: String?

    /// Nil for a cell that says nothing.
    ///
    /// A number has at least four figures, and not more letters than figures or seven figures in a row, so that it is masked:
    /// `NL20INGB0001234567`, `20-00-00 11223344`, `**** 1188`, `XXXX XXXX 1188`, but not `Business Checking (1188)`.
    init?(_ text: String) {
        // Signs in front keep spreadsheets from taking the number for one: `'600000-11223344`, `_00000030112233445`.
        let text = String(text.drop { !$0.isLetter && !$0.isNumber && $0 != "*" })
        guard text.contains(where: { $0.isLetter || $0.isNumber }) else { return nil }
        // `012345678901 ( INR )  - PAT DOE`, `0123456789 - EUR`: what comes after the number is none of it, and may be a person's name.
        if let note = text.firstIndex(of: "(") ?? text.firstRange(of: " - ")?.lowerBound, text[..<note].count(where: \.isNumber) >= 7,
            let before = AccountCell(String(text[..<note])),
            before.number != nil
        {
            self = before
            return
        }
        let (figures, letters) = (text.count(where: \.isNumber), text.count { $0.isLetter && !"xX".contains($0) })
        let longest = text.split { !$0.isNumber }.map(\.count).max() ?? 0
        let isNumber = figures >= 4 && (letters <= figures || longest >= 7)
        let kept = text.lastIndex { $0.isLetter || $0.isNumber } ?? text.startIndex
        (number, name) = isNumber ? (String(text[...kept]), nil) : (nil, text)
    }
}

extension StatementDraft {
    var account: AccountCell? {
        get { accountNumber.flatMap(AccountCell.init) ?? accountName.flatMap(AccountCell.init) }
        set { (accountNumber, accountName) = (newValue?.number, newValue?.name) }
    }
}
