import ArgumentParser
import Foundation
import Logging
import Operations
import Storage
import Web

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the books over HTTP: pages for people, an API for programs.",
        discussion: "Stops on SIGTERM or SIGINT when the requests under way are answered.")

    @OptionGroup var options: ServiceOptions

    func run() async throws {
        try await Service(options.configuration()).run()
    }
}

/// Where the service listens and keeps its files.
struct ServiceOptions: ParsableArguments {
    @Option(help: "The address to listen at (default: HOST, else 127.0.0.1).")
    var host: String?
    @Option(help: "The port to listen at (default: PORT, else 8080).")
    var port: String?
    @Option(help: "The folder for the database, the key and files on their way (default: data).", completion: .directory)
    var dataDir = "data"
    @OptionGroup var database: DatabaseOptions

    func configuration() throws -> ServiceConfiguration {
        try ServiceConfiguration(
            ProcessInfo.processInfo.environment, host: host, port: port, dataFolder: dataDir, database: database)
    }
}

/// The parts of the service, put together.
struct Service {
    private let configuration: ServiceConfiguration

    init(_ configuration: ServiceConfiguration) { self.configuration = configuration }

    /// - Parameter isRunning: told the port when requests are answered
    func run(isRunning: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
        let logger = configuration.logger
        let front = try await configuration.front()
        let office = front.office
        let settings = SiteSettings(
            publicOrigin: configuration.publicOrigin, dataFolder: configuration.dataFolder, version: Bookkeeper.configuration.version)
        let llm = configuration.llm.tier.map { tier in LLMDesk(office, tier) { line in logger.warning("\(line)") } }
        let site = try await Site(
            front: front, settings: settings, billing: configuration.billing.billing(office),
            messenger: configuration.notifications.messenger(front.mailer), llm: llm, quickBooks: configuration.quickBooks.edge,
            demo: .besideProgram)
        let address = "\(configuration.publicOrigin)"
        let service = WebService(site, host: configuration.host, port: configuration.port, logger: logger) { port in
            logger.notice("serving", metadata: ["port": "\(port)", "address": "\(address)"])
            print("Serving \(address). Stop with Ctrl-C.")
            fflush(nil)
            isRunning(port)
        }
        let jobs = Task { [runner = JobRunner(office, configuration.jobs(front), log: front.log)] in await runner.run() }
        defer { jobs.cancel() }
        try await service.run()
        jobs.cancel()
        await jobs.value
        await office.settle()
        await office.database.close()
    }
}

extension ServiceConfiguration {
    /// The database with the newest schema, and what stands around it.
    func front() async throws -> FrontOffice {
        let office = try await database.office(.newOrExisting)
        return FrontOffice(
            office: office, passwords: PasswordHasher(), secrets: try SecretBox(secretKey: secretKey),
            mailer: notifications.mailer(office.now) ?? .log { [logger] line in logger.notice("\(line)") }, publicURL: "\(publicOrigin)",
            log: { [logger] line in logger.error("\(line)") })
    }
}
