import Bookkeeping
import Testing

@testable import Ingestion

/// Who is on the other end, by what the cells hold and not by the heading alone.
struct CounterpartyColumnTests {
    @Test func `an account number is no name whatever its column is called`() throws {
        let head = "Date;Amount;Account;Counterparty;Name;Description\n"
        for number in ["NL91ABNA0417164300", "NL13RABO0123456789", "FI21 1234 5600 0007 85"] {
            let reading = try read(
                head + "2025-09-12;-5,00;NL12BUNQ0123456789;\(number);Zon BV;tea\n2025-09-13;7,00;NL12BUNQ0123456789;;Ann;rent\n")
            #expect(reading.lines.map(\.counterparty) == ["Zon BV", "Ann"])
            #expect(reading.lines.map(\.text) == ["Zon BV tea", "Ann rent"])
        }
    }

    @Test func `names in a column called counterparty stay the counterparties`() throws {
        let reading = try read("Date;Amount;Counterparty;Name\n2025-09-12;-5,00;Zon BV;tea\n2025-09-13;7,00;Ann;rent\n")
        #expect(reading.lines.map(\.counterparty) == ["Zon BV", "Ann"])
    }

    private static let rows =
        "12/09/2025;PEETERS AN;BAKKER ZON;-4,20\n13/09/2025;PEETERS AN;DE MOLEN;12,00\n14/09/2025;PEETERS AN;HUUR;-7,50\n"

    @Test func `a mere name that is the same in every row of money out and in is the owner's`() throws {
        let reading = try read("Datum;Naam;Omschrijving;Bedrag\n" + Self.rows)
        #expect(reading.lines.allSatisfy { $0.counterparty == nil })
        #expect(reading.lines.map(\.text) == ["BAKKER ZON", "DE MOLEN", "HUUR"])
    }

    @Test func `a name that stands above the table or in a column for the holder is the owner's`() throws {
        let table = "Datum;Begünstigter/Zahlungspflichtiger;Omschrijving;Bedrag\n" + Self.rows
        #expect(try read(table).lines.first?.counterparty == "PEETERS AN")
        #expect(try read("Rekening van;PEETERS AN\n" + table).lines.allSatisfy { $0.counterparty == nil })
        let lines = table.split(separator: "\n")
        let held = (["Kontoinhaber;\(lines[0])"] + lines.dropFirst().map { "PEETERS AN;\($0)" }).joined(separator: "\n")
        #expect(try read(held).lines.allSatisfy { $0.counterparty == nil })
    }

    @Test func `the owner's name is kept where nothing else describes the movements`() throws {
        let rows = "Rekening van;PEETERS AN\nDatum;Naam;Bedrag\n12/09/2025;PEETERS AN;-4,20\n13/09/2025;PEETERS AN;12,00\n"
        #expect(try read(rows).lines.map(\.text) == ["PEETERS AN", "PEETERS AN"])
    }

    @Test func `one payee paid again and again stays the counterparty`() throws {
        let paid = Self.rows.replacing("13/09/2025;PEETERS AN;DE MOLEN;12,00", with: "13/09/2025;PEETERS AN;DE MOLEN;-12,00")
        #expect(try read("Datum;Naam;Omschrijving;Bedrag\n" + paid).lines.map(\.counterparty) == Array(repeating: "PEETERS AN", count: 3))
    }

    @Test func `of two names in a single row the one called the other end's is the counterparty`() throws {
        let row = "12/09/2025;PEETERS AN;BAKKER ZON;-4,20\n"
        #expect(try read("Datum;Naam;Naam tegenpartij;Bedrag\n" + row).lines.first?.counterparty == "BAKKER ZON")
        #expect(try read("Datum;Naam;Omschrijving;Bedrag\n" + row).lines.first?.counterparty == "PEETERS AN")
    }

    @Test func `a French payee's column is the counterparty`() throws {
        let reading = try read(
            "Date,Bénéficiaire,Numéro de compte,Type de transaction,Référence de paiement,Montant (EUR)\n"
                + "2025-10-10,Anne Bois,DE25370400440532013005,Outgoing Transfer,Loyer,-12.34\n"
                + "2025-10-12,Garage Sud,DE89370400440532013000,Outgoing Transfer,Facture,-22.34\n")
        #expect(reading.lines.map(\.counterparty) == ["Anne Bois", "Garage Sud"])
        #expect(reading.lines.map(\.text) == ["Anne Bois Outgoing Transfer Loyer", "Garage Sud Outgoing Transfer Facture"])
    }

    @Test func `of names, accounts and banks of payer and payee the names are taken, each by the way money went`() throws {
        let reading = try read(
            "Buchungsdatum;Betrag;Währung;Auftraggebername;Auftraggeber IBAN/Kto.Nr.;Auftraggeber BIC/BLZ;Empfängername;"
                + "Empfänger IBAN/Kto.Nr.;Empfänger BIC/BLZ;Verwendungszweck\n"
                + "15.03.2025;-11,00;EUR;Meine GmbH;AT022050302101023601;PBNKDEFF;Laden KG;AT022050302101023600;PBNKDEFG;Rechnung 5\n"
                + "16.03.2025;70,00;EUR;Kunde AG;AT022050302101023600;PBNKDEFG;Meine GmbH;AT022050302101023601;PBNKDEFF;Rechnung 6\n")
        #expect(reading.lines.map(\.counterparty) == ["Laden KG", "Kunde AG"])
        #expect(reading.lines.map(\.text) == ["Laden KG Rechnung 5", "Kunde AG Rechnung 6"])
    }

    @Test func `who sends and who receives is told in Swedish, too`() throws {
        let reading = try read(
            "Bokföringsdatum,Belopp,Avsändare,Mottagare,Rubrik,Valuta\n2025-01-15,-350.50,Robin Ek,Handel AB,Mat,SEK\n"
                + "2025-01-16,120.00,Verket,Robin Ek,Lön,SEK\n")
        #expect(reading.lines.map(\.counterparty) == ["Handel AB", "Verket"])
    }

    @Test func `what was done and with whom is the text of a wallet's movements, and the kind of booking is not all of it`() throws {
        let wallet = try read(
            "Date,Activity,Source/Destination,Wallet Txn ID,Comment,Debit,Credit,Transaction Breakup,Status\n"
                + "16/1/2025 17:42,Paid for order,Main Wallet,56789632564,,30,,Wallet: 29,SUCCESS\n"
                + "16/1/2025 13:25,Paid for order,Main Wallet,56789632564,,65,,,SUCCESS\n")
        #expect(wallet.lines.map(\.text) == ["Paid for order Main Wallet", "Paid for order Main Wallet"])
        let bank = try read(
            "Kontonummer;Buchungsdatum;Betrag;Buchungstext;Umsatztext\n12345678;2025-06-10;-100,00;Auftrag;Rechnung 77 Meier\n")
        #expect(bank.lines.map(\.text) == ["Auftrag Rechnung 77 Meier"])
    }

    @Test func `the number of an item is neither text nor amount`() throws {
        let table = "Item #,Date,Amount,Description\n1,2025-05-11,-3.27,SHOP\n2,2025-05-12,-85.06,GARDEN\n"
        #expect(try read(table).lines.map(\.text) == ["SHOP", "GARDEN"])
        #expect(try read(table).amounts == ["-3.27", "-85.06"])
        #expect(try read(table.replacing("Item #", with: "Item")).lines.map(\.text) == ["1 SHOP", "2 GARDEN"])
    }
}
