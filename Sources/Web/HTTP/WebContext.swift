import Hummingbird
import Logging
import NIOCore

/// What Hummingbird passes along with a request: who is at the other end, and the number under which the log has it.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address at the other end of the connection; nil in tests without one.
    let peer: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress
    }

    /// In every line of the log about this request, in `X-Request-Id`, and on the page of an error.
    var reference: String { logger[metadataKey: "hb.request.id"]?.description ?? "unknown" }
}
