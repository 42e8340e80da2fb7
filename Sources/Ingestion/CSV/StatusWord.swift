/// Words of a column that say how far a movement has come.
enum StatusWord: Sendable {
    case booked
    /// Announced, and the bank may still change or drop it.
    case pending
    /// Declined, failed, reverted: no money moved.
    case void

    init?(_ text: String) {
        guard text.utf8.count <= 48, !text.utf8.contains(where: \.isDigit) else { return nil }
        let word = ColumnNames.folded(text)
        if Self.bookedWords.contains(word) {
            self = .booked
        } else if Self.pendingWords.contains(word) {
            self = .pending
        } else if Self.voidWords.contains(word) {
            self = .void
        } else {
            return nil
        }
    }

    /// Whether a row is the title of movements that are pending, or of others; nil when it is no title.
    static func titlesPending(_ cells: [String]) -> Bool? {
        guard let title = cells.first, !title.isEmpty, cells.dropFirst().allSatisfy(\.isEmpty), title.contains(where: \.isLetter) else {
            return nil
        }
        return pendingTitles.contains(ColumnNames.folded(title))
    }

    private static let pendingTitles: Set<String> = [
        "pending", "pending transactions", "pending items", "pending charges", "pending activity", "pending payments",
        "vorgemerkte umsatze", "vorgemerkte buchungen", "nicht gebuchte umsatze", "noch nicht gebuchte umsatze", "operations en attente",
        "operations en cours", "operations a venir", "transactions en attente", "movimientos pendientes", "transacciones pendientes",
        "movimenti in attesa", "operazioni non contabilizzate", "lancamentos futuros", "lancamentos pendentes", "gereserveerd",
        "openstaande transacties", "reserverade belopp", "reservationer", "reservasjoner", "operacje oczekujace", "blokady",
    ]

    private static let bookedWords: Set<String> = [
        "completed", "complete", "posted", "settled", "cleared", "uncleared", "reconciled", "booked", "executed", "processed", "done", "ok",
        "sent", "received", "success", "successful", "succeeded", "paid", "issued", "approved", "confirmed", "gebucht", "umsatz gebucht",
        "ausgefuhrt",
        "abgeschlossen", "erledigt", "contabilizzato", "contabilizzata", "eseguito", "eseguita", "completato", "contabilizado",
        "completado",
        "realizado", "concluido", "efetuado", "comptabilise", "comptabilisee", "effectue", "effectuee", "termine", "terminee", "execute",
        "udfort", "utfort", "gennemfort", "genomford", "bogfort", "bokfort", "verwerkt", "geboekt", "uitgevoerd", "zrealizowana",
        "zrealizowano", "zrealizowany", "rozliczona", "zaksiegowana", "zauctovano", "konyvelt", "teljesult", "исполнен", "исполнена",
        "проведена", "выполнен",
    ]
    private static let pendingWords: Set<String> = [
        "pending", "authorised", "authorized", "authorisation", "authorization", "processing", "in process", "in progress", "in transit",
        "on hold", "held", "reserved", "scheduled", "upcoming", "unposted", "not posted", "vorgemerkt", "umsatz vorgemerkt", "offen",
        "in bearbeitung", "ausstehend", "autorizzato", "autorizzata", "in attesa", "non contabilizzato", "pendiente", "retenido",
        "pendente", "agendado", "en attente", "en cours", "a venir", "venter", "afventer", "reserveret", "reserverat", "reservert",
        "reservation", "vantande", "gereserveerd", "in behandeling", "oczekujaca", "w toku", "blokada", "nierozliczona", "ceka", "varaus",
        "fuggoben", "в обработке", "ожидает", "hold",
    ]
    private static let voidWords: Set<String> = [
        "reverted", "declined", "failed", "cancelled", "canceled", "denied", "rejected", "expired", "voided", "void", "refused", "blocked",
        "abgelehnt", "storniert", "fehlgeschlagen", "abgebrochen", "zuruckgewiesen", "annule", "annulee", "refuse", "refusee", "rejete",
        "rejetee", "echoue", "rechazado", "rechazada", "cancelado", "cancelada", "anulado", "anulada", "recusado", "negado", "annullato",
        "annullata", "rifiutato", "rifiutata", "stornato", "afvist", "avvist", "avbruten", "annulleret", "geweigerd", "geannuleerd",
        "mislukt", "odrzucona", "anulowana", "zamitnuto", "отклонен", "отклонена", "отменен", "отменена",
    ]
}
