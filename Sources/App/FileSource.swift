import Foundation
import Ingestion
import Synchronization

/// A file on disk as Ingestion reads it. Knows how far reading has come, for the progress bar.
final class FileSource: Sendable {
    let path: String
    private let offset = Atomic(0)
    private let size: Int

    /// A half sentence, as `IngestionError.unreadable` wants it.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    init(path: String) {
        self.path = path
        var info = stat()
        size = stat(path, &info) == 0 ? Int(info.st_size) : 0
    }

    var fractionRead: Double { size == 0 ? 0 : Double(offset.load(ordering: .relaxed)) / Double(size) }

    var source: ByteSource {
        let name = URL(filePath: path).lastPathComponent
        return ByteSource(name: name, version: { try self.version() }, read: { try self.read(at: $0, count: $1) })
    }

    private func version() throws -> String {
        var info = stat()
        guard stat(path, &info) == 0 else { throw lastFailure }
        #if os(Linux)
            let modified = info.st_mtim
        #else
            let modified = info.st_mtimespec
        #endif
        return "\(info.st_ino) \(info.st_size) \(modified.tv_sec).\(modified.tv_nsec)"
    }

    private func read(at offset: Int, count: Int) throws -> [UInt8] {
        var info = stat()
        guard stat(path, &info) == 0 else { throw lastFailure }
        guard info.st_mode & S_IFMT != S_IFDIR else { throw Failure(description: "it is a folder, not a file") }
        guard info.st_mode & S_IFMT == S_IFREG else {
            throw Failure(description: "it is no regular file; save what it gives to a file first")
        }
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw lastFailure }
        defer { close(descriptor) }
        var length = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            length = pread(descriptor, buffer.baseAddress, count, off_t(offset))
            used = max(length, 0)
        }
        guard length >= 0 else { throw lastFailure }
        self.offset.store(offset + length, ordering: .relaxed)
        return bytes
    }

    private var lastFailure: Failure {
        switch errno {
        case ENOENT: Failure(description: "it is not there")
        case EACCES, EPERM: Failure(description: "permission denied")
        default: Failure(description: String(cString: strerror(errno)))
        }
    }
}

extension ByteSource {
    /// All of it in memory, for this program's own small inputs, or only its beginning.
    func bytes(atMost limit: Int = .max) throws(IngestionError) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            while bytes.count < limit {
                let piece = try read(bytes.count, 1 << 20)
                if piece.isEmpty { break }
                bytes += piece
            }
        } catch {
            throw .unreadable(file: name, reason: "\(error)")
        }
        guard !bytes.isEmpty else { throw .empty(file: name) }
        return bytes
    }
}
