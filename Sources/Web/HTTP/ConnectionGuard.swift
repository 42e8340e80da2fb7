import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// The last thing that an answer passes: one that no middleware saw, to a request that is no HTTP say, gets its headers here, and a
/// connection that is to be closed is closed, so that nobody goes on sending what was refused.
final class ConnectionGuard: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let fields: HTTPFields
    private var closes = false

    /// Time for the answer to arrive: a connection closed with unread bytes is torn down, and the answer with it.
    private static let farewell = TimeAmount.milliseconds(500)

    init(fields: HTTPFields) { self.fields = fields }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var part = unwrapOutboundIn(data)
        if case .head(var head) = part {
            if !head.headerFields.contains(.contentSecurityPolicy) { head.headerFields = SecurityHeaders.joined(fields, head.headerFields) }
            closes = head.headerFields[.connection]?.lowercased() == "close"
            part = .head(head)
        }
        context.write(wrapOutboundOut(part), promise: promise)
        if case .end = part, closes {
            context.flush()
            let channel = context.channel
            context.eventLoop.scheduleTask(in: Self.farewell) { channel.close(promise: nil) }
        }
    }
}
