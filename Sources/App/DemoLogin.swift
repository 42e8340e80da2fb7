import Bookkeeping
import Foundation
import Operations
import Storage

/// The one person of the demo company: made with a password that nobody could guess, which is kept beside the database for whoever runs it.
struct DemoLogin {
    static let email = "demo@southside.example"

    private let path: String
    private let office: Office

    init(dataFolder: String, office: Office) { (path, self.office) = (dataFolder + "/demo-login", office) }

    /// - Returns: the password; nil when somebody has taken the file away, and may know it.
    func ensure(for tenant: TenantID) async throws -> String? {
        let addUser = AddUser(office, passwords: PasswordHasher())
        if try await addUser.isKnown(Self.email) { return remembered }
        var random = SystemRandomNumberGenerator()
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        let groups = (0..<4).map { _ in String((0..<4).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] }) }
        let password = groups.joined(separator: "-")
        _ = try await addUser(email: Self.email, name: "Demo", password: password, to: tenant, as: .owner, by: Terminal.actor)
        try keep(password)
        return password
    }

    private var remembered: String? { FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } }

    private func keep(_ password: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: Data(password.utf8), attributes: [.posixPermissions: 0o600]) else {
            throw UsageError.folderMissing((path as NSString).deletingLastPathComponent)
        }
    }
}
