import Ingestion

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOFX(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    FuzzedFile.read(Array(UnsafeBufferPointer(start: data, count: size)), as: .ofx)
    return 0
}
