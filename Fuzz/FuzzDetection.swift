import Ingestion

/// The file as it is, so that recognition, encodings and archives are reached too.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDetection(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    FuzzedFile.read(Array(UnsafeBufferPointer(start: data, count: size)), as: nil)
    return 0
}
