/// A journal entry as it stands in the books. It never changes again; a reversal corrects it.
package struct PostedEntry: Hashable, Sendable {
    package let id: EntryID
    package let number: EntryNumber
    package let entry: JournalEntry
    package let source: EntrySource
    /// The entry that this one cancels.
    package let reverses: EntryID?

    package init(id: EntryID, number: EntryNumber, entry: JournalEntry, source: EntrySource, reverses: EntryID? = nil) {
        (self.id, self.number, self.entry, self.source, self.reverses) = (id, number, entry, source, reverses)
    }
}

/// How an entry came about.
package enum EntrySource: String, CaseIterable, Sendable {
    /// From a statement line of a bank or a card.
    case statement = "import"
    /// A person wrote it.
    case manual
    /// It cancels another entry.
    case reversal
    /// From another program's journal.
    case journal
    /// The balances with which the books begin.
    case openingBalance = "opening_balance"
}
