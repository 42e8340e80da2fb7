import Ingestion

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCAMT(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    FuzzedFile.read(Array(UnsafeBufferPointer(start: data, count: size)), as: .camt)
    return 0
}
