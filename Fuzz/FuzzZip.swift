import Ingestion

/// Input that begins like an archive whatever it is, so that headers and compressed data are reached at once.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzZip(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    FuzzedFile.read([0x50, 0x4B, 0x03, 0x04] + Array(UnsafeBufferPointer(start: data, count: size)).dropFirst(4), as: nil)
    return 0
}
