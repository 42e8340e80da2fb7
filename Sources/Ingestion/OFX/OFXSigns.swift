/// How amounts of an OFX file are signed. The standard has a minus on money out (OFX 2.2, 11.4.4); some programs write none and leave it
/// to `TRNTYPE`.
struct OFXSigns {
    /// Whether no amount has a minus, though some movements are debits and some are credits.
    let debitsAreUnsigned: Bool

    init(_ sample: [UInt8]) {
        var (debits, credits) = (0, 0)
        var index = 0
        while let tag = Self.find("<TRN", in: sample, from: index) {
            let name = sample[tag...].prefix { $0 != UInt8(ascii: ">") }
            let value = sample[name.endIndex...].dropFirst().prefix { $0 != UInt8(ascii: "<") && $0 != .lineFeed && $0 != .carriageReturn }
            index = name.endIndex
            let text = String(decoding: value, as: UTF8.self).folded
            if name.elementsEqual("<TRNAMT".utf8) {
                guard !text.contains(where: { "-\u{2212}".contains($0) }) else {
                    debitsAreUnsigned = false
                    return
                }
            } else if name.elementsEqual("<TRNTYPE".utf8) {
                if text == "DEBIT" { debits += 1 }
                if text == "CREDIT" { credits += 1 }
            }
        }
        debitsAreUnsigned = debits > 0 && credits > 0
    }

    private static func find(_ mark: StaticString, in sample: [UInt8], from start: Int) -> Int? {
        let mark = UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount)
        var index = start
        while index + mark.count <= sample.count {
            if sample[index] == mark[0], sample[index..<index + mark.count].elementsEqual(mark) { return index }
            index += 1
        }
        return nil
    }
}
