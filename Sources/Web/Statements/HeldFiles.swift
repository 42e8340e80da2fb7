import Bookkeeping
import Foundation
import Ingestion
import Operations

/// Files that somebody has to say something about. They lie beside the uploads on their way in, for a time; the name says whose they are, so
/// that nobody opens another company's.
package struct HeldFiles: Sendable {
    enum Purpose: String, CaseIterable {
        /// Looked at before they are booked.
        case held
        /// Booked on an account by a guess, in case that they belong on another one.
        case asked

        var secondsKept: Double { self == .held ? 3_600 : 7 * 86_400 }

        /// Of one company; the oldest gives way. As many may ask as come with one form.
        var most: Int { self == .held ? 8 : 50 }
    }

    private let folder: String
    private let tenant: TenantID
    private let purpose: Purpose

    private static let pieceSize = 1 << 20

    init(in spoolFolder: String, of tenant: TenantID, _ purpose: Purpose) {
        (folder, self.tenant, self.purpose) = (Self.folder(in: spoolFolder, purpose), tenant, purpose)
    }

    private static func folder(in spoolFolder: String, _ purpose: Purpose) -> String { "\(spoolFolder)/\(purpose.rawValue)" }

    /// Removes what was held for too long, whoever held it.
    package static func sweep(dataFolder: String) {
        for purpose in Purpose.allCases {
            let folder = folder(in: SiteSettings.spoolFolder(in: dataFolder), purpose)
            for (name, seconds) in ages(in: folder) where seconds > purpose.secondsKept { _ = unlink("\(folder)/\(name)") }
        }
    }

    private static func ages(in folder: String) -> [(name: String, seconds: Double)] {
        // Where nobody has held anything yet there is no folder either.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.map { name in
            // One that another request removes meanwhile is as good as old.
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            let changed = attributes?[.modificationDate] as? Date
            return (name: name, seconds: changed.map { -$0.timeIntervalSinceNow } ?? .infinity)
        }
    }

    private func path(_ key: String) -> String { "\(folder)/\(tenant)-\(key)" }

    /// - Parameter key: names the file among the company's; it has to be fit for a path
    func hold(_ source: ByteSource, as key: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        makeRoom()
        let kept = try Spool(creating: path(key))
        var offset = 0
        while true {
            let piece = try source.read(offset, Self.pieceSize)
            guard !piece.isEmpty else { return }
            try kept.write(piece)
            offset += piece.count
        }
    }

    /// Nil where it was booked, or held for too long.
    func source(_ key: String, name: String) -> ByteSource? { Spool(kept: path(key))?.source(name: name) }

    func remove(_ key: String) { _ = unlink(path(key)) }

    /// The company's oldest give way beyond the last few.
    private func makeRoom() {
        let own = Self.ages(in: folder).filter { $0.name.hasPrefix("\(tenant)-") }.sorted { $0.seconds < $1.seconds }
        for (name, _) in own.dropFirst(purpose.most - 1) { _ = unlink("\(folder)/\(name)") }
    }
}
