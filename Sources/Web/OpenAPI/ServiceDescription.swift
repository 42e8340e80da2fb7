import Bookkeeping
import Hummingbird
import Operations
import Storage

/// What the service says about itself, without one that runs.
package struct ServiceDescription {
    private let version: String

    package init(version: String) { self.version = version }

    package func openAPI() async throws -> String {
        let document = OpenAPIDocument(try await routes(), version: version)
        return String(decoding: try Response.encoded(document.json), as: UTF8.self) + "\n"
    }

    package func permissions() async throws -> String { PermissionMatrix(try await routes()).markdown }

    private func routes() async throws -> [Route] {
        let front = FrontOffice(
            office: Office(database: NoDatabase()) { Instant(milliseconds: 0) }, passwords: PasswordHasher(),
            secrets: try SecretBox(secretKey: [UInt8](repeating: 0, count: 32)), mailer: Mailer { _ in }, publicURL: "")
        guard let origin = Origin("http://localhost") else { return [] }
        return try await Site(front: front, settings: SiteSettings(publicOrigin: origin, dataFolder: "", version: version)).routes
    }
}

/// Nobody asks it anything: routes are described, not called.
private struct NoDatabase: Database {
    let engine = Engine.sqlite

    func read<Value: Sendable>(_ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        throw StorageError.unreachable("there is none")
    }

    func write<Value: Sendable>(_ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        throw StorageError.unreachable("there is none")
    }

    func copyFile(to path: String) async throws -> Bool { false }
    func close() async {}
}
