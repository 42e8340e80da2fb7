import Ingestion

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAligned(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    FuzzedFile.read(Array(UnsafeBufferPointer(start: data, count: size)), as: .aligned)
    return 0
}
