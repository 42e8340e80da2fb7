/// The members of a zip archive, read from front to back by their local headers (APPNOTE 6.3, section 4.3).
struct ZipArchive: Sendable {
    struct Member: Equatable, Sendable {
        let name: String
        /// Where its data begin, in bytes.
        let offset: Int
        let isCompressed: Bool
        /// The length of what is stored as it is; compressed data know their own end.
        let storedSize: Int
        let checksum: UInt32
    }

    /// So much the members may unpack to, together: a bomb is larger, a statement is not.
    static let sizeLimit = 256 << 20
    /// So many members may there be.
    static let memberLimit = 1_000

    let input: Input
    let members: [Member]

    static func recognizes(_ head: [UInt8]) -> Bool {
        // The second one is that of an archive without a file.
        head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06])
    }

    /// Walks through the archive: that it is whole, and how much is in it, is known before anything is read from it.
    init(_ input: Input, sizeLimit: Int = Self.sizeLimit, memberLimit: Int = Self.memberLimit) throws(IngestionError) {
        self.input = input
        var bits = BitReader(input.open())
        var members: [Member] = []
        var size = 0
        reading: while true {
            switch try Self.next(&bits) {
            case .member: break
            case .directory: break reading
            // The directory comes last: without it the end is missing.
            case nil: throw Self.damaged(input, "it ends before its directory")
            }
            guard members.count < memberLimit else { throw Self.damaged(input, "it has more than \(memberLimit) files in it") }
            members.append(try Self.member(&bits, input, &size, sizeLimit))
        }
        self.members = members
    }

    private enum Next { case member, directory }

    private static func next(_ bits: inout BitReader) throws(IngestionError) -> Next? {
        switch try bits.takeBytes(4) {
        case [0x50, 0x4B, 0x03, 0x04]: .member
        case [0x50, 0x4B, 0x01, 0x02], [0x50, 0x4B, 0x05, 0x06]: .directory
        default: nil
        }
    }

    /// Reads a local header and passes over the data behind it.
    private static func member(_ bits: inout BitReader, _ input: Input, _ size: inout Int, _ sizeLimit: Int) throws(IngestionError)
        -> Member
    {
        let header = try bits.takeBytes(26)
        guard header.count == 26 else { throw damaged(input, "it ends in the middle") }
        func number(_ offset: Int, _ count: Int) -> Int { (0..<count).reduce(0) { $0 | Int(header[offset + $1]) << (8 * $1) } }
        let (flags, method) = (number(2, 2), number(4, 2))
        let (checksum, packedSize) = (UInt32(number(10, 4)), number(14, 4))
        let name = String(decoding: try bits.takeBytes(number(22, 2)), as: UTF8.self)
        guard try bits.skip(number(24, 2)) else { throw damaged(input, "it ends in the middle") }
        guard flags & 1 == 0 else { throw damaged(input, "\(name) in it is protected by a password") }
        guard method == 0 || method == 8 else { throw damaged(input, "\(name) in it is packed in a way that is not known") }
        let isSizeBehind = flags & 8 != 0
        guard !(isSizeBehind && method == 0) else { throw damaged(input, "it does not say where \(name) ends") }
        let offset = bits.offset
        var member = Member(name: name, offset: offset, isCompressed: method == 8, storedSize: packedSize, checksum: checksum)
        if method == 0 {
            size += packedSize
            guard size <= sizeLimit else { throw .archiveTooLarge(file: input.name, limitBytes: sizeLimit) }
            guard try bits.skip(packedSize) else { throw damaged(input, "it ends in the middle") }
            return member
        }
        var inflate = Inflate(bits)
        while true {
            let piece = try unpacked(&inflate, input)
            if piece.isEmpty { break }
            size += piece.count
            guard size <= sizeLimit else { throw .archiveTooLarge(file: input.name, limitBytes: sizeLimit) }
        }
        bits = inflate.input
        bits.alignToByte()
        if isSizeBehind {
            // The checksum stands behind the data, with or without a signature before it.
            var descriptor = try bits.takeBytes(12)
            if descriptor.starts(with: [0x50, 0x4B, 0x07, 0x08]) { descriptor = Array(descriptor[4...]) + (try bits.takeBytes(4)) }
            guard descriptor.count == 12 else { throw damaged(input, "it ends in the middle") }
            let found = (0..<4).reduce(UInt32(0)) { $0 | UInt32(descriptor[$1]) << UInt32(8 * $1) }
            member = Member(name: name, offset: offset, isCompressed: true, storedSize: packedSize, checksum: found)
        }
        return member
    }

    /// A member as a file of its own.
    func input(_ member: Member) -> Input {
        let archive = input
        return Input(name: member.name) { MemberReader(archive, member) }
    }

    static func unpacked(_ inflate: inout Inflate, _ input: Input) throws(IngestionError) -> [UInt8] {
        switch try inflate.next() {
        case .success(let piece): return piece
        case .failure(.truncated): throw damaged(input, "it ends in the middle")
        case .failure(.malformed(let reason)): throw damaged(input, reason)
        }
    }

    static func damaged(_ input: Input, _ reason: String) -> IngestionError { .damagedArchive(file: input.name, reason: reason) }
}

/// Unpacks one member and checks its sum.
private struct MemberReader: ByteReader {
    private let archive: Input
    private let member: ZipArchive.Member
    private var bits: BitReader
    private var inflate: Inflate?
    private var remaining: Int
    private var sum = CRC32()
    private var hasBegun = false
    private var isAtEnd = false

    init(_ archive: Input, _ member: ZipArchive.Member) {
        (self.archive, self.member) = (archive, member)
        bits = BitReader(archive.open())
        remaining = member.storedSize
    }

    mutating func next() throws(IngestionError) -> [UInt8] {
        if isAtEnd { return [] }
        if !hasBegun {
            hasBegun = true
            guard try bits.skip(member.offset) else { throw ZipArchive.damaged(archive, "it ends in the middle") }
            if member.isCompressed { inflate = Inflate(bits) }
        }
        let piece = try nextPiece()
        sum.add(piece)
        if piece.isEmpty {
            isAtEnd = true
            guard sum.value == member.checksum else { throw ZipArchive.damaged(archive, "the checksum of \(member.name) is wrong") }
        }
        return piece
    }

    private mutating func nextPiece() throws(IngestionError) -> [UInt8] {
        if var unpacking = inflate {
            inflate = nil
            let piece = try ZipArchive.unpacked(&unpacking, archive)
            inflate = unpacking
            return piece
        }
        let piece = try bits.takeBytes(min(remaining, 1 << 16))
        if piece.isEmpty, remaining > 0 { throw ZipArchive.damaged(archive, "it ends in the middle") }
        remaining -= piece.count
        return piece
    }
}
