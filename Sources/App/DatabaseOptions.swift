import ArgumentParser
import Bookkeeping
import Foundation
import Operations
import Storage
import StoragePostgres
import StorageSQLite

/// Which database a command works on.
struct DatabaseOptions: ParsableArguments {
    @Option(name: .customLong("database"), help: "sqlite:PATH or postgres://… (default: DATABASE_URL, else sqlite:data/bookkeeper.db).")
    var url: String?

    enum Opening { case existing, newOrExisting }

    /// Opens the database with the newest schema in it; a new one is made where the command may make one.
    func office(_ opening: Opening = .existing) async throws -> Office {
        let database = try await database(opening)
        try await Migrator(database).prepare()
        return Self.office(database)
    }

    static func office(_ database: any Database) -> Office {
        Office(database: database) { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
    }

    /// Opens the database as it is.
    func database(_ opening: Opening) async throws -> any Database {
        switch try location {
        case .postgres(let url):
            let database = try await PostgresDatabase(url: url)
            if database.ignoresRowSecurity { Terminal.warn(Self.rowSecurityWarning) }
            return database
        case .sqlite(let path): return try Self.file(path, opening)
        }
    }

    private static let rowSecurityWarning = """
        the PostgreSQL role is a superuser or bypasses row-level security, which then guards no company's rows. Make a role that is \
        neither, give it the database, and name it in DATABASE_URL.
        """

    /// For people: where the books lie. Of a server's URL only its kind is told, for the rest may hold a password.
    var place: String {
        get throws {
            switch try location {
            case .sqlite(let path): path
            case .postgres: "the PostgreSQL database of --database or DATABASE_URL"
            }
        }
    }

    private enum Location {
        case sqlite(String)
        case postgres(String)
    }

    private static let defaultURL = "sqlite:data/bookkeeper.db"

    private var location: Location {
        get throws(UsageError) {
            let given = url ?? ProcessInfo.processInfo.environment["DATABASE_URL"] ?? ""
            let text = given.isEmpty ? Self.defaultURL : given
            if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") { return .postgres(text) }
            guard text.hasPrefix("sqlite:") else { throw .databaseURL(text) }
            // sqlite:PATH is ours; sqlite:///PATH is what other programs write.
            let path = String(text.dropFirst("sqlite:".count))
            let plain = path.hasPrefix("///") ? String(path.dropFirst(2)) : path
            guard !plain.isEmpty else { throw .databaseURL(text) }
            return .sqlite(plain)
        }
    }

    /// The last folder of the path is made when missing; a path that is wrong higher up is a typing error.
    static func file(_ path: String, _ opening: Opening) throws -> any Database {
        try makeFolder(of: path, opening)
        return try SQLiteDatabase(path: path)
    }

    private static func makeFolder(of path: String, _ opening: Opening) throws {
        let files = FileManager.default
        // As it was typed, for the sentence; a bare file name lies in this folder.
        let typed = (path as NSString).deletingLastPathComponent
        let folder = typed.isEmpty ? "." : typed
        if !files.fileExists(atPath: path) {
            guard opening == .newOrExisting else { throw UsageError.noDatabase(path) }
            if !files.fileExists(atPath: folder) {
                do {
                    try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
                } catch {
                    throw UsageError.folderMissing(folder)
                }
            }
        }
    }
}

/// Which company of the database a command works for.
struct BooksOptions: ParsableArguments {
    @OptionGroup var database: DatabaseOptions

    @Option(help: "The company, by name or number; needed only where the database holds several.")
    var tenant: String?

    func open() async throws -> (office: Office, tenant: TenantStore.Record) {
        let office = try await database.office()
        return (office, try await record(in: office))
    }

    func record(in office: Office) async throws -> TenantStore.Record {
        let all = try await TenantStore(office.database).all()
        if let tenant {
            // A name wins over a number, for a company may be called 1984; two of one name are told apart by number alone.
            let named = all.filter { $0.name == tenant }
            guard named.count <= 1 else { throw UsageError.ambiguousTenant(tenant, named.map(\.id.description)) }
            guard let found = named.first ?? all.first(where: { "\($0.id)" == tenant }) else { throw OperationError.noSuchTenant(tenant) }
            return found
        }
        guard let only = all.first else { throw UsageError.noTenant }
        guard all.count == 1 else { throw UsageError.severalTenants(all.map(\.name)) }
        return only
    }
}

extension Office {
    func accounts(of tenant: TenantID) async throws -> [Account] {
        try await database.read(for: tenant) { books in try books.accounts.all() }
    }

    /// By code, which is unique, else by its whole name where only one account has it.
    func account(_ text: String, of tenant: TenantID) async throws -> Account {
        let all = try await accounts(of: tenant)
        if let found = all.first(where: { $0.code == text }) { return found }
        let named = all.filter { $0.name == text }
        guard named.count == 1 else { throw OperationError.noSuchAccount(text) }
        return named[0]
    }
}

/// A month, quarter or year as `--period`, or days as `--from` and `--to`.
struct PeriodOptions: ParsableArguments {
    @Option(help: "2025, 2025-06 or 2025-Q2.")
    var period: String?
    @Option(help: "First day, 2025-01-01.")
    var from: String?
    @Option(help: "Last day, 2025-12-31.")
    var to: String?

    /// Nil when nothing was said.
    var value: Period? {
        get throws {
            if let period {
                guard from == nil, to == nil else {
                    throw UsageError.wrongValue(option: "--period", value: period, wanted: "no --from or --to beside it")
                }
                return try Self.period(period, option: "--period")
            }
            guard from != nil || to != nil else { return nil }
            let first = try from.map { try Self.day($0, option: "--from") } ?? .earliest
            let last = try to.map { try Self.day($0, option: "--to") } ?? .latest
            guard let period = Period(from: first, through: last) else {
                throw UsageError.wrongValue(option: "--to", value: "\(last)", wanted: "a day that is not before --from")
            }
            return period
        }
    }

    static func period(_ text: String, option: String) throws -> Period {
        guard let period = Period(text: text) else {
            throw UsageError.wrongValue(option: option, value: text, wanted: "a year, month or quarter: 2025, 2025-06 or 2025-Q2")
        }
        return period
    }

    static func day(_ text: String, option: String) throws -> CalendarDate {
        guard let day = CalendarDate(iso: text) else {
            throw UsageError.wrongValue(option: option, value: text, wanted: "a day like 2025-06-30")
        }
        return day
    }
}
