import Categorization
import Testing

struct VendorTests {
    /// What banks and processors really write; lines marked so are from the ledger of the Chicago workshop (CC0).
    @Test(arguments: [
        ("SQ *BLUE BOTTLE #1234 SF CA", "blue bottle"),
        ("TST* THE RUSTY SPOON 0042 AUSTIN TX", "rusty spoon"),
        ("SumUp *Corner Cafe London GB", "corner cafe"),
        ("PURCHASE AUTHORIZED ON 06/14 STARBUCKS STORE 00812 SEATTLE WA S384165 CARD 4981", "starbucks"),
        ("POS DEBIT 7-ELEVEN 33421 CHICAGO IL", "7eleven"),
        ("1PASSWORD TORONTO ON 08/30", "1password"),
        ("CARD PAYMENT TO TESCO STORES 2341 ON 12 JUN", "tesco stores"),
        ("McDonald's F12345", "mcdonalds"),
        ("MCDONALDS F99999 LONDON GB", "mcdonalds"),
        ("NETFLIX.COM LOS GATOS CA", "netflix"),
        ("Acme Widgets GmbH & Co. KG", "acme widgets"),
        ("WAL-MART #0042 PLANO TX", "walmart"),
        // From the workshop's ledger:
        ("6170 RECURRING DEBIT CARD COMCAST CHICAGO 800-COMCAST IL", "comcast"),
        ("PAYPAL *FULLSPECTRU 402-935-7733 NV 08/09", "fullspectru"),
        ("AMZN Mktp US*8D0GU2X Amzn.com/bill WA 08/30", "amazon marketplace"),
        ("DEBIT CARD PURCHASE XXXXX4981 AMAZON MKTPLACE PMTS AMZN.COM/BI WA", "amazon marketplace"),
        ("THE HOME DEPOT #1986 CHICAGO IL 615080 11/02", "home depot"),
        ("POS PURCHASE POS06171204 5066343 THE HOME DEPOT CHICAGO IL", "home depot"),
        ("ACH CREDIT 5GWJ2AJWS4LZG PAYPAL TRANSFER", "paypal transfer"),
        ("QuickPay with Zelle payment from COYLE CONTRACTORS LLC 9946169312", "coyle contractors"),
        ("Zelle payment to MEMBER 04 21540508479", "member 04"),
        (
            "ORIG CO NAME:AMTRUST NA ORIG ID:9000000000 DESC DATE:JUL 21 CO ENTRY DESCR:PAYMENT SEC:CCD TRACE#:021000020000000 EED:230721",
            "amtrust na"
        ),
    ])
    func `a bank's text gives the vendor without marks, codes and places`(text: String, key: String) {
        #expect(Vendor(text: text).key == key)
    }

    /// How banks and processors of several countries write; the numbers and the people in them are made up.
    @Test(arguments: [
        ("SQ *JOES DINER 0042 gosq.com NY", "joes diner"),
        ("TST*SWEETGREEN NOMAD New York NY", "sweetgreen nomad"),
        ("PAYPAL *SPOTIFY 35300000001", "spotify"),
        ("PP*GITHUB INC 4020000000 CA", "github"),
        ("iZettle*Market Stall", "market stall"),
        ("Zettle_*Coffee Cart", "coffee cart"),
        ("Klarna*ASOS 440000000000", "asos"),
        ("Klarna * Nike", "nike"),
        ("STRIPE *NOTION LABS", "notion labs"),
        ("STRIPE-NOTION LABS INC", "notion labs"),
        ("APLPAY STARBUCKS STORE 00812 SEATTLE WA", "starbucks"),
        ("AplPay TST* BLUE DOOR Chicago IL", "blue door"),
        ("GOOGLE *CLOUD 8VX2F9 cc@google.com CA", "google cloud"),
        ("GOOGLE*ADS8890000000 cc@google.com CA", "google"),
        ("AMZN Mktp UK*RT1AB2CD4 353-10000000", "amazon marketplace"),
        ("Amazon.com*M31AB2CD0", "amazon"),
        ("Amazon web services aws.amazon.coWA", "amazon web services"),
        ("FACEBK *ABCD12EFG2 650-0000000 CA", "facebk"),
        ("HLU*HULU 1234567-U HULU.COM/BILL CA", "hulu"),
        ("VENMO *EXAMPLE BAKERY 8550000000 NY", "example bakery"),
        ("COMCAST 800-COMCAST IL", "comcast"),
        ("CHECKCARD 0614 WHOLEFDS LKV 10253 CHICAGO IL 24231000000", "wholefds lkv"),
        ("RECURRING PAYMENT AUTHORIZED ON 05/12 ADOBE *CREATIVE CLD 408-000-0000 CA", "adobe creative cld"),
        ("GUSTO DES:PAYROLL ID:6SEMJ0 INDN:ACME LLC CO ID:9000000001 CCD", "gusto"),
        ("WIRE TYPE:WIRE IN DATE: 230815 TIME:1217 ET TRN:2023000000123 ORIG:GLOBEX CORP ID:1234", "globex"),
        ("FASTER PAYMENT TO ACME SUPPLIES LTD REF INV 2043", "acme supplies"),
        ("FASTER PAYMENTS RECEIPT REF.INVOICE 1234 FROM GLOBEX LTD", "globex"),
        ("BILL PAYMENT VIA FASTER PAYMENT TO HARBOUR LIGHT REFERENCE 0042 , MANDATE NO 12", "harbour light"),
        ("DIRECT DEBIT PAYMENT TO BRITISH GAS REF 85000000, MANDATE NO 0012", "british gas"),
        ("DDR THAMES WATER", "thames water"),
        ("BGC HMRC VAT 123456789", "hmrc vat"),
        ("FPI GLOBEX LTD INV-2231 FP 12/06/24 40 09870000000", "globex"),
        ("STANDING ORDER TO HARBOUR LIGHT", "harbour light"),
        ("CARD PAYMENT TO PRET A MANGER,4.25 GBP, RATE 1.00/GBP ON 11-06-2024", "pret a manger"),
        ("CONTACTLESS PAYMENT SAINSBURYS S/MKTS LONDON GB", "sainsburys s mkts"),
        ("SEPA-LASTSCHRIFT STADTWERKE MUENCHEN MANDATSREF M-1234 GLAEUBIGER-ID DE98ZZZ00000000000", "stadtwerke muenchen"),
        ("SEPA-GUTSCHRIFT MUELLER GMBH SVWZ+RECHNUNG 2024-17", "mueller"),
        ("SEPA-ÜBERWEISUNG HAUSVERWALTUNG KLEIN EREF+NOTPROVIDED", "hausverwaltung klein"),
        ("SEPA INCASSO ALGEMEEN DOORLOPEND INCASSANT: NL12ZZZ300000000000 NAAM: ZIGGO B.V. MACHTIGING: 1234", "ziggo bv"),
        ("PRLV SEPA EDF CLIENTS PARTICULIERS", "edf clients particuliers"),
        ("EFTPOS WOOLWORTHS 1234 SYDNEY AU", "woolworths"),
        ("VISA DEBIT PURCHASE CARD 4981 COLES 0432 MELBOURNE AU", "coles"),
        ("INTERAC PURCHASE TIM HORTONS #0123 TORONTO ON", "tim hortons"),
    ])
    func `what wallets, processors and banks of several countries put around a name is taken off`(text: String, key: String) {
        #expect(Vendor(text: text).key == key)
    }

    @Test(arguments: [
        ("London Borough of Hackney", "london borough of hackney"),
        ("CHICAGO SOUND FACTORY", "chicago sound factory"),
        ("Mandate Research Ltd", "mandate research"),
        ("Klarna Bank AB", "klarna bank"),
        ("Apple Pay", "apple pay"),
        ("Rate Advisors", "rate advisors"),
        ("Studio 54", "studio 54"),
        ("CHECK 1234", "check"),
        ("Purchase", "purchase"),
        ("O2", "o2"),
        ("Bäckerei Müller GmbH", "bäckerei müller"),
    ])
    func `what belongs to the name stays`(text: String, key: String) {
        #expect(Vendor(text: text).key == key)
    }

    @Test(arguments: ["", "   ", "1234567", "***", "#", "🙂", "xxxx", "0"])
    func `a text without a name still has a vendor and does no harm`(text: String) {
        #expect(Vendor(text: text) == Vendor(text: text))
    }

    @Test func `texts of only codes are told apart by their shape`() {
        #expect(Vendor(text: "1234567").key == "#######")
        #expect(Vendor(text: "1234567").key == Vendor(text: "7654321").key)
    }

    @Test func `the bank's own field for the other end goes before the text`() {
        let vendor = Vendor(text: "SEPA 4711", counterparty: "Stadtwerke München GmbH")
        #expect(vendor == Vendor(key: "stadtwerke münchen", name: "Stadtwerke München"))
        #expect(Vendor(text: "SQ *BLUE BOTTLE #1", counterparty: "  ").key == "blue bottle")
    }

    @Test func `a vendor merged by a person is the other one from then on`() {
        var categorizer = Categorizer()
        let before = categorizer.vendor(of: .line("2025-01-01", "-5", "AWS EMEA SARL"))
        categorizer.setVendorAliases([before.key: Vendor(key: "amazon", name: "Amazon")])
        #expect(categorizer.vendor(of: .line("2025-01-02", "-5", "AWS EMEA SARL 123")) == Vendor(key: "amazon", name: "Amazon"))
    }

    @Test func `a vendor renamed by a person, and what was merged into it, has the new name`() {
        var categorizer = Categorizer()
        let acme = Vendor(key: "acme", name: "Acme, Inc.")
        categorizer.setVendorAliases(["acme": acme, "akme": Vendor(key: "acme", name: "Acme")])
        #expect(categorizer.vendor(of: .line("2025-01-01", "-5", "ACME")) == acme)
        #expect(categorizer.vendor(of: .line("2025-01-01", "-5", "AKME")) == acme)
    }

    @Test func `aliases in a circle come to an end`() {
        var categorizer = Categorizer()
        categorizer.setVendorAliases(["alpha": Vendor(key: "beta", name: "Beta"), "beta": Vendor(key: "alpha", name: "Alpha")])
        #expect(["alpha", "beta"].contains(categorizer.vendor(of: .line("2025-01-01", "-5", "ALPHA")).key))
    }
}
