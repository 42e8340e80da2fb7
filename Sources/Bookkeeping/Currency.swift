/// An ISO 4217 currency: three capital letters, and how many decimals its amounts have.
package struct Currency: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The three letters as bytes, most significant first: equality and order without a string.
    private let letters: UInt32
    private let digits: UInt8

    /// - Returns: nil when `code` is not a currency of ISO 4217 (any letter case is taken).
    package init?(code: some StringProtocol) {
        var letters: UInt32 = 0
        guard code.utf8.count == 3 else { return nil }
        for byte in code.utf8 {
            let upper = byte & 0xDF
            guard upper >= UInt8(ascii: "A"), upper <= UInt8(ascii: "Z") else { return nil }
            letters = letters << 8 | UInt32(upper)
        }
        guard let decimals = Self.decimalsByLetters[letters] else { return nil }
        (self.letters, digits) = (letters, UInt8(decimals))
    }

    private init(known code: StaticString) {
        letters = code.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt32($1) } }
        digits = UInt8(Self.decimalsByLetters[letters] ?? 2)
    }

    package static let usd = Currency(known: "USD")
    package static let eur = Currency(known: "EUR")
    package static let gbp = Currency(known: "GBP")
    package static let jpy = Currency(known: "JPY")

    package var code: String {
        String(unsafeUninitializedCapacity: 3) { bytes in
            for index in 0..<3 { bytes[index] = UInt8(truncatingIfNeeded: letters >> (16 - 8 * index)) }
            return 3
        }
    }

    /// Digits after the decimal mark: 2 for USD, 0 for JPY, 3 for KWD.
    package var decimals: Int { Int(digits) }

    package var description: String { code }

    package static func < (left: Self, right: Self) -> Bool { left.letters < right.letters }

    /// ISO 4217 as amended up to 2025, with the national currencies that the euro and redenominations replaced,
    /// which old statements still carry.
    private static let decimalsByLetters: [UInt32: Int] = {
        var table: [UInt32: Int] = [:]
        for (decimals, codes) in codesByDecimals {
            for code in codes.split(whereSeparator: \.isWhitespace) {
                table[code.utf8.reduce(0) { $0 << 8 | UInt32($1) }] = decimals
            }
        }
        return table
    }()

    private static let codesByDecimals: [(Int, String)] = [
        (
            0,
            """
            BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF ITL
            ESP BEF TRL BYR PTE GRD
            """
        ),
        (
            2,
            """
            AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL
            BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP
            ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
            INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD
            MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN
            PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD
            SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED
            VES WST XCD YER ZAR ZMW ZWG DEM FRF NLG ATS FIM IEP HRK EEK LVL LTL SKK
            SIT MTL CYP ROL RUR ZWL VEF SLL MRO STD CUC
            """
        ),
        (
            3,
            """
            BHD IQD JOD KWD LYD OMR TND
            """
        ),
        (
            4,
            """
            CLF UYW
            """
        ),
    ]
}
