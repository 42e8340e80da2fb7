/// What a row is whose whole text is the name of a balance or of what moved in all: not even with a date and an amount does it move money.
enum BalanceRow: Sendable {
    case opening, closing
    /// The sum of what went out, or came in.
    case turnover

    init?(text: String) {
        guard Self.outline.fits(text), let kind = Self.phrases[ColumnNames.folded(text)] else { return nil }
        self = kind
    }

    /// What the phrases' lengths and letters are, by which nearly every text is told without being folded.
    private struct Outline {
        /// For each first letter, a bit for each length in bytes that a phrase may have: up to five of its letters with an accent.
        private var lengths: [UInt64] = Array(repeating: 0, count: 256)
        /// For each first letter, a bit for each letter that may come next, and one for each that may come third.
        private var seconds: [UInt32] = Array(repeating: 0, count: 256)
        private var thirds: [UInt32] = Array(repeating: 0, count: 256)

        init(_ phrases: some Sequence<String>) {
            for phrase in phrases {
                let letters = Array(phrase.utf8.prefix(3))
                guard letters.count == 3 else { preconditionFailure("“\(phrase)” is too short to be told by its letters") }
                let first = Int(letters[0] | 0x20)
                lengths[first] |= 0b11_1111 << UInt64(phrase.utf8.count)
                seconds[first] |= Self.bit(letters[1])
                thirds[first] |= Self.bit(letters[2])
            }
        }

        /// Whether it may be one of the phrases, in whatever case.
        func fits(_ text: String) -> Bool {
            var letters = text.utf8.makeIterator()
            guard text.utf8.count < 64, let first = letters.next(), let second = letters.next(), let third = letters.next() else {
                return false
            }
            let place = Int(first | 0x20)
            guard lengths[place] & 1 << UInt64(text.utf8.count) != 0 else { return false }
            // One that is not ASCII may be another with an accent.
            return (first | second | third) & 0x80 != 0 || seconds[place] & Self.bit(second) != 0 && thirds[place] & Self.bit(third) != 0
        }

        /// The same for both cases of a letter.
        private static func bit(_ letter: UInt8) -> UInt32 { 1 << UInt32(letter & 0x1F) }
    }

    /// The same of a label outside the table, where a day may follow: `openingBalance`, `Ending balance as of 03/31/2025`.
    init?(label: String) {
        let words = ColumnNames.folded(label).split(separator: " ")
        let name = words.prefix { !$0.contains(where: \.isNumber) && !Self.beforeDays.contains(String($0)) }.joined(separator: " ")
        guard let kind = Self.phrases[name] ?? Self.labels[name] else { return nil }
        self = kind
    }

    /// Banks of Brazil put what was there before among the amounts, as an entry to begin with: only beside the table is it a balance alone.
    /// A mere `Kontostand` is that of the day of the download, which may lie long after the last row.
    private static let labels: [String: BalanceRow] = [
        "saldo anterior": .opening, "alter kontostand": .opening, "neuer kontostand": .closing,
    ]

    private static let beforeDays: Set<String> = ["as", "on", "at", "vom", "am", "per", "au", "al", "em", "na", "op", "seisuga"]

    private static let phrases: [String: BalanceRow] = {
        let names: [(BalanceRow, String)] = [
            (
                .opening,
                """
                opening balance, beginning balance, balance brought forward, brought forward, anfangssaldo, saldovortrag, anfangsbestand,
                solde initial, ancien solde, saldo inicial, saldo iniziale, beginsaldo, algsaldo, algjaak, sakuma atlikums,
                sakuma saldo, atlikums perioda sakuma, pradinis likutis, likutis pradziai, likutis laikotarpio pradzioje, alkusaldo,
                saldo poczatkowe, pocatecni zustatek, pociatocny zostatok, nyito egyenleg, sold initial, ingaende saldo, inngaende saldo,
                входящий остаток, начальный остаток
                """
            ),
            (
                .closing,
                """
                closing balance, ending balance, balance carried forward, carried forward, endsaldo, schlusssaldo, endbestand, solde final,
                nouveau solde, saldo final, saldo finale, eindsaldo, loppsaldo, loppjaak, beigu atlikums, beigu saldo,
                atlikums perioda beigas, galutinis likutis, likutis pabaigai, likutis laikotarpio pabaigoje, loppusaldo, saldo koncowe,
                konecny zustatek, konecny zostatok, zaro egyenleg, sold final, utgaende saldo, исходящий остаток, конечный остаток
                """
            ),
            (
                .turnover,
                """
                turnover, debit turnover, credit turnover, kaive, deebetkaive, kreeditkaive, apgrozijums, debeta apgrozijums,
                kredita apgrozijums, apyvarta, debeto apyvarta, kredito apyvarta
                """
            ),
        ]
        var table: [String: BalanceRow] = [:]
        for (kind, list) in names {
            for name in list.split(separator: ",") { table[ColumnNames.folded(String(name))] = kind }
        }
        return table
    }()

    private static let outline = Outline(phrases.keys)
}
