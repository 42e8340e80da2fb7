import ArgumentParser
import Logging
import Operations
import ServiceLifecycle
import Storage
import UnixSignals

struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Do the recurring work alone: alerts, webhooks, nightly figures.",
        discussion:
            "For machines beside the one that serves. Any number of them share one PostgreSQL. Stops on SIGTERM or SIGINT, when what runs is done."
    )

    @OptionGroup var options: ServiceOptions

    func run() async throws {
        let configuration = try options.configuration()
        let front = try await configuration.front()
        let runner = JobRunner(front.office, configuration.jobs(front), log: front.log)
        let group = ServiceGroup(
            services: [WorkService(runner: runner)], gracefulShutdownSignals: [.sigterm, .sigint], logger: configuration.logger)
        configuration.logger.notice("working")
        try await group.run()
        await front.office.settle()
        await front.office.database.close()
    }
}

private struct WorkService: ServiceLifecycle.Service {
    let runner: JobRunner

    func run() async throws {
        let work = Task { await runner.run() }
        await withGracefulShutdownHandler {
            await work.value
        } onGracefulShutdown: {
            work.cancel()
        }
    }
}
