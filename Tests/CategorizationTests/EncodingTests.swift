import Bookkeeping
import Categorization
import Testing

struct EncodingTests {
    static let trained: Categorizer = {
        var categorizer = Categorizer()
        categorizer.run(Array(ChicagoLedger.lines.prefix(1_200)))
        categorizer.forget(account: AccountID(3))
        return categorizer
    }()

    @Test func `a categorizer read back proposes and learns the same`() throws {
        var original = Self.trained
        var copy = try Categorizer(encoded: original.encoded())
        let next = Array(ChicagoLedger.lines[1_200..<1_800])
        #expect(original.run(next) == copy.run(next))
        #expect(original.encoded() == copy.encoded())
    }

    @Test func `an empty categorizer can be read back`() throws {
        var copy = try Categorizer(encoded: Categorizer().encoded())
        #expect(copy.propose(.line("2025-01-01", "-1", "A")).method == .none)
    }

    @Test func `bytes that are not a categorizer are refused by what is wrong with them`() {
        let bytes = Self.trained.encoded()
        for version: UInt8 in [1, 3, 99] {
            var other = bytes
            other[4] = version
            #expect(throws: CategorizerDecodingError.otherVersion(Int(version))) { try Categorizer(encoded: other) }
        }
        #expect(throws: CategorizerDecodingError.notACategorizer) { try Categorizer(encoded: []) }
        #expect(throws: CategorizerDecodingError.notACategorizer) { try Categorizer(encoded: Array("not a model, but long enough".utf8)) }
        #expect(throws: CategorizerDecodingError.damaged) { try Categorizer(encoded: bytes.dropLast()) }
        #expect(throws: CategorizerDecodingError.damaged) { try Categorizer(encoded: bytes + [0]) }
    }

    @Test func `a changed byte anywhere is noticed`() {
        let bytes = Self.trained.encoded()
        for position in stride(from: 8, to: bytes.count, by: bytes.count / 50) {
            var damaged = bytes
            damaged[position] ^= 0x10
            #expect(throws: CategorizerDecodingError.damaged) { try Categorizer(encoded: damaged) }
        }
    }

    @Test func `a saved tenant takes less than a thousand bytes for each line it learned`() {
        // 20,000 lines may take 20 MB; the more lines there are, the less each adds.
        #expect(Self.trained.encoded().count < 1_200 * 1_000)
    }
}
