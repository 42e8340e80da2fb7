import Bookkeeping
import Foundation
import Ingestion
import Storage

/// A bank's file with the columns it is to be read by: as the person says, as this bank account's files were read before, or as
/// detected, in this order of trust.
struct StatementFile {
    let source: ByteSource
    let byteCount: Int
    private let options: ReadingOptions
    let detection: Detection
    /// Whether the columns are a person's choice, made now or before.
    private let isChosen: Bool

    init(
        _ books: Books, _ source: ByteSource, byteCount: Int, currency: Currency, changes: MappingChanges, accounts: BankAccounts
    ) throws {
        (self.source, self.byteCount) = (source, byteCount)
        var options = ReadingOptions(defaultCurrency: currency)
        let first = try StatementReader(source, options: options, changes: changes)
        guard let detected = first.detection.mapping else {
            (self.options, detection, isChosen) = (options, first.detection, false)
            return
        }
        var accounts = accounts
        let account = try first.statements.first.map { try accounts.resolve($0).account }
        // What a person changes now is changed in how this account's files are read, and the rest of that stays.
        let unchanged = changes.isEmpty ? first.detection : (try? StatementReader(source, options: options))?.detection
        for saved in try account.map(books.mappings.mappings) ?? [] {
            guard let mapping = try? JSONDecoder().decode(Mapping.self, from: Data(saved.mapping.utf8)),
                saved.fileBytes == nil || Self.settles(mapping, saved, unchanged, byteCount)
            else { continue }
            options.mapping = mapping
            // One that does not fit was for another layout of the same bank account.
            guard let again = try? StatementReader(source, options: options) else { continue }
            guard !changes.isEmpty else {
                (self.options, detection, isChosen) = (options, again.detection, saved.fileBytes == nil)
                return
            }
            options.mapping = try? again.detection.mapping.map(changes.applied)
            guard let changed = try? StatementReader(source, options: options), options.mapping != nil else { continue }
            (self.options, detection, isChosen) = (options, changed.detection, true)
            return
        }
        options.mapping = detected
        (self.options, detection, isChosen) = (options, first.detection, !changes.isEmpty)
    }

    /// Whether what was detected in an earlier file is to be trusted more than what this one shows: that one was larger, has the same
    /// headings, and nothing in this one speaks against it.
    private static func settles(
        _ mapping: Mapping, _ saved: MappingStore.Record, _ detection: Detection?, _ byteCount: Int
    ) -> Bool {
        guard let detection, let detected = detection.mapping, saved.layout == detected.layout, mapping.readsSameColumns(as: detected),
            (saved.fileBytes ?? 0) >= byteCount
        else {
            return false
        }
        return (mapping.dateOrder == detected.dateOrder || detection.guesses.contains(.dateOrder))
            && (mapping.decimalMark == detected.decimalMark || detection.guesses.contains(.decimalMark))
    }

    /// Begins to read; may be called again.
    func reader() throws -> StatementReader { try StatementReader(source, options: options) }

    /// As JSON; nil for formats that name their fields.
    var mapping: String? {
        get throws { try detection.mapping.map { String(decoding: try JSONEncoder.stable.encode($0), as: UTF8.self) } }
    }

    /// Keeps the columns for the account's next file: the choice of a person, or else what the largest file so far showed.
    func remember(in books: Books, for account: AccountID, by actor: String, at now: Instant) throws {
        guard let layout = detection.mapping?.layout, let mapping = try mapping else { return }
        let earlier = try books.mappings.mappings(of: account).first { $0.layout == layout }
        guard earlier?.mapping != mapping || (isChosen && earlier?.fileBytes != nil) else { return }
        try books.mappings.save(mapping, layout: layout, fileBytes: isChosen ? nil : byteCount, of: account, by: actor, at: now)
    }
}

extension JSONEncoder {
    /// Equal values have equal texts.
    static var stable: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
