import Hummingbird
import NIOCore
import Synchronization

/// Text of any length on its way to an answer, by way of the disk.
final class SpoolWriter: Sendable {
    private struct State {
        var pending: [UInt8] = []
        var length = 0
        var pieces = 0
    }

    private let spool: Spool
    private let state = Mutex(State())

    private static let pieceSize = 256 << 10

    init(in folder: String) throws { spool = try Spool(in: folder) }

    func write(_ text: String) throws {
        try state.withLock { state in
            state.pending.append(contentsOf: text.utf8)
            state.length += text.utf8.count
            state.pieces += 1
            if state.pending.count >= Self.pieceSize { try flush(&state) }
        }
    }

    /// Whether nothing was written but what opens a list.
    var isEmptyList: Bool { state.withLock { $0.pieces <= 1 } }

    private func flush(_ state: inout State) throws {
        try spool.write(state.pending)
        state.pending.removeAll(keepingCapacity: true)
    }

    func response(type: String) throws -> Response {
        let length = try state.withLock { state in
            try flush(&state)
            return state.length
        }
        let spool = spool
        let body = ResponseBody(contentLength: length) { writer in
            var offset = 0
            while offset < length {
                let piece = try spool.read(at: offset, count: Self.pieceSize)
                guard !piece.isEmpty else { break }
                try await writer.write(ByteBuffer(bytes: piece))
                offset += piece.count
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: type], body: body)
    }
}
