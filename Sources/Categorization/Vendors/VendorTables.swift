/// What banks and card processors put around a name. Lower case; longer entries are tried first.
enum VendorTables {
    /// Stripped from the front again and again: the bank's words for the kind of movement, the processor's mark. By first byte.
    static let openings: [[[UInt8]]] = byFirstByte(
        lines(
            """
            ach credit
            ach debit
            ach payment
            ach withdrawal
            atm withdrawal
            bill payment
            bill pay
            card payment to
            card payment
            card purchase
            check card purchase
            check card
            checkcard
            contactless payment
            corporate ach
            debit card purchase
            debit card credit
            debit card payment
            debit card
            debit purchase
            direct debit payment to
            direct debit
            electronic payment
            external withdrawal
            faster payment
            mobile purchase
            non-pin purchase
            online payment to
            online payment
            online transfer to
            payment to
            pin purchase
            point of sale
            pos debit
            pos purchase
            pos refund
            pos return
            pos withdrawal
            pre-authorized debit
            preauthorized debit
            purchase authorized on
            purchase return authorized on
            purchase at
            purchase
            quickpay with zelle payment from
            quickpay with zelle payment to
            recurring check card
            recurring card purchase
            recurring debit card
            recurring payment authorized on
            recurring payment
            sepa direct debit
            standing order to
            standing order
            visa credit
            visa debit
            visa purchase
            web pmt
            zelle payment from
            aplpay
            apple pay
            bacs credit
            bacs
            bgc
            bill payment via faster payment to
            cash app*
            cash app *
            chaps
            contactless
            dauerauftrag
            ddr
            eftpos purchase
            eftpos
            faster payment receipt
            faster payment to
            faster payments
            fpi
            fpo
            google pay
            hlu*
            interac e-transfer received
            interac e-transfer sent
            interac e-transfer
            interac purchase
            izettle *
            izettle*
            kartenzahlung
            klarna *
            klarna*
            lastschrift
            paiement cb
            paiement par carte
            prlv sepa
            samsung pay
            sepa credit transfer
            sepa overboeking
            sepa-basislastschrift
            sepa-dauerauftrag
            sepa-gutschrift
            sepa-lastschrift
            sepa-ueberweisung
            sepa-überweisung
            stripe-
            venmo *
            vir inst
            visa debit purchase card
            vir sepa recu
            vir sepa
            zelle payment to
            zelle from
            zelle to
            apl*
            bb *
            bt *
            ckc*
            clover *
            cko*
            dd *
            fs *
            gpay *
            ic*
            in *
            iz *
            iz*
            lsp*
            nyx*
            nyx *
            payment paypal *
            paypal *
            paypal*
            pp *
            pp*
            ppl*
            py *
            razorpay *
            shop *
            sp *
            sp*
            sq *
            sq*
            square *
            sqc*
            stripe *
            sumup *
            sumup*
            tock *
            toast *
            tst *
            tst*
            wix*
            wpy*
            zettle *
            zettle_*
            zlr*
            """))

    /// Words that never belong to a name; dropped anywhere as long as another word stays.
    static let noise = words(
        """
        ref reference txn trn trace trace: ppd ccd web tel pos autopay pmt pmts pymt id id: ind ph eft mcc
        """)

    /// Words that announce a code; dropped together with it.
    static let labels = words("card store str term terminal no nr num acct account shop location unit inv invoice rate")

    /// Words behind which only references follow; they end the name.
    static let tails = words(
        """
        fp reference mandate mandatsref mandatsreferenz glaeubiger-id gläubiger-id svwz eref kref mref verwendungszweck machtiging
        kenmerk omschrijving incassant
        """)

    /// Names of fields, with a colon behind them; they end the name too.
    static let fieldNames = words("des indn")

    /// Where a bank writes its fields one after the other, what opens the name and what closes it. A text that does not begin so has none.
    static let fields: [(beginning: [UInt8], opening: [UInt8], closing: [UInt8]?)] = [
        ("", "orig co name:", " orig id:"), ("wire", " orig:", " id:"), ("sepa", " naam:", " machtiging"),
        ("sepa", " naam:", " omschrijving"),
        ("faster payments receipt", " from ", nil),
    ].map { (Array($0.0.utf8), Array($0.1.utf8), $0.2.map { Array($0.utf8) }) }

    /// Dropped behind a number: what an amount abroad was in.
    static let currencies = words("usd eur gbp cad aud nzd chf jpy sek nok dkk pln")

    /// Dropped beside a number.
    static let months = words("jan feb mar apr may jun jul aug sep sept oct nov dec")

    /// Legal forms; dropped from the end.
    static let legalForms = words(
        """
        ltd limited llc llp lp inc incorporated plc corp corporation co company cic gmbh ag kg ug ohg sa sas sarl srl spa bv nv
        oy oyj ab aps pty pte pvt
        """)

    /// States, provinces, countries as banks end a line with; dropped from the end when two words stay, or one and a city.
    static let regions = words(
        """
        al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd
        tn tx ut vt va wa wv wi wy dc pr ab bc mb nb nl ns nt nu on pe qc sk yt us usa uk gb gbr can irl deu fra nld aus nzl au nz ie
        """)

    /// Cities as banks write them, one to three words; dropped before a region.
    static let cities = WordSet(
        lines(
            """
            sf
            san francisco
            san fran
            san jose
            san diego
            san mateo
            san antonio
            santa monica
            santa clara
            los angeles
            la jolla
            las vegas
            mountain view
            menlo park
            palo alto
            redwood city
            oakland
            berkeley
            sacramento
            sunnyvale
            cupertino
            new york
            new york city
            nyc
            brooklyn
            chicago
            evanston
            broadview
            cicero
            hodgkins
            north rivers
            tinley park
            naperville
            schaumburg
            boston
            cambridge
            somerville
            seattle
            bellevue
            redmond
            portland
            austin
            houston
            dallas
            plano
            denver
            boulder
            phoenix
            scottsdale
            tempe
            tucson
            atlanta
            miami
            orlando
            tampa
            jacksonville
            philadelphia
            pittsburgh
            washington
            arlington
            baltimore
            charlotte
            raleigh
            durham
            nashville
            memphis
            new orleans
            kansas city
            st louis
            saint louis
            minneapolis
            st paul
            milwaukee
            madison
            detroit
            ann arbor
            cleveland
            columbus
            cincinnati
            indianapolis
            salt lake city
            albuquerque
            honolulu
            anchorage
            wilmington
            omaha
            sioux falls
            toronto
            ottawa
            montreal
            vancouver
            calgary
            london
            manchester
            birmingham
            leeds
            bristol
            edinburgh
            glasgow
            dublin
            berlin
            paris
            amsterdam
            sydney
            melbourne
            """))

    /// One vendor under many names.
    struct Merge: Sendable {
        private let beginning: [UInt8]
        let vendor: Vendor

        init(_ beginning: String, into name: String) {
            self.beginning = Array(beginning.utf8)
            vendor = Vendor(key: name.lowercased(), name: name)
        }

        /// Whether a vendor's key begins with these words.
        func matches(_ key: [UInt8]) -> Bool {
            key.first == beginning.first && key.starts(with: beginning) && (key.count == beginning.count || key[beginning.count] == 0x20)
        }
    }

    static let merges = [
        Merge("amazon web services", into: "Amazon Web Services"),
        Merge("amazon services", into: "Amazon Web Services"),
        Merge("aws emea", into: "Amazon Web Services"),
        Merge("amzn mktp", into: "Amazon Marketplace"),
        Merge("amazon mktp", into: "Amazon Marketplace"),
        Merge("amazon mktpl", into: "Amazon Marketplace"),
        Merge("amazon mktplace", into: "Amazon Marketplace"),
        Merge("amzn", into: "Amazon"),
        Merge("amazoncom", into: "Amazon"),
        Merge("wal mart", into: "Walmart"),
        Merge("wm supercenter", into: "Walmart"),
    ]

    private static func lines(_ text: String) -> [[UInt8]] {
        text.split(separator: "\n").map { Array($0.utf8) }.sorted { $0.count > $1.count }
    }

    private static func byFirstByte(_ openings: [[UInt8]]) -> [[[UInt8]]] {
        var table = [[[UInt8]]](repeating: [], count: 256)
        for opening in openings { table[Int(opening[0])].append(opening) }
        return table
    }

    private static func words(_ text: String) -> WordSet { WordSet(text.split(whereSeparator: \.isWhitespace).map(\.utf8)) }
}
