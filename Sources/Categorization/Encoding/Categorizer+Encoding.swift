package import Bookkeeping

// Layout: magic "CATM", format version, checksum of the rest, then memory, posting record, model. Rules, account names and
// aliases are not inside: the books have them.

extension Categorizer {
    private static let magic: UInt32 = 0x4D54_4143
    /// Any change of layout, of features or of formulas takes a new number: old weights would mean something else.
    private static let version: UInt32 = 2

    /// Everything learned, as compact bytes; `init(encoded:rules:accounts:)` proposes the same again.
    package func encoded() -> [UInt8] {
        var body = ByteWriter()
        memory.encode(into: &body)
        record.encode(into: &body)
        model.encode(into: &body)
        var whole = ByteWriter()
        whole.write(Self.magic)
        whole.write(Self.version)
        whole.write(Self.checksum(body.bytes[...]))
        return whole.bytes + body.bytes
    }

    package init(encoded bytes: [UInt8], rules: RuleSet = .empty, accounts: [Account] = []) throws(CategorizerDecodingError) {
        var reader = ByteReader(bytes)
        guard bytes.count >= 16, try reader.read(UInt32.self) == Self.magic else { throw .notACategorizer }
        let version = try reader.read(UInt32.self)
        guard version == Self.version else { throw .otherVersion(Int(version)) }
        guard try reader.read(UInt64.self) == Self.checksum(bytes[16...]) else { throw .damaged }
        let memory = try VendorMemory(from: &reader)
        let record = try PostingRecord(from: &reader)
        let model = try TenantModel(from: &reader)
        guard reader.isAtEnd else { throw .damaged }
        self.init(rules: rules, memory: memory, model: model, record: record)
        for account in accounts { introduce(account) }
    }

    /// Eight bytes at a time, so that checking a large model costs milliseconds.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.withUnsafeBytes { bytes in
            var sum = UInt64(bytes.count)
            var offset = 0
            while offset + 8 <= bytes.count {
                sum = Hash.joined(sum, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
                offset += 8
            }
            while offset < bytes.count {
                sum = Hash.joined(sum, UInt64(bytes[offset]))
                offset += 1
            }
            return sum
        }
    }
}

extension VendorMemory {
    func encode(into writer: inout ByteWriter) {
        let sorted = standings.sorted { $0.key < $1.key }
        writer.write(UInt32(sorted.count))
        for (key, standing) in sorted {
            writer.write(key)
            writer.write(standing.account.rawValue)
            writer.write(UInt32(clamping: standing.consistentLabels))
        }
    }

    init(from reader: inout ByteReader) throws(CategorizerDecodingError) {
        for _ in 0..<(try reader.read(UInt32.self)) {
            let key = try reader.readText()
            let account = AccountID(try reader.read())
            restore(key, Standing(account: account, consistentLabels: Int(try reader.read(UInt32.self))))
        }
    }
}

extension PostingRecord {
    func encode(into writer: inout ByteWriter) {
        writer.write(lines)
        writer.write(wrong)
    }

    init(from reader: inout ByteReader) throws(CategorizerDecodingError) {
        self.init(lines: try reader.readFloats(), wrong: try reader.readFloats())
        guard lines.count == Self.levels.count, wrong.count == Self.levels.count else { throw .damaged }
    }
}
