import Operations
import Storage
import TestSupport
import Testing

struct StripeSignatureTests {
    private static let secret = "whsec_test_secret"
    private static let then = Instant(milliseconds: 1_700_000_000_000)

    /// Made by the provider's own library.
    private static let vectors: [(body: String, code: String)] = [
        (#"{"id":"evt_1","object":"event"}"#, "0c8670ed117751cc551a20e35839447075c42800ea3cf3e8a2fbda99cd1e6edd"),
        (#"{"id":"evt_2","object":"event","note":"Müller 🚨"}"#, "f14c856ed3e032d0ecff03741eb0fba21af436b67927a4828eb3875b556f7549"),
        ("", "316b9ab98c15bfa039d243f3196acee619cf29749a91a634e6a8154e2f7b6727"),
    ]

    @Test(arguments: vectors)
    func `what the provider's library signs is accepted, and we sign alike`(_ body: String, _ code: String) throws {
        let header = "t=1700000000,v1=\(code)"
        #expect(StripeSignature.header(for: Array(body.utf8), secret: Self.secret, at: Self.then) == header)
        try StripeSignature(secrets: [Self.secret]).verify(Array(body.utf8), header: header, at: Self.then)
    }

    @Test func `one of several signatures is enough, and those of other schemes do not count`() throws {
        let right = "ceb8863f7208fa249a6cd8f951e993c7563412aca65866f6272283debe143ab3"
        let wrong = String(repeating: "0", count: 64)
        let proof = StripeSignature(secrets: [Self.secret])
        try proof.verify(Array("{}".utf8), header: "t=1700000000,v1=\(wrong),v1=\(right),v0=deadbeef", at: Self.then)
        #expect(throws: StripeSignature.Fault.malformed) {
            try proof.verify(Array("{}".utf8), header: "t=1700000000,v0=\(right)", at: Self.then)
        }
    }

    @Test func `while a secret is replaced, the old and the new one fit`() throws {
        let body = Array("{}".utf8)
        let proof = StripeSignature(secrets: ["whsec_new", "whsec_old"])
        for secret in ["whsec_new", "whsec_old"] {
            try proof.verify(body, header: StripeSignature.header(for: body, secret: secret, at: Self.then), at: Self.then)
        }
        #expect(throws: StripeSignature.Fault.mismatch) {
            try proof.verify(body, header: StripeSignature.header(for: body, secret: "whsec_other", at: Self.then), at: Self.then)
        }
    }

    private static let ages: [(Int64, StripeSignature.Fault?)] = [
        (-301, StripeSignature.Fault.tooNew), (-300, nil), (0, nil), (300, nil), (301, .tooOld), (86_400, .tooOld),
    ]

    @Test(arguments: ages)
    func `a signature counts for five minutes in both directions`(_ age: Int64, _ fault: StripeSignature.Fault?) throws {
        let body = Array(#"{"id":"evt_1"}"#.utf8)
        let header = StripeSignature.header(for: body, secret: Self.secret, at: Self.then)
        let now = Self.then.advanced(bySeconds: age)
        func verify() throws { try StripeSignature(secrets: [Self.secret]).verify(body, header: header, at: now) }
        if let fault { #expect(throws: fault) { try verify() } } else { try verify() }
    }

    private static let headers: [(String?, StripeSignature.Fault)] = [
        (nil, StripeSignature.Fault.missing), ("", .missing), ("t=1700000000", .malformed), ("v1=00", .malformed),
        ("nonsense", .malformed),
        ("t=soon,v1=" + vectors[2].code, .malformed), ("t=-1700000000,v1=" + vectors[2].code, .malformed),
        ("t=1700000000,v1=zz" + vectors[2].code.dropFirst(2), .malformed), ("t=1700000000,v1=" + vectors[2].code.dropLast(2), .malformed),
        ("t=1700000000,t=1700000000,v1=" + vectors[2].code, .malformed), ("t=1700000001,v1=" + vectors[2].code, .mismatch),
        ("t=99999999999999999999,v1=" + vectors[2].code, .malformed), ("t=1700000000,v1=" + vectors[0].code, .mismatch),
    ]

    @Test(arguments: headers)
    func `a header that does not prove the body is refused`(_ header: String?, _ fault: StripeSignature.Fault) {
        #expect(throws: fault) { try StripeSignature(secrets: [Self.secret]).verify([], header: header, at: Self.then) }
    }

    @Test func `a changed byte is found, text or not`() {
        let body: [UInt8] = [0x7B, 0xFF, 0x00, 0x7D]
        let header = StripeSignature.header(for: body, secret: Self.secret, at: Self.then)
        let proof = StripeSignature(secrets: [Self.secret])
        #expect(throws: Never.self) { try proof.verify(body, header: header, at: Self.then) }
        for index in body.indices {
            var changed = body
            changed[index] ^= 1
            #expect(throws: StripeSignature.Fault.mismatch) { try proof.verify(changed, header: header, at: Self.then) }
        }
    }
}
