/// What a row is whose whole text is the name of a balance or of what moved in all: not even with a date and an amount does it move money.
enum BalanceRow: Sendable {
    case opening, closing
    /// The sum of what went out, or came in.
    case turnover

    init?(text: String) {
        // Nearly every text is told by its length and first letters, without being folded.
        let count = text.utf8.count
        guard count < 64, let first = text.utf8.first, Self.lengths[Int(first | 0x20)] & 1 << UInt64(count) != 0,
            Self.start(of: text).map(Self.starts.contains) ?? true, let kind = Self.phrases[ColumnNames.folded(text)]
        else { return nil }
        self = kind
    }

    /// The same of a label outside the table, where a day may follow: `openingBalance`, `Ending balance as of 03/31/2025`.
    init?(label: String) {
        let words = ColumnNames.folded(label).split(separator: " ")
        let name = words.prefix { !$0.contains(where: \.isNumber) && !Self.beforeDays.contains(String($0)) }.joined(separator: " ")
        guard let kind = Self.phrases[name] ?? Self.labels[name] else { return nil }
        self = kind
    }

    /// Banks of Brazil put what was there before among the amounts, as an entry to begin with: only beside the table is it a balance alone.
    private static let labels: [String: BalanceRow] = ["saldo anterior": .opening]

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

    /// For each first letter, a bit for each length in bytes that a phrase may have: up to two of its letters with an accent.
    private static let lengths: [UInt64] = phrases.keys.reduce(into: Array(repeating: 0, count: 256)) { lengths, phrase in
        if let first = phrase.utf8.first { lengths[Int(first | 0x20)] |= 0b111 << UInt64(phrase.utf8.count) }
    }

    private static let starts = Set(phrases.keys.compactMap { start(of: $0) })

    /// Three letters in one number; nil where one of them is not ASCII, and may be another one with an accent.
    private static func start(of text: String) -> UInt32? {
        var start: UInt32 = 0
        for byte in text.utf8.prefix(3) {
            guard byte < 0x80 else { return nil }
            start = start << 8 | UInt32(byte | 0x20)
        }
        return start
    }
}
