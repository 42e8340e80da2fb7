/// Names of months in the languages whose banks write them, told by their first letters.
enum MonthNames {
    /// 1 to 12; nil when `word`, in small letters, is no month.
    static func month(_ word: String) -> Int? {
        let count = word.count
        for length in lengths where count >= length {
            if let month = byPrefix[String(word.prefix(length))] { return month }
        }
        return nil
    }

    static func isWeekday(_ word: String) -> Bool { weekdays.contains(word.count <= 2 ? word : String(word.prefix(3))) }

    /// The languages one below the other, each from January to December; where the first three letters are those of two months, more.
    private static let byPrefix: [String: Int] = {
        var table: [String: Int] = [:]
        for names in languages {
            for (index, alternatives) in names.split(separator: " ").enumerated() {
                for prefix in alternatives.split(separator: "/") { table[String(prefix)] = index + 1 }
            }
        }
        return table
    }()

    /// The longest first.
    private static let lengths = Set(byPrefix.keys.map(\.count)).sorted(by: >)

    private static let languages = [
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "jan/jän feb mär/mae/mrz apr mai jun jul aug sep okt nov dez",
        "jan fév/fev mar avr mai juin juil aoû/aou sep oct nov déc/dec",
        "ene feb mar abr may jun jul ago sep/set oct nov dic",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "jan fev mar abr mai jun jul ago set out nov dez",
        "jan feb maa/mrt apr mei jun jul aug sep okt nov dec",
        "jan feb mar apr maj/maí jun/jún jul/júl aug/ágú sep okt nov/nóv des",
        "tam hel maa huh tou kes hei elo syy lok marr jou",
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        "led úno bře dub kvě čer/čvn červenec/července/čvc srp zář říj lis pro",
        "jan feb már ápr máj jún júl aug sze okt nov dec",
        "ian feb mar apr mai iun iul aug sep oct noi dec",
        "jaa vee mär apr mai juun juul aug sep okt nov det",
        "oca şub mar nis may haz tem ağu eyl eki kas ara",
        "jan feb mac apr mei jun jul agu/ags/ogo sep okt nov des/dis",
        "янв/яну фев мар апр май/мая июн/юни июл/юли авг сен/сеп окт ноя/ное дек",
        "січ лют бер кві тра чер лип сер вер жов лис гру",
        "ιαν φεβ μαρ/μάρ απρ μαι/μαϊ/μάι ιουν/ιούν ιουλ/ιούλ αυγ/αύγ σεπ οκτ νοε/νοέ δεκ",
    ]

    private static let weekdays: Set<String> = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun",
        "mo", "di", "mi", "do", "fr", "sa", "so", "die", "mit", "don", "fre", "sam", "son",
        "lun", "mer", "jeu", "ven", "dim", "mié", "mie", "jue", "vie", "sáb", "sab", "dom", "gio",
        "ma", "wo", "vr", "za", "zo", "din", "woe", "vri", "zat", "zon",
        "tir", "tis", "ons", "tor", "lør", "lör", "søn", "sön",
    ]
}
