import ArgumentParser
import Web

struct OpenAPICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Print the OpenAPI description of the API.")

    @Flag(help: "Print who may call what instead, as Markdown.")
    var permissions = false

    func run() async throws {
        let description = ServiceDescription(version: Bookkeeper.configuration.version)
        print(permissions ? try await description.permissions() : try await description.openAPI(), terminator: "")
    }
}
