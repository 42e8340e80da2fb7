import Bookkeeping
import Foundation
import TestSupport
import Testing

@testable import Web

/// Files that wait for a word from somebody.
struct HeldFilesTests {
    private let dataFolder = TemporaryFolder.shared.path("held-\(UUID())")

    private func files(of tenant: Int64, _ purpose: HeldFiles.Purpose) -> HeldFiles {
        HeldFiles(in: SiteSettings.spoolFolder(in: dataFolder), of: TenantID(tenant), purpose)
    }

    private func hold(_ files: HeldFiles, as key: String) throws {
        let spool = try Spool(in: dataFolder)
        try spool.write(Array(key.utf8))
        try files.hold(spool.source(name: "a.csv"), as: key)
    }

    /// As if it had been held so long ago.
    private func age(_ purpose: HeldFiles.Purpose, _ name: String, seconds: Double) throws {
        let path = "\(SiteSettings.spoolFolder(in: dataFolder))/\(purpose.rawValue)/\(name)"
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: path)
    }

    @Test(arguments: HeldFiles.Purpose.allCases)
    func `what nobody came back to goes by itself, and what is young stays`(_ purpose: HeldFiles.Purpose) throws {
        HeldFiles.sweep(dataFolder: dataFolder)
        let own = files(of: 1, purpose)
        for key in ["old", "young"] { try hold(own, as: key) }
        try age(purpose, "1-old", seconds: purpose.secondsKept + 60)
        try age(purpose, "1-young", seconds: purpose.secondsKept - 60)
        HeldFiles.sweep(dataFolder: dataFolder)
        #expect(own.source("old", name: "a.csv") == nil)
        #expect(own.source("young", name: "a.csv") != nil)
    }

    @Test func `a company's oldest gives way to its newest, and nobody else's`() throws {
        let (own, other) = (files(of: 1, .held), files(of: 11, .held))
        try hold(other, as: "0")
        for number in 0..<9 {
            try hold(own, as: "\(number)")
            try age(.held, "1-\(number)", seconds: Double(100 - number))
        }
        #expect(own.source("0", name: "a.csv") == nil && own.source("1", name: "a.csv") != nil && own.source("8", name: "a.csv") != nil)
        #expect(other.source("0", name: "a.csv") != nil)
    }
}
