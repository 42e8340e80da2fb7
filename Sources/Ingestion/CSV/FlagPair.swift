/// Two letters for money out and money in that mean so only beside each other: `A` is credit to Turks (alacak) and Italians (avere), and
/// a mark, a grade or a kind of account to everybody else.
struct FlagPair: Hashable, Sendable {
    let moneyOut, moneyIn: String

    /// The pair whose letters are `cells`, both of them and nothing else; one of them is enough under a heading that names the pair, as
    /// `B/A` and `Dare/Avere` do.
    init?(_ cells: Set<String>, heading: String = "") {
        guard (1...2).contains(cells.count), cells.allSatisfy({ $0.utf8.count <= 4 }) else { return nil }
        let letters = Set(cells.map(ColumnNames.folded))
        let words = ColumnNames.folded(heading).split(separator: " ")
        func isNamed(_ pair: FlagPair) -> Bool {
            words.count == 2 && words[0].hasPrefix(pair.moneyOut) && words[1].hasPrefix(pair.moneyIn)
        }
        let found =
            Self.all.first { isNamed($0) && letters.isSubset(of: $0.letters) } ?? Self.all.first { letters == $0.letters }
        guard let found else { return nil }
        self = found
    }

    private init(_ moneyOut: String, _ moneyIn: String) { (self.moneyOut, self.moneyIn) = (moneyOut, moneyIn) }

    private var letters: Set<String> { [moneyOut, moneyIn] }

    func direction(_ word: String) -> DirectionWord? {
        switch ColumnNames.folded(word) {
        case moneyOut: .moneyOut
        case moneyIn: .moneyIn
        default: nil
        }
    }

    /// Borç and alacak, dare and avere, terhelés and jóváírás, winien and ma, má dáti and dal, cargo and abono, otto and pano. Af and bij
    /// share their letters with the first, the other way round: only a heading tells.
    private static let all = [
        FlagPair("b", "a"), FlagPair("a", "b"), FlagPair("d", "a"), FlagPair("t", "j"), FlagPair("wn", "ma"), FlagPair("md", "d"),
        FlagPair("c", "a"), FlagPair("o", "p"),
    ]
}

/// How a column says which way money went: by words, by signs where it has no words, or by a pair of letters.
struct DirectionKey: Sendable {
    private let hasWords: Bool
    private let pair: FlagPair?

    /// What single words and signs mean by themselves.
    static let plain = DirectionKey(hasWords: false, pair: nil)

    private init(hasWords: Bool, pair: FlagPair?) { (self.hasWords, self.pair) = (hasWords, pair) }

    init(_ cells: Set<String>, heading: String) {
        pair = FlagPair(cells, heading: heading)
        hasWords = cells.contains { DirectionWord.signs[$0] == nil && DirectionWord($0) != nil }
    }

    /// A hyphen among words is no sign but fills an empty cell.
    func direction(_ word: String) -> DirectionWord? {
        if let pair { return pair.direction(word) }
        return hasWords && DirectionWord.signs[word] != nil ? nil : DirectionWord(word)
    }
}
