import Ingestion

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzText(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    FuzzedFile.read(Array(UnsafeBufferPointer(start: data, count: size)), as: .text)
    return 0
}
