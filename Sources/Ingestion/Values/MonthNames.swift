/// Names of months in the languages whose banks write them, told by their first letters.
enum MonthNames {
    /// 1 to 12; nil when `word`, in small letters, is no month.
    static func month(_ word: String) -> Int? {
        guard word.count >= 3 else { return nil }
        return byPrefix[String(word.prefix(3))] ?? (word.hasPrefix("juin") ? 6 : word.hasPrefix("juil") ? 7 : nil)
    }

    static func isWeekday(_ word: String) -> Bool { weekdays.contains(String(word.prefix(3))) }

    /// English, German, French, Spanish, Italian, Portuguese, Dutch, Scandinavian. French June and July differ in the fourth letter.
    private static let byPrefix: [String: Int] = [
        "jan": 1, "ene": 1, "gen": 1,
        "feb": 2, "fev": 2, "fév": 2,
        "mar": 3, "mär": 3, "mae": 3, "mrz": 3, "mrt": 3, "maa": 3,
        "apr": 4, "abr": 4, "avr": 4,
        "may": 5, "mai": 5, "mei": 5, "maj": 5, "mag": 5,
        "jun": 6, "giu": 6,
        "jul": 7, "lug": 7,
        "aug": 8, "aoû": 8, "aou": 8, "ago": 8,
        "sep": 9, "set": 9,
        "oct": 10, "okt": 10, "ott": 10, "out": 10,
        "nov": 11,
        "dec": 12, "déc": 12, "dez": 12, "dic": 12, "des": 12,
    ]

    private static let weekdays: Set<String> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
}
