package import Bookkeeping
import Crypto
package import Ingestion
package import Storage

/// Keeps a receipt with an entry. What it is, its bytes say, not its name; the same file again is the same receipt.
package struct AttachReceipt: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// A scan of some pages in good quality is smaller.
    package static let sizeLimit = 10 << 20
    package static let mostPerEntry = 50

    package func callAsFunction(
        for tenant: TenantID, _ source: ByteSource, to entry: EntryID, by person: String
    ) async throws -> AttachmentStore.Record {
        let bytes = try Self.bytes(of: source)
        guard let kind = AttachmentStore.Kind(sniffing: bytes) else { throw AttachmentError.unknownKind(source.name) }
        let (hash, name, now) = (Array(SHA256.hash(data: bytes)), Self.fitting(source.name, kind), office.now())
        return try await office.database.write(for: tenant) { books in
            guard let posted = try books.entries.entry(entry) else { throw OperationError.noSuchEntry("\(entry)") }
            let own = try books.attachments.all(of: entry)
            if let known = own.first(where: { $0.hash == hash }) { return known }
            guard own.count < Self.mostPerEntry else { throw AttachmentError.tooMany(Self.mostPerEntry) }
            let (record, _) = try books.attachments.add(bytes, hash: hash, kind: kind, named: name, to: entry, by: person, at: now)
            try books.audit.append(
                .init(
                    actor: person, action: "attachment.added", subject: "entry \(posted.number)",
                    detail: "\(name), \(bytes.count) bytes, SHA-256 \(hash.hexadecimal)"), at: now)
            return record
        }
    }

    private static func bytes(of source: ByteSource) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count <= sizeLimit {
            let piece = try source.read(bytes.count, 1 << 20)
            if piece.isEmpty { break }
            bytes += piece
        }
        guard !bytes.isEmpty else { throw AttachmentError.empty(source.name) }
        guard bytes.count <= sizeLimit else { throw AttachmentError.tooLarge(source.name, limit: sizeLimit) }
        return bytes
    }

    /// The name without folders and control characters, with the ending that its bytes deserve.
    private static func fitting(_ name: String, _ kind: AttachmentStore.Kind) -> String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let clean = String(last.onOneLine.unicodeScalars.filter { $0.properties.generalCategory != .format }.prefix(120))
        let stem = clean.lastIndex(of: ".").map { String(clean[..<$0]) } ?? clean
        return (stem.isEmpty ? "receipt" : stem) + "." + kind.fileEnding
    }
}

/// Takes a receipt off its entry.
package struct RemoveReceipt: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(for tenant: TenantID, _ id: AttachmentID, by person: String) async throws -> AttachmentStore.Record {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            guard let record = try books.attachments.attachment(id) else { throw AttachmentError.noSuchAttachment("\(id)") }
            try books.attachments.remove(record)
            try books.audit.append(
                .init(
                    actor: person, action: "attachment.removed", subject: "entry id \(record.entry)",
                    detail: "\(record.name), SHA-256 \(record.hash.hexadecimal)"), at: now)
            return record
        }
    }
}

/// Reads a receipt with its bytes.
package struct ReadReceipt: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(for tenant: TenantID, _ id: AttachmentID) async throws -> (record: AttachmentStore.Record, bytes: [UInt8]) {
        try await office.database.read(for: tenant) { books in
            guard let record = try books.attachments.attachment(id), let bytes = try books.attachments.bytes(of: record.hash) else {
                throw AttachmentError.noSuchAttachment("\(id)")
            }
            return (record, bytes)
        }
    }
}

extension AttachmentStore.Kind {
    /// By the first bytes: PDF (ISO 32000-1, 7.5.2), PNG (ISO 15948, 5.2), JPEG (ITU-T T.81, annex B).
    package init?(sniffing bytes: [UInt8]) {
        if bytes.starts(with: Array("%PDF-".utf8)) {
            self = .pdf
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else {
            return nil
        }
    }

    package var fileEnding: String { self == .jpeg ? "jpg" : rawValue }
    package var mediaType: String { self == .pdf ? "application/pdf" : "image/\(rawValue)" }
}

/// What a receipt may not be.
package enum AttachmentError: ExplainedError, Equatable {
    case noSuchAttachment(String)
    case unknownKind(String)
    case tooLarge(String, limit: Int)
    case tooMany(Int)
    case empty(String)

    package var userText: String {
        switch self {
        case .noSuchAttachment(let text): "There is no receipt \(text) in these books. It may have been removed."
        case .unknownKind(let name): "\(name) is no PDF, PNG or JPEG: its bytes say so, whatever its name. Scan or save it as one of these."
        case .tooLarge(let name, let limit):
            "\(name) is larger than \(limit >> 20) MiB, the most a receipt may be. Scan it with fewer dots."
        case .tooMany(let limit): "The entry has \(limit) receipts, the most it takes. Put several pages into one PDF."
        case .empty(let name): "\(name) is empty. Choose the file again."
        }
    }

    package var faultKind: FaultKind {
        switch self {
        case .noSuchAttachment: .notFound
        case .tooMany: .conflict
        case .unknownKind, .tooLarge, .empty: .invalid
        }
    }
}
