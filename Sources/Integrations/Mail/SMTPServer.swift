/// The mail server that letters are handed to.
package struct SMTPServer: Sendable {
    package enum Encryption: String, CaseIterable, Sendable {
        /// Begins in the clear and has to change to TLS before anything is said.
        case starttls
        /// TLS from the first byte, on port 465.
        case implicit
        /// For a server on this machine alone.
        case none
    }

    let host: String
    let port: Int
    let login: (user: String, password: String)?
    let sender: String
    let encryption: Encryption
    /// Certificates to trust instead of the system's, as a PEM file.
    let certificateFile: String?

    package init(
        host: String, port: Int, login: (user: String, password: String)?, sender: String, encryption: Encryption,
        certificateFile: String? = nil
    ) {
        (self.host, self.port, self.login) = (host, port, login)
        (self.sender, self.encryption, self.certificateFile) = (sender, encryption, certificateFile)
    }
}
