/// Sends letters. An edge: the live form speaks SMTP; without a mail server the operator reads letters in the log.
package struct Mailer: Sendable {
    package let send: @Sendable (Letter) async throws -> Void

    package init(send: @escaping @Sendable (Letter) async throws -> Void) { self.send = send }

    package struct Letter: Hashable, Sendable {
        package let to: String
        package let subject: String
        /// Plain text; the live form adds the same as HTML.
        package let body: String
        /// The same letter sent again carries the same one; a new one where nothing is said.
        package let messageID: String?

        package init(to: String, subject: String, body: String, messageID: String? = nil) {
            (self.to, self.subject, self.body, self.messageID) = (to, subject, body, messageID)
        }
    }

    /// Hands each letter to the log, links included: whoever reads the log of a service without mail is its operator.
    package static func log(_ write: @escaping @Sendable (String) -> Void) -> Mailer {
        Mailer { letter in
            write("No mail server is set, so this letter stands here.\nTo: \(letter.to)\nSubject: \(letter.subject)\n\n\(letter.body)")
        }
    }
}

extension FrontOffice {
    /// Sends a letter beside the answer: how long that takes, and whether it works, must not tell a stranger who has an account.
    func sendBeside(_ letter: Mailer.Letter) {
        Task {
            do {
                try await mailer.send(letter)
            } catch {
                let reason = (error as? SendFailure).map { " \($0.text)" } ?? ""
                log("A letter “\(letter.subject)” could not be sent.\(reason)")
            }
        }
    }
}
