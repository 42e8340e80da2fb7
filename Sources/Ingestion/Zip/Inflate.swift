/// Decompresses DEFLATE (RFC 1951) piece by piece, with the 32 KiB of history that the format needs and no more.
///
/// Codes are decoded bit by bit along their canonical order: slower than tables, but hostile data cannot make it costly.
struct Inflate: Sendable {
    private enum Block: Sendable {
        case header
        case stored(remaining: Int)
        case compressed(HuffmanCode, HuffmanCode)
        case finished
    }

    enum Fault: Error, Equatable {
        case truncated
        /// Half a sentence.
        case malformed(String)
    }

    private static let windowSize = 1 << 15
    private static let pieceSize = 1 << 16

    private(set) var input: BitReader
    private var block = Block.header
    private var isLastBlock = false
    private var window = [UInt8](repeating: 0, count: windowSize)
    private var windowIndex = 0
    private var produced = 0
    /// What is left of a copy that did not fit into the last piece.
    private var copy: (length: Int, distance: Int) = (0, 0)

    init(_ input: BitReader) { self.input = input }

    /// The next bytes, up to 64 KiB; empty at the end of the compressed data.
    mutating func next() throws(IngestionError) -> Result<[UInt8], Fault> {
        var output: [UInt8] = []
        output.reserveCapacity(Self.pieceSize)
        while output.count < Self.pieceSize {
            switch block {
            case .finished: return .success(output)
            case .header:
                if let fault = try beginBlock() { return .failure(fault) }
            case .stored(let remaining):
                let bytes = try input.takeBytes(min(remaining, Self.pieceSize - output.count))
                if bytes.isEmpty, remaining > 0 { return .failure(.truncated) }
                for byte in bytes { append(byte, to: &output) }
                block = remaining == bytes.count ? endOfBlock : .stored(remaining: remaining - bytes.count)
            case .compressed(let literals, let distances):
                if let fault = try decode(literals, distances, into: &output) { return .failure(fault) }
            }
        }
        return .success(output)
    }

    private var endOfBlock: Block { isLastBlock ? .finished : .header }

    @inline(__always)
    private mutating func append(_ byte: UInt8, to output: inout [UInt8]) {
        output.append(byte)
        window[windowIndex] = byte
        windowIndex = (windowIndex + 1) & (Self.windowSize - 1)
        produced += 1
    }

    // MARK: Blocks

    private mutating func beginBlock() throws(IngestionError) -> Fault? {
        guard let last = try input.take(1), let kind = try input.take(2) else { return .truncated }
        isLastBlock = last == 1
        switch kind {
        case 0:
            input.alignToByte()
            guard let length = try input.take(16), let complement = try input.take(16) else { return .truncated }
            guard length == ~complement & 0xFFFF else { return .malformed("the length of a stored block is wrong") }
            block = length == 0 ? endOfBlock : .stored(remaining: length)
        case 1: block = .compressed(Self.fixedLiterals, Self.fixedDistances)
        case 2:
            switch try dynamicCodes() {
            case .success(let codes): block = .compressed(codes.literals, codes.distances)
            case .failure(let fault): return fault
            }
        default: return .malformed("a block is of no known kind")
        }
        return nil
    }

    private mutating func decode(_ literals: HuffmanCode, _ distances: HuffmanCode, into output: inout [UInt8]) throws(IngestionError)
        -> Fault?
    {
        while output.count < Self.pieceSize {
            if copy.length > 0 {
                append(window[(windowIndex - copy.distance) & (Self.windowSize - 1)], to: &output)
                copy.length -= 1
                continue
            }
            guard let symbol = try literals.symbol(&input) else { return .truncated }
            switch symbol {
            case 0..<256: append(UInt8(symbol), to: &output)
            case 256:
                block = endOfBlock
                return nil
            case 257...285:
                guard let extra = try input.take(Self.lengthExtraBits[symbol - 257]) else { return .truncated }
                guard let code = try distances.symbol(&input) else { return .truncated }
                guard (0..<30).contains(code) else { return .malformed("a distance code is not in use") }
                guard let more = try input.take(Self.distanceExtraBits[code]) else { return .truncated }
                copy = (Self.lengths[symbol - 257] + extra, Self.distances[code] + more)
                guard copy.distance <= min(produced, Self.windowSize) else { return .malformed("a copy reaches back before the beginning") }
            default: return .malformed("a code is not in use")
            }
        }
        return nil
    }

    private mutating func dynamicCodes() throws(IngestionError) -> Result<(literals: HuffmanCode, distances: HuffmanCode), Fault> {
        guard let literalCount = try input.take(5), let distanceCount = try input.take(5), let codeCount = try input.take(4) else {
            return .failure(.truncated)
        }
        guard literalCount + 257 <= 286, distanceCount + 1 <= 30 else { return .failure(.malformed("a block announces too many codes")) }
        var codeLengths = [UInt8](repeating: 0, count: 19)
        for index in 0..<codeCount + 4 {
            guard let length = try input.take(3) else { return .failure(.truncated) }
            codeLengths[Self.codeLengthOrder[index]] = UInt8(length)
        }
        guard let code = HuffmanCode(codeLengths) else { return .failure(.malformed("the lengths of codes contradict each other")) }
        let total = literalCount + 257 + distanceCount + 1
        var lengths: [UInt8] = []
        while lengths.count < total {
            guard let symbol = try code.symbol(&input) else { return .failure(.truncated) }
            let (value, repeats): (UInt8, Int)
            switch symbol {
            case 0...15: (value, repeats) = (UInt8(symbol), 1)
            case 16:
                guard let last = lengths.last else { return .failure(.malformed("a length is repeated before there is one")) }
                guard let extra = try input.take(2) else { return .failure(.truncated) }
                (value, repeats) = (last, 3 + extra)
            case 17:
                guard let extra = try input.take(3) else { return .failure(.truncated) }
                (value, repeats) = (0, 3 + extra)
            case 18:
                guard let extra = try input.take(7) else { return .failure(.truncated) }
                (value, repeats) = (0, 11 + extra)
            default: return .failure(.malformed("a code is not in use"))
            }
            guard lengths.count + repeats <= total else { return .failure(.malformed("there are more lengths than codes")) }
            lengths.append(contentsOf: repeatElement(value, count: repeats))
        }
        guard lengths[256] > 0 else { return .failure(.malformed("a block cannot end")) }
        guard let literals = HuffmanCode(lengths[..<(literalCount + 257)]), let distances = HuffmanCode(lengths[(literalCount + 257)...])
        else {
            return .failure(.malformed("the lengths of codes contradict each other"))
        }
        return .success((literals, distances))
    }

    // MARK: The tables of RFC 1951, sections 3.2.5 to 3.2.7

    private static let codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let lengths = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
    ]
    private static let lengthExtraBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
    private static let distances = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12_289,
        16_385, 24_577,
    ]
    private static let distanceExtraBits = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]

    private static let fixedLiterals = HuffmanCode(
        complete: Array(repeating: 8, count: 144) + Array(repeating: 9, count: 112) + Array(repeating: 7, count: 24)
            + Array(repeating: 8, count: 8))
    private static let fixedDistances = HuffmanCode(complete: Array(repeating: 5, count: 32))
}

/// A canonical prefix code, given by the length of each symbol's code.
struct HuffmanCode: Sendable {
    /// How many codes have each length.
    private var counts = [Int](repeating: 0, count: 16)
    /// The symbols in order of their codes.
    private var symbols: [UInt16] = []

    /// - Returns: nil when the lengths ask for more codes than there are. Fewer are allowed: unused ones are refused when met.
    init?(_ lengths: some Collection<UInt8>) {
        self.init(complete: Array(lengths))
        var left = 1
        for length in 1...15 {
            left = left << 1 - counts[length]
            if left < 0 { return nil }
        }
    }

    /// For lengths that are known to fit.
    init(complete lengths: [UInt8]) {
        for length in lengths where length > 0 { counts[Int(length)] += 1 }
        var offsets = [Int](repeating: 0, count: 17)
        for length in 1...15 { offsets[length + 1] = offsets[length] + counts[length] }
        symbols = [UInt16](repeating: 0, count: offsets[16])
        for (symbol, length) in lengths.enumerated() where length > 0 {
            symbols[offsets[Int(length)]] = UInt16(symbol)
            offsets[Int(length)] += 1
        }
    }

    /// The next symbol; a number beyond all symbols when the bits are no code, nil at the end of the input.
    @inline(__always)
    func symbol(_ input: inout BitReader) throws(IngestionError) -> Int? {
        var (code, first, index) = (0, 0, 0)
        for length in 1...15 {
            guard let bit = try input.take(1) else { return nil }
            code |= bit
            let count = counts[length]
            if code - count < first { return Int(symbols[index + code - first]) }
            index += count
            first = (first + count) << 1
            code <<= 1
        }
        return Int.max
    }
}
