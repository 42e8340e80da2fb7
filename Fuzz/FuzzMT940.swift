import Ingestion

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMT940(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    FuzzedFile.read(Array(UnsafeBufferPointer(start: data, count: size)), as: .mt940)
    return 0
}
