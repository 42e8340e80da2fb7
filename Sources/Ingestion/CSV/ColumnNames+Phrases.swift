extension ColumnNames {
    /// Known headings by what they mean; where one means two things, the later entry holds.
    static let phrases: [(Role, String)] = [
        (
            .bookingDate,
            """
            booking date, booked date, date booked, posting date, posted date, post date, date posted, posted on, date processed,
            process date, processed date, buchungstag, buchungsdatum, buchung, date comptable, date de comptabilisation,
            fecha contable, data contabile, boekdatum, boekingsdatum, bogforingsdato, bogfort, bokforingsdag, bokforingsdato,
            bokfort, data ksiegowania, datum zauctovani, konyveles datuma, konyvelesi datum, kirjauspaiva, settlement date,
            bokforingsdatum, date op, data ksiegowania operacji, data registro,
            booked at, date completed, data registrazione, bokford,
            reskontradatum,
            datum knjizenja, data procesarii, датум књижења,
            fecha ctble
            """
        ),
        (
            .date,
            """
            date, datum, data, fecha, dato, pvm, paivamaara, transaction date, trans date, date de l operation, date operation,
            date d operation, fecha operacion, fecha de operacion, data operacao, data mov, data operazione, data operacji,
            data transakcji, tranzakcio datuma, datum transakce, transaktionsdatum, transaktionsdato, transactiedatum,
            datum verrichting, created, created at, abschlussdatum, datetime, date time, completed date, timestamp, day, tag, dia, jour, maksupaiva,
            dat, data lancamento, tran date, txn date, transaktionsdag, datum transakcie, data movimento, fecha movimiento, дата,
            дата операции, дата проводки, ημερομηνια, 日付, 取引日, 年月日, お取引日, 交易日期, 日期,
            交易时间, date utc, kuupaev, tarih, tanggal,
            datums,
            islem tarihi,
            data tranzactie, data tranzactiei, תאריך,
            датум, التاريخ, ngay giao dich, ngay, 거래일시, 거래일자, 거래일, お取り引き日, 利用日, ご利用日,
            交易日, 记账日期, 入账日期, 日時, dagsetning, วันที่, วันที่ทำรายการ, تاریخ, თარიღი, tarikh
            """
        ),
        (
            .valueDate,
            """
            value date, valuta, valutadatum, wertstellung, wertstellungstag, valeur, date valeur, date de valeur, fecha valor,
            fecha de valor, data valuta, rentedatum, rentedato, ertaknap, data waluty, valutadato, valutadag, belegdatum,
            execution date, datum provedeni, started date, date started, umsatztag, effective date, data do balancete, datum verrekening, datum splatnosti,
            due date, closing date, settled date, data valor, arvopaiva, date traitement, clearing date, date val, val date,
            value dat,
            תאריך ערך,
            datum valute, datum izvrsenja, fecha valuta,
            vaxtadagur
            """
        ),
        (
            .amount,
            """
            amount, amt, betrag, umsatz, montant, importe, importo, valor, bedrag, belob, belop, belopp, kwota, castka, objem,
            osszeg, osszege, sum, summa, value, transaction amount, buchungsbetrag, net, net amount, amount total, somme,
            kwota operacji, maara, zauctovana castka, booked amount, billing amount, montant en eur, monto, suma, сумма,
            ποσο, total amount, amount in account currency, сумма платежа,
            net total, netto, tutar, 金額, 金额, 交易金额,
            islem tutari, tutari,
            入出金, jumlah,
            kwota w walucie rachunku, iznos, износ, znesek, сума, المبلغ, so tien, 거래금액, 利用金額, importancia,
            upphæð, shuma, จำนวนเงิน, مبلغ, თანხა, nominal, 发生额, סכום
            """
        ),
        (.grossAmount, "gross, gross amount, brutto, total, сумма операции"),
        (
            .otherAmount,
            """
            amount currency, original amount, originalbetrag, foreign amount, betrag fremdwahrung, fremdwahrung, local amount,
            oorspr bedrag, puvodni castka, puvodni castka a mena, amount fee, amount tax, amount tip, fee, fees, fees comm,
            commission, tax, sales tax, vat, tip, shipping, insurance amount, price, quantity, qty, shares, rate, wechselkurs,
            umrechnungskurs, kurs, koers, exchange rate, shipping and handling amount, statement period venmo fees,
            year to date venmo fees, poplatek, kosten op verrichting, unit price, beginning balance, opening balance,
            original currency amount, instructed amount, transaction currency amount, cashback, reward,
            orig amount, gross sales, net sales, discounts, service charges, gift card sales, partial refunds, total fees,
            entgelt, gebuhr, gebuhren, fremde gebuhren, processing fee, einzelbetrag, betrag detail, customer facing amount,
            exchange to amount, total collected, lastschrift ursprungsbetrag, auslagenersatz rucklastschrift, кэшбэк,
            сумма операции с округлением, округление на инвесткопилку,
            betrag in fremdwahrung, umsatz in fremdwahrung, сума в валюті операції, kwota blokady zwolnienie blokady,
            kwota platnosci w walucie, foreign currency amount
            """
        ),
        (
            .debit,
            """
            debit, debits, debit amount, withdrawal, withdrawals, withdrawal amount, withdrawn, money out, paid out, amount debit,
            outflow, soll, debet, charge, charges, debito, debitos, cargo, cargos, uscite, uscita, addebiti, addebito, dare, uttak,
            ut fra konto, ud, ut, wyplaty, obciazenia, terheles, spent, out, af, belastung, ausgaben, ausgabe, saida, saidas,
            lastschrift, payments out, utbetaling, uttag, depense, depenses, gasto, salidas, 出金, 出金金額, お引出し, 支払金額, 支出,
            borc, χρεωση,
            支払い金額, בחובה, חובה,
            dr, dr amount, amount dr, dr amt, isplata, isplate, breme, исплата, дебит, مدين, ghi no, so tien ghi no, 출금액, 출금, 支出金額,
            支出金额, お引き出し額, お引き出し, 借方, 借方金额,
            debi, duguje, zaduzenje, v breme, на терет, должи, разход, расход, списание, 支取, 取出, 借方发生额,
            お支払金額, 出金額, お引出金額, お支払い金額, 찾으신금액, phat sinh no, ถอน, ถอนเงิน, เดบิต, برداشت, დებეტი, debetas,
            debets, purchase amount, charged amount, amount charged
            """
        ),
        (
            .credit,
            """
            credit, credits, credit amount, deposit, deposits, deposit amount, deposited, money in, paid in, amount credit, inflow,
            haben, gutschrift, gutschriften, credito, creditos, abono, abonos, entrate, entrata, accrediti, accredito, avere,
            innskudd, inn pa konto, ind, inn, in, wplaty, uznania, jovairas, received, bij, einnahmen, einnahme, entrada, entradas,
            ingreso, ingresos, kredit, payments in, innbetaling, insattning, recette, recettes, 入金, 入金金額, お預入れ, 収入, 收入,
            alacak, πιστωση,
            預かり金額, בזכות, זכות,
            cr, cr amount, amount cr, cr amt, uplata, uplate, dobro, уплата, кредит, دائن, ghi co, so tien ghi co, 입금액, 입금, 存入金額,
            收入金额, お預け入れ額, お預け入れ, 贷方, 贷方金额,
            kredi, potrazuje, odobrenje, v dobro, у корист, побарува, приход, зачисление, поступление, 存入,
            贷方发生额, お預り金額, 入金額, お預入金額, お預かり金額, 맡기신금액, phat sinh co, ฝาก, ฝากเงิน, เครดิต, واریز, კრედიტი,
            kreditas, kredits
            """
        ),
        (
            .direction,
            """
            debit credit, credit debit, dr cr, cr dr, d c, c d, direction, sign, af bij, bij af, soll haben, s h, transaction type,
            bevetel kiadas, credit debit indicator, debit credit indicator, debit or credit, sens, dc, cd, type of transaction,
            debit credit code, deebet kreedit, debets kredits, d k, k d,
            προσημο ποσου, borc alacak,
            indicator, vorzeichen, segno, znak, b a, d a, dare avere,
            cargo abono, debe haber, 收 支, 借贷标志
            """
        ),
        (
            .currency,
            """
            currency, currency code, ccy, curr, devise, wahrung, waehrung, munt, muntsoort, moneda, moeda, divisa, mena, mena uctu,
            waluta, devizanem, tranzakcio devizaneme, valutasort, buchungswahrung, account currency, valuutta, monnaie, kontowahrung, devies,
            валюта, νομισμα, payment currency, валюта платежа, whg, valuuta,
            valiuta, valuta konta,
            waluta rachunku, osszeg devizaneme, devizanem, monn, valutacode, valuta code, 币种, 货币, 币别, 交易币种, 通貨
            """
        ),
        (
            .otherCurrency,
            """
            original currency, originalwahrung, originalwaehrung, local currency, oorspr munt, foreign currency, currency rate,
            transaction currency, instructed currency, orig currency, fee currency, валюта операции, exchange from,
            exchange to, customer facing currency,
            waluta operacji, fremdwahrung wahrung
            """
        ),
        (
            .balance,
            """
            balance, saldo, boeksaldo, running balance, runningbalance, running bal, solde, kontostand, saldo na trn, saldo na mutatie,
            ending balance, available balance, closing balance, egyenleg, zustatek, stan konta, saldo po operacji, account balance,
            bal, ledger balance, balance after, saldo nach buchung, new balance, resulting balance, saldo disponible, bakiye, остаток,
            баланс, υπολοιπο, guthaben, disponible, bokfort saldo, 残高, 余额,
            sold, sold contabil, 差引残高, 取引後残高, היתרה, יתרה,
            stanje, стање, салдо, залишок, залишок після операції, الرصيد, so du, 거래 후 잔액, 잔액, 餘額, 差し引き残高,
            账户余额, 本次余额, staða, balanca, gjendja, состојба, наличност, likutis, atlikums, zostatok,
            so du cuoi, 거래후잔액, ยอดคงเหลือ, คงเหลือ, مانده, ბალანსი, baki
            """
        ),
        (
            .text,
            """
            description, details, detail, memo, narrative, narration, purpose, verwendungszweck, buchungstext, omschrijving,
            mededelingen, mededeling, vrije mededeling, gestructureerde mededeling, libelle, libelles, detail de l ecriture, label, concepto,
            descripcion, descrizione, causale, historico, descricao, popis, zprava, zprava pro prijemce, zprava pro me,
            message for payee, message for me, message, note, notes, kozlemeny, tekst, text, beskrivelse, tytul, opis, selite,
            viesti, transaction description, original description, transaktionsbeschreibung, transaktionsbeschreibung zusatz,
            particulars, remarks, remark, item title, betreff, communication, item, polozka, toelichting, transaction details,
            transaction, information, info, concepto ampliado, observaciones, motivo, rubrik, title, subject, zahlungsgrund,
            reference text, payment details, forklaring, transaction remarks, extended details, opis operacji,
            opis transakcji, nota, notas, notes and tags, comment, popis transakcie, описание, назначение платежа, περιγραφη,
            αιτιολογια, beschreibung, avisierungstext, zahlungszweck, movimiento, mas datos, selitys,
            details of transaction, payment reference, selgitus, bank description, notifications, poznamka, oznaceni operace,
            transactie, aciklama, action,
            内容, 摘要, お取り扱い内容, 备注,
            informacija sanemejam, paaiskinimai, mokejimo paskirtis, maksajuma merkis, beskrivning,
            operazione, dettagli, descriere, 摘要内容, 入出金内容, 商品说明, 交易备注, תיאור, umsatztext, activity, source destination, keterangan, otsikko,
            vwz, reason, tytulem, informacia pre prijemcu, opis placanja, namen, опис, основание, деталі операції, detalii tranzactie,
            szczegoly transakcji, titulo, الوصف, mo ta, 내용, 적요, 備註, 商品, 利用店名 商品名,
            skýring, beskrywing, pershkrimi, 交易摘要, 用途, 附言, お取引内容, 取引内容, 적요내용, 거래내용, 기재내용, noi dung, dien giai, รายการ,
            รายละเอียด, شرح, დანიშნულება, פרטים, описание операции, детали
            """
        ),
        (
            .counterparty,
            """
            payee, payee name, name, counterparty, counterparty name, counter party, partner name, payer name, modtager, afsender,
            mottagare, text mottagare, partner neve, merchant, merchant name, empfanger, empfaenger, zahlungsempfanger,
            begunstigter zahlungspflichtiger, beguenstigter zahlungspflichtiger, auftraggeber empfanger, auftraggeber,
            naam tegenpartij, naam, nom, beneficiary, beneficiary name, beneficiario, nazev protiuctu, nazov protiuctu, counteraccount name, mottaker,
            avsender, navn, recipient, sender, handelaar, zahlungspflichtiger, kontrahent, nazwa kontrahenta, tiers, supplier, saaja,
            vendor, zahlungsbeteiligter, name zahlungsbeteiligter, saaja maksaja, ordenante, pagador, namn, payer, zahlungspflichtige r,
            zahlungsempfanger in, remitente, destinatario, przeciwna strona, odbiorca, nadawca, to from, from to, 对方户名,
            sanemejs maksatajs, sanemejs, maksatajs, gavejas, moketojas, moketojas gavejas, gavejas moketojas,
            name description, naam omschrijving,
            nimi, nom de la contrepartie, contrepartie, contraparte, 交易对方,
            partnername, tegenrekeninghouder, dane kontrahenta, partner elnevezese, nume partener, other party, nazwa nadawcy,
            nazwa odbiorcy, nadawca odbiorca, saajan nimi, maksaja, prejemnik placnik, наредител получател, odbiorca zleceniodawca,
            对方账户名称, 对方名称, 받는분, 보낸분 받는분,
            beneficiaire, nom du beneficiaire, auftraggebername, empfangername, empfaengername, avsandare
            """
        ),
        (
            .counterpartyAccount,
            """
            counterparty account, counteraccount, tegenrekening, tegenrekening iban bban, rekeningnummer tegenpartij,
            cislo protiuctu, protiucet, partner szamlaszama, bank account details, bankovni spojeni, bic tegenpartij,
            iban zahlungsbeteiligter, payee account, beneficiary account, gegenkonto, counterparty iban, beneficiary account number,
            beneficiary sort code or routing number, beneficiary iban, beneficiary bic, payee account number, partner iban,
            kontonummer iban, iban kontonummer, bankkonto, saajan tilinumero, rachunek nadawcy, rachunek odbiorcy,
            auftraggeber iban, empfanger iban, empfaenger iban, auftraggeber bic, empfanger bic, empfaenger bic
            """
        ),
        (
            .reference,
            """
            transaction id, transaction no, transaction number, id, fitid, reference, reference number, reference no,
            transaction reference, transaction reference number, referenz, buchungsreferenz, ref, transactiereferentie, volgnr,
            referencni cislo transakce, id transakce, txn id, receipt id, operation number, unique id, numero de referencia,
            numer referencyjny, reference id, transaction ref, arkiveringstunnus, arkistointitunnus, identificador, transaktionscode,
            transaktions nr, transferwise id, verifikationsnummer, zkb referenz, arhiveerimistunnus, referens,
            arhiva kods, iraso nr,
            fis no, dekont no, αρ συναλλαγησ,
            referinta tranzactiei, אסמכתא,
            tilvísun
            """
        ),
        (
            .account,
            """
            account number, account no, account id, iban, iban bban, konto, kontonummer, rekening, rekeningnummer, auftragskonto,
            account, numero de compte, cislo uctu, szamlaszam, iban auftraggeberkonto, auftraggeberkonto, card number, card no,
            kredietkaart, credit card number, numer rachunku, compte, cuenta, conto, conta, bezeichnung auftragskonto,
            iban auftragskonto, bank account, account name, account num, iban kontoinhaber, cuenta bancaria, kliendi konto, source account, nom du compte,
            klienta konts, saskaitos nr, client account,
            номер счета, bank account name, numar cont
            """
        ),
        (
            .kind,
            """
            type, transaction type, type of transaction, vorgang, umsatzart, umsatztyp, mutatiesoort, typ transakcji, tipo, bewegungstyp,
            transaction details type, tipo movimiento, tipo de movimiento, tipo operazione, laji, art, typ, typ operacji, тип операции
            """
        ),
        (.status, "status, state, stato, estado, etat, statut, tila, stav, buchungsstatus, transaction status, статус"),
        (
            .other,
            """
            category, kategorie, categorie, categoria, kategoria, kategori, kategori underkategori, category parent, spending category,
            subcategory, category group, категория, device name, staff name, member name, card member, cardholder, card holder,
            card holder full name, name on card, karteninhaber, account holder, account type, account label, card label, card state, bank name,
            name der bank, bankname auftragskonto, bank, location, terminal location, address, city, city state, country, timezone,
            time zone, zeitzone, filter, from email address, to email address, absender e mail adresse, owner, tags, labels, card brand,
            bic, blz, bic swift code, customer name, kunde, shipping address, event type, payment method, payment method name,
            reason for non execution, transaction breakup, item no, item number, item nr
            """
        ),
    ]
}
