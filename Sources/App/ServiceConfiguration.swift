import Bookkeeping
import Foundation
import Logging
import Web

/// What the environment and the command line say about the service, checked before anything starts: a wrong value stops it with one
/// sentence that names the variable.
struct ServiceConfiguration: Sendable {
    let host: String
    let port: Int
    let publicOrigin: Origin
    let secretKey: [UInt8]
    let dataFolder: String
    let database: DatabaseOptions
    let logger: Logger
    let billing: StripeConfiguration
    let notifications: NotificationConfiguration
    let llm: LLMConfiguration
    let quickBooks: QuickBooksConfiguration

    init(
        _ environment: [String: String], host: String? = nil, port: String? = nil, dataFolder: String, database: DatabaseOptions
    ) throws {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

        self.host = host ?? value("HOST") ?? "127.0.0.1"
        let portText = port ?? value("PORT") ?? "8080"
        guard let number = Int(portText), (0...65_535).contains(number) else {
            throw ConfigurationError.wrong(port == nil ? "PORT" : "--port", portText, wanted: "a port from 1 to 65535, such as 8080")
        }
        self.port = number
        let address = value("APP_URL") ?? "http://127.0.0.1:\(number == 0 ? 8_080 : number)"
        guard let origin = Origin(address.hasSuffix("/") ? String(address.dropLast()) : address) else {
            throw ConfigurationError.wrong(
                "APP_URL", address, wanted: "the public address without a path, such as https://books.example.com")
        }
        guard origin.isSecure || origin.isLocal || value("APP_URL") == nil || Self.isPrivate(origin.host) else {
            throw ConfigurationError.wrong(
                "APP_URL", address, wanted: "an address that begins with https://, since passwords travel over it")
        }
        publicOrigin = origin
        self.dataFolder = dataFolder
        var database = database
        if database.url == nil, value("DATABASE_URL") == nil { database.url = "sqlite:\(dataFolder)/bookkeeper.db" }
        self.database = database
        logger = try Self.logger(level: value("LOG_LEVEL") ?? "info")
        billing = try StripeConfiguration(value, publicURL: "\(origin)")
        notifications = try NotificationConfiguration(value, publicURL: "\(origin)")
        llm = try LLMConfiguration(value)
        quickBooks = try QuickBooksConfiguration(value)
        secretKey = try SecretKey.find(value("SECRET_KEY"), in: dataFolder)
    }

    /// A machine in one's own network may be reached without https.
    private static func isPrivate(_ host: String) -> Bool {
        host.hasSuffix(".local") || host.hasSuffix(".test") || !host.contains(".") || host.hasPrefix("10.") || host.hasPrefix("192.168.")
    }

    private static func logger(level text: String) throws -> Logger {
        guard let level = Logger.Level(rawValue: text.lowercased()) else {
            throw ConfigurationError.wrong(
                "LOG_LEVEL", text, wanted: "one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        var logger = Logger(label: "bookkeeper") { label in StreamLogHandler.standardError(label: label) }
        logger.logLevel = level
        return logger
    }
}

enum ConfigurationError: ExplainedError, Equatable {
    case wrong(String, String, wanted: String)
    case shortKey
    case unreadableKey(String)

    var userText: String {
        switch self {
        case .wrong(let name, let value, let wanted):
            "\(name) is “\(value.prefix(80).split(whereSeparator: \.isNewline).joined(separator: " "))”. It takes \(wanted)."
        case .shortKey: "SECRET_KEY is too short. It takes 32 random bytes or more, such as openssl rand -hex 32 prints."
        case .unreadableKey(let path): "The key at \(path) cannot be read or made. Give this user access to it, or set SECRET_KEY."
        }
    }
}

/// The key that seals what the service hands out. Made on the first start on a machine of one's own, readable by its owner alone.
enum SecretKey {
    private static let shortest = 32

    static func find(_ text: String?, in folder: String) throws -> [UInt8] {
        if let text {
            guard text.utf8.count >= shortest else { throw ConfigurationError.shortKey }
            return Array(text.utf8)
        }
        let path = folder + "/secret-key"
        if let data = FileManager.default.contents(atPath: path) {
            guard data.count >= shortest else { throw ConfigurationError.unreadableKey(path) }
            return Array(data)
        }
        return try make(at: path, in: folder)
    }

    private static func make(at path: String, in folder: String) throws -> [UInt8] {
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var random = SystemRandomNumberGenerator()
        let key = (0..<shortest).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        // Nobody else's moment between making the file and closing it to others; and whoever comes second takes what is there.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else {
            guard let data = FileManager.default.contents(atPath: path), data.count >= shortest else {
                throw ConfigurationError.unreadableKey(path)
            }
            return Array(data)
        }
        defer { close(descriptor) }
        guard key.withUnsafeBytes({ write(descriptor, $0.baseAddress, $0.count) }) == key.count else {
            throw ConfigurationError.unreadableKey(path)
        }
        return key
    }
}
