import Hummingbird
import Logging
import NIOCore

/// What Hummingbird passes along with a request: who is at the other end, and the number under which the log has it.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address at the other end of the connection; nil in tests without one.
    let peer: String?
    /// In `X-Request-Id`, in the log and on the page of an error.
    let reference: String

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress
        var random = SystemRandomNumberGenerator()
        let digits = String(random.next() >> 16, radix: 16)
        reference = String(repeating: "0", count: 12 - digits.count) + digits
        // One number for a request, in the log as outside.
        logger[metadataKey: "hb.request.id"] = "\(reference)"
    }
}
