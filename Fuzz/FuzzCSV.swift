import Ingestion

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCSV(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    FuzzedFile.read(Array(UnsafeBufferPointer(start: data, count: size)), as: .csv)
    return 0
}
