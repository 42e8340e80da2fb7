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

    @Test(arguments: [
        ("London Borough of Hackney", "london borough of hackney"),
        ("CHICAGO SOUND FACTORY", "chicago sound factory"),
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

    @Test func `aliases in a circle come to an end`() {
        var categorizer = Categorizer()
        categorizer.setVendorAliases(["alpha": Vendor(key: "beta", name: "Beta"), "beta": Vendor(key: "alpha", name: "Alpha")])
        #expect(["alpha", "beta"].contains(categorizer.vendor(of: .line("2025-01-01", "-5", "ALPHA")).key))
    }
}
