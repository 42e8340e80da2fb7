import Bookkeeping
import Categorization
import Storage

/// People's changes of vendors within one transaction: kept, audited, and followed by everything that rests upon vendors.
struct VendorBook {
    let index: VendorIndex
    private let books: Books
    private let person: String
    private let now: Instant

    init(_ books: Books, by person: String, at now: Instant) throws {
        (self.books, self.person, self.now) = (books, person, now)
        index = try VendorIndex(books)
    }

    func change(_ vendor: Vendor, to target: Vendor?, _ kind: VendorStore.Kind) throws -> VendorChangeID {
        let target = target.map { VendorStore.Target(key: $0.key, name: $0.name) }
        let id = try books.vendors.change(vendor.key, to: target, kind, by: person, at: now)
        try audit("vendor.\(kind.rawValue)", vendor.key, detail: target?.name ?? "")
        return id
    }

    func audit(_ action: String, _ vendor: String, detail: String) throws {
        try books.audit.append(.init(actor: person, action: action, subject: "vendor \(vendor)", detail: detail), at: now)
    }

    /// Lines, memory, model and waiting proposals follow at once.
    func finish(_ change: VendorChangeID) throws -> VendorSummary {
        var reader = try books.judge(by: [])
        var moved: [String: [LineID]] = [:]
        try books.lines.each { (record) throws(StorageError) in
            let key = Name.fitting(reader.vendor(of: LineFacts(record.line, on: record.account)).key)
            if key != record.vendor { moved[key, default: []].append(record.id) }
        }
        try books.lines.setVendors(moved)
        // What was learned was learned for other vendors: the answers are learned again, in their order.
        try books.categorizer.clear()
        var learned = try LearnedCategorizer(books)
        let posted = try WaitingLines(books, filing: LineFiling(books), by: person, at: now).proposeAgain(with: &learned)
        try learned.saveIfWorthIt(in: books)
        return VendorSummary(change: change, lines: moved.values.reduce(0) { $0 + $1.count }, posted: posted)
    }
}
