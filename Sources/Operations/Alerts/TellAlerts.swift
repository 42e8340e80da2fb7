package import Bookkeeping
import Foundation
import Storage

/// Tells people what was raised. Run it again and again, in as many processes as you like: it takes what is due, and whatever it does not
/// finish comes again. A message goes out once, and a second time under the same id only where the answer to the first was lost.
package struct TellAlerts: Sendable {
    let front: FrontOffice
    let messenger: Messenger

    package init(_ front: FrontOffice, _ messenger: Messenger) { (self.front, self.messenger) = (front, messenger) }

    /// Others leave a message alone while this process sends it: longer than any edge waits.
    private static let claimSeconds: Int64 = 120
    private static let tenantsAtOnce = 16
    private static let messagesAtOnce = 8
    /// No time of this service lies further ahead.
    private static let aheadSeconds: Int64 = 86_400

    package struct Summary: Hashable, Sendable {
        package internal(set) var sent = 0
        package internal(set) var putOff = 0
        package internal(set) var failed = 0
    }

    /// For every tenant that has something to tell, until nothing is due. What one tenant's data does holds up no other.
    package func callAsFunction() async throws -> Summary {
        var (summary, stuck) = (Summary(), Set<TenantID>())
        while true {
            let now = front.now()
            let tenants = try await front.database.tenantsWithAlerts(
                at: now, orAfter: now.advanced(bySeconds: Self.aheadSeconds), limit: Self.tenantsAtOnce)
            guard !stuck.isSuperset(of: tenants) else { return summary }
            await withTaskGroup(of: (TenantID, Summary?).self) { group in
                for tenant in tenants { group.addTask { (tenant, await tell(tenant)) } }
                for await (tenant, part) in group {
                    guard let part else {
                        stuck.insert(tenant)
                        continue
                    }
                    summary.sent += part.sent
                    summary.putOff += part.putOff
                    summary.failed += part.failed
                }
            }
        }
    }

    private static let stuckSeconds: Int64 = 300

    /// - Returns: nil where something went wrong, which is in the log; it is looked at again some minutes later.
    private func tell(_ tenant: TenantID) async -> Summary? {
        do {
            return try await callAsFunction(for: tenant)
        } catch {
            front.log("The alerts of company \(tenant) could not be told: \((error as? any ExplainedError)?.userText ?? "\(error)")")
            let later = front.now().advanced(bySeconds: Self.stuckSeconds)
            try? await front.database.write(for: tenant) { books in try books.alerts.lookInNext(at: later) }
            return nil
        }
    }

    /// One round for one tenant.
    @discardableResult
    package func callAsFunction(for tenant: TenantID) async throws -> Summary {
        let company = try await TenantStore(front.database).record(tenant)?.name ?? ""
        let claimed = try await front.database.write(for: tenant) { [front, messenger] books in
            let now = front.now()
            try AlertDispatch(books: books, messenger: messenger, company: company, publicURL: front.publicURL, now: now).callAsFunction()
            let due = try books.notificationLog.claimDue(
                limit: Self.messagesAtOnce, at: now, orAfter: now.advanced(bySeconds: Self.aheadSeconds),
                retryAt: now.advanced(bySeconds: Self.claimSeconds))
            try books.planNextLook(at: now)
            return due
        }
        var summary = Summary()
        try await withThrowingTaskGroup(of: NotificationLogStore.State.self) { group in
            for message in claimed { group.addTask { try await finish(message, for: tenant) } }
            for try await state in group {
                switch state {
                case .sent: summary.sent += 1
                case .waiting: summary.putOff += 1
                default: summary.failed += 1
                }
            }
        }
        return summary
    }

    private func finish(_ message: NotificationLogStore.Record, for tenant: TenantID) async throws -> NotificationLogStore.State {
        let failure = await send(message, for: tenant)
        return try await front.database.write(for: tenant) { [front, messenger] books in
            let now = front.now()
            let next = DeliveryAttempt(channel: message.channel, attempts: message.attempts + 1, failure: failure).next(at: now)
            let isNoted = try books.notificationLog.note(
                message.id, next.state, error: next.error, reason: next.reason, dueAt: next.dueAt, at: now)
            guard isNoted else { return next.state }
            try books.noteEnd(of: message, next.state, at: now)
            if failure?.kind == .permanent || next.state == .sent {
                try ChannelHealth(books: books, messenger: messenger, publicURL: front.publicURL, now: now)
                    .note(message.channel, failure: failure)
            }
            try books.planNextLook(at: now)
            return next.state
        }
    }

    private func send(_ message: NotificationLogStore.Record, for tenant: TenantID) async -> SendFailure? {
        do {
            switch message.channel {
            case .email:
                let payload = try PayloadJSON.value(EmailPayload.self, message.payload)
                try await mail(payload, messageID: "notification-\(message.id)")
            case .slack:
                let settings = try await front.database.read(for: tenant) { books in try books.notifications.current() }
                try await messenger.slack.send(message.payload, to: front.slackWebhook(settings, of: tenant, at: messenger.slackHosts))
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

    func mail(_ payload: EmailPayload, messageID: String) async throws {
        guard let mailer = messenger.mailer else {
            throw SendFailure(
                .temporary, .clientError, "This server cannot send mail: no \(messenger.missingMailVariables.joined(separator: ", ")).")
        }
        let domain = messenger.sender.split(separator: "@").last.map(String.init) ?? "localhost"
        try await mailer.send(
            .init(to: payload.to, subject: payload.subject, body: payload.body, messageID: "\(messageID)@\(domain)"))
    }
}

extension FrontOffice {
    static func slackPlace(_ tenant: TenantID) -> String { "tenant \(tenant) slack" }

    func sealed(_ webhook: SlackWebhook, of tenant: TenantID) throws -> String {
        Data(try secrets.seal(Array(webhook.url.utf8), for: .slack, in: Self.slackPlace(tenant))).base64EncodedString()
    }

    /// - Throws: `SendFailure` where there is none, or it cannot be opened.
    func slackWebhook(_ settings: NotificationSettings?, of tenant: TenantID, at hosts: SlackHosts) throws -> SlackWebhook {
        guard let sealed = settings?.sealedSlackURL else {
            throw SendFailure(.permanent, .clientError, "There is no Slack webhook any more.")
        }
        guard let bytes = Data(base64Encoded: sealed), let url = secrets.open(Array(bytes), for: .slack, in: Self.slackPlace(tenant)) else {
            throw SendFailure(
                .permanent, .clientError, "SECRET_KEY does not open the Slack webhook that is stored. Enter the webhook once more.")
        }
        return try SlackWebhook(String(decoding: url, as: UTF8.self), at: hosts)
    }
}

extension Books {
    /// What the end of a message means for its type's window.
    func noteEnd(of message: NotificationLogStore.Record, _ state: NotificationLogStore.State, at now: Instant) throws {
        guard state != .waiting, let type = AlertType(rawValue: message.type), let alert = message.alert else { return }
        var window = try alerts.window(type)
        if state == .sent {
            window.sent(alert, at: now)
        } else if try !notificationLog.isWaiting(alert) {
            window.failed(alert)
        }
        try alerts.save(window, of: type)
    }

    /// A worker looks again when the next message is due, or at once where alerts wait for nothing.
    func planNextLook(at now: Instant) throws {
        let isFree = try alerts.waitingTypes().contains { type in try alerts.window(type).open == nil }
        try alerts.lookInNext(at: isFree ? now : notificationLog.nextDue())
    }
}
