/// Sends a webhook. An edge: the live form is an HTTP client.
package struct HTTPSender: Sendable {
    /// The addresses of a host name, all of them.
    package let resolve: @Sendable (_ host: String) async throws -> [IPAddress]
    /// Sends and gives the status. The live form connects to one of `request.addresses` and to no other, since a name may lead elsewhere a
    /// moment later; it follows no redirect, takes no proxy from the environment, and gives up after `timeoutSeconds`.
    package let send: @Sendable (Request) async throws -> Int

    package init(
        resolve: @escaping @Sendable (_ host: String) async throws -> [IPAddress], send: @escaping @Sendable (Request) async throws -> Int
    ) {
        (self.resolve, self.send) = (resolve, send)
    }

    package struct Request: Hashable, Sendable {
        package let url: String
        package let addresses: [IPAddress]
        package let headers: [String: String]
        package let body: [UInt8]
        package let timeoutSeconds: Int

        package init(url: String, addresses: [IPAddress], headers: [String: String], body: [UInt8], timeoutSeconds: Int) {
            (self.url, self.addresses, self.headers) = (url, addresses, headers)
            (self.body, self.timeoutSeconds) = (body, timeoutSeconds)
        }
    }
}
