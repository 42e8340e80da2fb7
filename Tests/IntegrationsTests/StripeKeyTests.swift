import Integrations
import Testing

struct StripeKeyTests {
    @Test(arguments: [
        ("sk_test_51Hx", false), ("rk_test_51Hx", false), ("sk_live_51Hx", true), ("rk_live_51Hx", true),
    ])
    func `a key says itself whether it moves money, and is never printed`(_ text: String, _ isLive: Bool) throws {
        let key = try #require(StripeKey(text))
        #expect(key.isLive == isLive)
        #expect(!"\(key)".contains("51Hx"))
    }

    @Test(arguments: ["", "pk_test_51Hx", "whsec_1", "sk_51Hx", "sk_test_51 Hx", "sk_test_51Hx\n"])
    func `what is no secret key is none`(_ text: String) {
        #expect(StripeKey(text) == nil)
    }
}
