import Bookkeeping
import Foundation
import Ingestion
import Operations

/// Files that are looked at before they are booked. They lie beside the uploads on their way in, for an hour at most; the name says whose
/// they are, so that nobody opens another company's.
struct HeldFiles: Sendable {
    private let folder: String
    private let tenant: TenantID

    private static let secondsKept = 3_600.0
    /// Of one company; the oldest gives way.
    private static let most = 8
    private static let pieceSize = 1 << 20

    init(in spoolFolder: String, of tenant: TenantID) { (folder, self.tenant) = (spoolFolder + "/held", tenant) }

    private func path(_ token: SecretToken) -> String { "\(folder)/\(tenant)-\(token.text)" }

    func hold(_ source: ByteSource, as token: SecretToken) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try sweep()
        let kept = try Spool(creating: path(token))
        var offset = 0
        while true {
            let piece = try source.read(offset, Self.pieceSize)
            guard !piece.isEmpty else { return }
            try kept.write(piece)
            offset += piece.count
        }
    }

    /// Nil where it was booked, or held for too long.
    func source(_ token: SecretToken, name: String) -> ByteSource? { Spool(kept: path(token))?.source(name: name) }

    func remove(_ token: SecretToken) { _ = unlink(path(token)) }

    /// Makes room: what is too old goes, whoever held it, and the company's oldest beyond the last few.
    private func sweep() throws {
        let ages = try FileManager.default.contentsOfDirectory(atPath: folder).map { name in
            // One that another request removes meanwhile is as good as old.
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            let changed = attributes?[.modificationDate] as? Date
            return (name: name, seconds: changed.map { -$0.timeIntervalSinceNow } ?? .infinity)
        }
        let own = ages.filter { $0.name.hasPrefix("\(tenant)-") }.sorted { $0.seconds < $1.seconds }
        let tooOld = ages.filter { $0.seconds > Self.secondsKept }
        for (name, _) in tooOld + own.dropFirst(Self.most - 1) { _ = unlink("\(folder)/\(name)") }
    }
}
