extension JournalEntry {
    /// The entry that cancels this one: the same postings on the opposite sides. What is posted is never edited.
    package func reversal(on date: CalendarDate, narration: String) -> JournalEntry {
        JournalEntry(mirroring: self, date: date, narration: narration)
    }

    /// Turning every side of a balanced entry leaves it balanced, so nothing can be thrown here.
    private init(mirroring entry: JournalEntry, date: CalendarDate, narration: String) {
        self.date = date
        self.narration = narration
        postings = entry.postings.map(\.mirrored)
    }
}

extension Posting {
    fileprivate var mirrored: Posting { Posting(mirroring: self) }

    private init(mirroring posting: Posting) {
        (side, account, amount) = (posting.side.opposite, posting.account, posting.amount)
    }
}
