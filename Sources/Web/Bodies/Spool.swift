import Foundation
import Ingestion
import Storage

/// A file without a name: written once, read at will, gone when nobody holds it any more, however the process ends.
final class Spool: Sendable {
    private let descriptor: Int32

    private static let templateEnding = "/spool-XXXXXX"

    init(in folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        var path = Array((folder + Self.templateEnding).utf8CString)
        descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw StorageError.cannotOpen(folder, reason: String(cString: strerror(errno))) }
        unlink(path)
    }

    /// One that keeps its name until somebody removes it.
    init(creating path: String) throws {
        descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StorageError.cannotOpen(path, reason: String(cString: strerror(errno))) }
    }

    /// One that was kept; nil where it is gone.
    init?(kept path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw errno == ENOSPC ? StorageError.diskFull : StorageError.unexpected("a temporary file") }
                rest = rest.dropFirst(count)
            }
        }
    }

    func read(at offset: Int, count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            let length = pread(descriptor, buffer.baseAddress, count, off_t(offset))
            guard length >= 0 else { throw StorageError.unexpected("a temporary file") }
            used = length
        }
    }

    func source(name: String) -> ByteSource { ByteSource(name: name) { offset, count in try self.read(at: offset, count: count) } }
}
