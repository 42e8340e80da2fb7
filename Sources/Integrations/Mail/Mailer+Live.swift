import Foundation
import NIOPosix
package import Operations
package import Storage

extension Mailer {
    /// By SMTP, on threads that may wait: libcurl blocks.
    /// - Parameter publicURL: addresses that begin with it become links
    package static func live(_ server: SMTPServer, publicURL: String, now: @escaping @Sendable () -> Instant) -> Mailer {
        let domain = server.sender.split(separator: "@").last.map(String.init) ?? "localhost"
        return Mailer { letter in
            let message: MailMessage
            do {
                message = try MailMessage(
                    letter, from: server.sender, messageID: letter.messageID ?? "\(UUID().uuidString.lowercased())@\(domain)",
                    linkPrefix: publicURL, date: now())
            } catch {
                throw SendFailure(.permanent, .clientError, "The letter has a line break where none may be, or its address is none.")
            }
            try await threads.runIfActive { try SMTPSession(server: server, domain: domain).send(message) }
        }
    }

    /// A mail server that does not answer holds one of these, and no request.
    private static let threads: NIOThreadPool = {
        let threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        return threads
    }()
}
