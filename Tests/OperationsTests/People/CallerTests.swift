import Operations
import Testing

/// From where somebody calls, which is what limits count by.
struct CallerTests {
    @Test(
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("192.0.2.7:50812", "192.0.2.7"), ("::1", "::1"), ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1"), ("::ffff:192.0.2.7", "192.0.2.7"),
            ("::ffff:c000:207", "192.0.2.7"),
            ("[::ffff:127.0.0.1]:80", "127.0.0.1"), ("local", nil), ("", nil), (":", nil),
            ("192.0.2", nil), ("unknown:1", nil), ("[192.0.2.7", nil), ("192.0.2.7, 192.0.2.8", nil), ("<b>", nil),
        ] as [(String, String?)])
    func `one address is one, whatever stands around it, and anything else is none`(_ text: String, _ address: String?) {
        #expect(Caller.address(in: text) == address)
    }
}
