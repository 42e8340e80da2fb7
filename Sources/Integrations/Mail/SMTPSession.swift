import CCurl
import Foundation
import Operations

/// One letter, by one connection of libcurl's. It speaks the protocol: TLS before AUTH, dots doubled, replies read.
struct SMTPSession {
    let server: SMTPServer
    /// Of the sender: how this machine introduces itself.
    let domain: String

    private static let connectSeconds = 15
    private static let totalSeconds = 60
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// - Throws: `SendFailure`
    func send(_ message: MailMessage) throws {
        guard Self.isReady, let handle = curl_easy_init() else {
            throw SendFailure(.temporary, .other, "The mail library could not be started.")
        }
        defer { curl_easy_cleanup(handle) }
        let upload = Upload(message.bytes)
        let recipients = curl_slist_append(nil, "<\(message.recipient)>")
        defer { curl_slist_free_all(recipients) }
        configure(handle, sender: message.sender)
        _ = bookkeeper_setopt_list(handle, CURLOPT_MAIL_RCPT, recipients)
        _ = bookkeeper_setopt_reader(handle, CURLOPT_READFUNCTION) { buffer, size, count, context in
            guard let buffer, let context else { return 0 }
            return Unmanaged<Upload>.fromOpaque(context).takeUnretainedValue().read(into: buffer, atMost: size * count)
        }
        _ = bookkeeper_setopt_pointer(handle, CURLOPT_READDATA, Unmanaged.passUnretained(upload).toOpaque())
        // What libcurl says of a failure: which command was refused. The server's own words are not among it.
        let words = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        defer { words.deallocate() }
        _ = bookkeeper_setopt_pointer(handle, CURLOPT_ERRORBUFFER, words)

        let result = withExtendedLifetime(upload) { curl_easy_perform(handle) }
        guard result != CURLE_OK else { return }
        var reply = 0
        _ = bookkeeper_getinfo_long(handle, CURLINFO_RESPONSE_CODE, &reply)
        throw Self.failure(result, reply: reply, words: String(cString: words), isUploaded: upload.isDone)
    }

    private func configure(_ handle: UnsafeMutableRawPointer, sender: String) {
        let scheme = server.encryption == .implicit ? "smtps" : "smtp"
        let host = server.host.contains(":") ? "[\(server.host)]" : server.host
        _ = bookkeeper_setopt_text(handle, CURLOPT_URL, "\(scheme)://\(host):\(server.port)/\(domain)")
        let encryption = server.encryption == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL
        _ = bookkeeper_setopt_long(handle, CURLOPT_USE_SSL, Int(encryption.rawValue))
        _ = bookkeeper_setopt_long(handle, CURLOPT_SSL_VERIFYPEER, 1)
        _ = bookkeeper_setopt_long(handle, CURLOPT_SSL_VERIFYHOST, 2)
        if let file = server.certificateFile { _ = bookkeeper_setopt_text(handle, CURLOPT_CAINFO, file) }
        if let login = server.login {
            _ = bookkeeper_setopt_text(handle, CURLOPT_USERNAME, login.user)
            _ = bookkeeper_setopt_text(handle, CURLOPT_PASSWORD, login.password)
        }
        _ = bookkeeper_setopt_text(handle, CURLOPT_MAIL_FROM, "<\(sender)>")
        _ = bookkeeper_setopt_long(handle, CURLOPT_UPLOAD, 1)
        _ = bookkeeper_setopt_long(handle, CURLOPT_CONNECTTIMEOUT, Self.connectSeconds)
        _ = bookkeeper_setopt_long(handle, CURLOPT_TIMEOUT, Self.totalSeconds)
        // No signals in a program of many threads, and no proxy that the environment names.
        _ = bookkeeper_setopt_long(handle, CURLOPT_NOSIGNAL, 1)
        _ = bookkeeper_setopt_text(handle, CURLOPT_PROXY, "")
    }

    // MARK: Failures

    static func failure(_ result: CURLcode, reply: Int, words: String, isUploaded: Bool) -> SendFailure {
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT:
            return SendFailure(.temporary, .unreachable, "The mail server cannot be reached.")
        case CURLE_USE_SSL_FAILED:
            return SendFailure(.temporary, .encryption, "The mail server offers no encryption (STARTTLS), so nothing was sent to it.")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            return SendFailure(.temporary, .encryption, "The mail server's certificate is not to be trusted, so nothing was sent to it.")
        case CURLE_LOGIN_DENIED:
            return SendFailure(.temporary, .authError, "The mail server refused the login\(code(reply)). Its operator has to look at it.")
        default: break
        }
        // 250 to 354 are good news that came before the connection went: the letter was under way or done.
        if isUploaded, reply < 400 {
            return SendFailure(.uncertain, .timeout, "The connection to the mail server broke after the letter; it may have arrived.")
        }
        switch reply {
        case 530, 534, 535, 538:
            return SendFailure(.temporary, .authError, "The mail server wants a login\(code(reply)). Its operator has to look at it.")
        case 500...599 where words.hasPrefix("MAIL failed"):
            return SendFailure(
                .temporary, .clientError, "The mail server refuses the sender\(code(reply)). Its operator has to look at it.")
        case 500...599 where words.hasPrefix("RCPT failed"):
            return SendFailure(.permanent, .clientError, "The mail server refuses the address\(code(reply)).")
        case 500...599: return SendFailure(.permanent, .clientError, "The mail server refuses the letter\(code(reply)).")
        case 400...499: return SendFailure(.temporary, .serverError, "The mail server is busy\(code(reply)).")
        default: break
        }
        if result == CURLE_OPERATION_TIMEDOUT { return SendFailure(.temporary, .timeout, "The mail server did not answer in time.") }
        return SendFailure(.temporary, .unreachable, "The connection to the mail server broke.")
    }

    private static func code(_ reply: Int) -> String { reply > 0 ? " (\(reply))" : "" }
}

/// The bytes of a letter, handed out piece by piece to the one thread that sends it.
private final class Upload {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isDone: Bool { position == bytes.count }

    func read(into buffer: UnsafeMutablePointer<CChar>, atMost most: Int) -> Int {
        let count = min(most, bytes.count - position)
        bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            UnsafeMutableRawPointer(buffer).copyMemory(from: start + position, byteCount: count)
        }
        position += count
        return count
    }
}
