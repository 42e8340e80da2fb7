import Bookkeeping

/// The signs and abbreviations that stand beside amounts.
enum CurrencyMark {
    case known(Currency)
    /// Several currencies use it.
    case shared

    /// What `word` says; nil when it is no mark of a currency.
    init?(_ word: String) {
        if let code = Self.codes[word.lowercased()] {
            self = Currency(code: code).map(Self.known) ?? .shared
        } else if let currency = Currency(code: word) {
            self = .known(currency)
        } else {
            return nil
        }
    }

    var currency: Currency? {
        if case .known(let currency) = self { currency } else { nil }
    }

    /// Empty where several currencies use the mark.
    private static let codes: [String: String] = [
        "$": "", "¥": "", "￥": "", "kr": "", "kr.": "", "rs": "", "rs.": "", "fr": "", "fr.": "", "sfr.": "CHF", "€": "EUR",
        "£": "GBP", "us$": "USD", "$us": "USD", "c$": "CAD", "ca$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD",
        "s$": "SGD", "hk$": "HKD", "r$": "BRL", "mx$": "MXN", "zł": "PLN", "kč": "CZK", "ft": "HUF", "₹": "INR",
        "₽": "RUB", "руб": "RUB", "руб.": "RUB", "лв": "BGN", "лв.": "BGN", "lei": "RON", "₺": "TRY", "₪": "ILS",
        "tl": "TRY", "rm": "MYR", "rp": "IDR",
        "ksh": "KES", "dhs": "AED", "din": "RSD", "дин": "RSD", "грн": "UAH", "р.": "RUB", "₸": "KZT", "₡": "CRC", "₲": "PYG", "₵": "GHS",
        "元": "CNY", "円": "JPY", "원": "KRW", "nt$": "TWD", "rd$": "DOP", "j$": "JMD", "tt$": "TTD", "bz$": "BZD", "ec$": "XCD", "n$": "NAD",
        "ar$": "ARS", "clp$": "CLP", "col$": "COP", "u$s": "USD", "₴": "UAH", "₩": "KRW", "฿": "THB", "₫": "VND", "₦": "NGN",
        "₱": "PHP",
    ]
}
