package import Bookkeeping
package import Storage

/// Sends a test by one channel, whatever the windows say, and tells how it went. The Owner alone, a few times an hour.
package struct SendTestMessage: Sendable {
    let front: FrontOffice
    let messenger: Messenger

    package init(_ front: FrontOffice, _ messenger: Messenger) { (self.front, self.messenger) = (front, messenger) }

    package struct Result: Hashable, Sendable {
        package let isSent: Bool
        package let message: String
    }

    package func callAsFunction(_ channel: AlertChannel, for tenant: TenantID, by member: Member) async throws -> Result {
        let company = try await TenantStore(front.database).record(tenant)?.name ?? ""
        let settings = try await front.database.read(for: tenant) { books in
            try books.require(.manageNotifications, of: member.user)
            return try books.notifications.current()
        }
        try await front.charge(Allowance.testMessages.charge("\(tenant)"))
        let message = AlertMessage(
            subject: "Test from AI Bookkeeper", text: "Alerts of \(company) arrive here.", company: company, publicURL: front.publicURL)
        let payload = try message.payload(channel, to: settings?.email)
        if let why = messenger.whyDry(channel, settings) {
            try await log(.init(channel, type: Self.type, payload: payload, .dryRun, error: why), failure: nil, for: tenant)
            return Result(isSent: false, message: notConfigured(channel, settings))
        }
        let failure = await attempt(channel, payload, settings, tenant)
        try await log(
            .init(channel, type: Self.type, payload: payload, failure == nil ? .sent : .failed, error: failure?.text), failure: failure,
            for: tenant)
        guard let failure else {
            let place = channel == .email ? "Test email sent to \(settings?.email ?? "")" : "Test sent to Slack"
            return Result(isSent: true, message: "\(place) at \(front.now().dayAndTime) UTC.")
        }
        return Result(isSent: false, message: "Not sent: \(failure.text)")
    }

    static let type = "test"

    private func notConfigured(_ channel: AlertChannel, _ settings: NotificationSettings?) -> String {
        switch channel {
        case .email where !messenger.sendsMail:
            "Not sent: email is not configured (\(messenger.missingMailVariables.joined(separator: ", ")))."
        case .email: "Not sent: no email address is saved."
        case .slack: "Not sent: Slack is not configured (no webhook is saved)."
        }
    }

    private func attempt(
        _ channel: AlertChannel, _ payload: String, _ settings: NotificationSettings?, _ tenant: TenantID
    ) async -> SendFailure? {
        do {
            switch channel {
            case .email:
                let id = "test-\(tenant)-\(front.now().milliseconds)"
                try await TellAlerts(front, messenger).mail(PayloadJSON.value(EmailPayload.self, payload), messageID: id)
            case .slack: try await messenger.slack.send(payload, to: front.slackWebhook(settings, of: tenant, at: messenger.slackHosts))
            }
            return nil
        } catch let failure as SendFailure {
            return failure
        } catch let error as any ExplainedError {
            return SendFailure(.permanent, .clientError, error.userText)
        } catch {
            return SendFailure(.temporary, .other, "The message could not be sent.")
        }
    }

    /// A test that goes through puts its channel in order again; one that does not is no refusal of an alert.
    private func log(_ draft: NotificationLogStore.Draft, failure: SendFailure?, for tenant: TenantID) async throws {
        try await front.database.write(for: tenant) { [front, messenger] books in
            try books.notificationLog.add([draft], at: front.now())
            guard draft.state == .sent else { return }
            try ChannelHealth(books: books, messenger: messenger, publicURL: front.publicURL, now: front.now()).note(
                draft.channel, failure: nil)
        }
    }
}
