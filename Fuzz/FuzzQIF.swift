import Ingestion

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzQIF(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    FuzzedFile.read(Array(UnsafeBufferPointer(start: data, count: size)), as: .qif)
    return 0
}
