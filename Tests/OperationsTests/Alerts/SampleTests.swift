import Foundation
import Storage
import Testing

@testable import Operations

/// The samples that others look at are what the renderer makes today.
struct SampleTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../artifacts/notifications")
        .standardized

    private func message(_ alert: Alert) -> AlertMessage {
        AlertMessage(
            alert.type, alert.message,
            window: AlertWindow(heldCount: 3, heldSince: Instant(milliseconds: 1_765_108_200_000)), company: "South Side Hackerspace",
            publicURL: "https://books.example.com")
    }

    /// To accept a new one: remove the file, run the test twice, look at the difference.
    private func compare(_ name: String, _ text: String) throws {
        let file = Self.folder.appending(path: name)
        guard FileManager.default.fileExists(atPath: file.path) else {
            try Data(text.utf8).write(to: file)
            Issue.record("\(name) was missing and is written now.")
            return
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }

    @Test func `the sample of a Slack message is what would be posted`() throws {
        try compare("slack_sample_payload.json", PayloadJSON.text(message(.drift(vendor: 0.245, amount: 0.189)).slack()) + "\n")
    }

    @Test func `the sample of a letter is what would be sent`() throws {
        let email = message(.drift(vendor: 0.245, amount: 0.189)).email(to: "dana@southside.example")
        let letter = try MailMessage(
            .init(to: email.to, subject: email.subject, body: email.body, messageID: "notification-1@ai-bookkeeper.com"),
            from: "noreply@ai-bookkeeper.com", messageID: "notification-1@ai-bookkeeper.com", linkPrefix: "https://books.example.com",
            date: Instant(milliseconds: 1_765_108_800_000))
        try compare("email_sample.eml", String(decoding: letter.bytes, as: UTF8.self))
    }
}
