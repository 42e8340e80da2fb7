import Bookkeeping
import Operations
import Storage

/// The part of `/exports` that is about QuickBooks Online.
struct QuickBooksPanel: Sendable {
    let said: String?
    let refusal: String?
    /// One sentence: how things stand.
    let state: String
    let pill: String
    let pillStyle: String
    let mayConnect: Bool
    let connectTitle: String
    let mayDisconnect: Bool
    let mayExport: Bool
    let hasActions: Bool
    let facts: [Fact]
    let hasFacts: Bool
    let runs: Table?

    struct Fact: Sendable {
        let name: String
        let value: String
    }

    /// What happened a moment ago.
    private static let sentences = [
        "connected": "QuickBooks is connected. Choose where your accounts go next.",
        "disconnected": "QuickBooks is disconnected, and its tokens are revoked.",
        "disconnected-here": "QuickBooks is disconnected here. Intuit could not be told: remove the app there as well.",
        "checked": "What is in QuickBooks was read back.",
        "anew": "The entry goes to QuickBooks again with the next export.",
    ]

    static func read(_ call: Call<Seat>, _ site: Site, refusal: String? = nil) async throws -> QuickBooksPanel {
        let standing = try await ReadQuickBooks(call.quickBooks(site))(for: call.tenant)
        return QuickBooksPanel(
            standing, try await call.peopleNames(), seat: call.party, now: call.office.now(),
            said: call.query["said"].flatMap { sentences[$0] }, refusal: refusal)
    }

    private init(_ standing: ReadQuickBooks.Standing, _ people: PeopleNames, seat: Seat, now: Instant, said: String?, refusal: String?) {
        (self.said, self.refusal) = (said, refusal)
        let connection = standing.connection
        let isOwner = seat.may(.changeSettings)
        switch (standing.isConfigured, connection?.state) {
        case (false, _):
            (pill, pillStyle) = ("Not configured", "warn")
            state =
                "QuickBooks Online not configured. The operator sets QBO_CLIENT_ID and QBO_CLIENT_SECRET, then restarts; files work without."
        case (true, .connected?):
            (pill, pillStyle) = ("Connected", "ok")
            state = "Connected to \(connection?.company.name ?? "")."
        case (true, .reconnect?):
            (pill, pillStyle) = ("Connect again", "bad")
            state = connection?.problem ?? QuickBooksError.grantRefused.userText
        default:
            (pill, pillStyle) = ("Not connected", "warn")
            state = "Nothing is sent yet. The Owner connects the company at Intuit once."
        }
        let isConnected = standing.isConfigured && connection?.state == .connected
        mayConnect = standing.isConfigured && isOwner && !isConnected
        connectTitle = connection == nil ? "Connect QuickBooks" : "Connect again"
        mayDisconnect = standing.isConfigured && isOwner && connection != nil
        mayExport = isConnected && seat.may(.sendToOtherBooks)
        hasActions = mayConnect || mayDisconnect || mayExport
        facts = Self.facts(standing, now)
        hasFacts = !facts.isEmpty
        runs = standing.runs.isEmpty ? nil : Self.table(standing.runs, people, now)
    }

    private static func facts(_ standing: ReadQuickBooks.Standing, _ now: Instant) -> [Fact] {
        guard let connection = standing.connection else { return [] }
        var facts: [Fact] = []
        if let closed = connection.company.closedThrough { facts.append(Fact(name: "Closed there through", value: "\(closed)")) }
        for state in QuickBooksExportStore.State.allCases {
            if let count = standing.counts[state], count > 0 { facts.append(Fact(name: state.title, value: count.grouped)) }
        }
        let known = standing.counts.values.reduce(0, +)
        facts.append(Fact(name: "Not sent yet", value: max(0, standing.entries - known).grouped))
        // A refresh token lives some hundred days without use.
        let daysLeft = (connection.tokens.refreshExpiresAt.milliseconds - now.milliseconds) / 86_400_000
        if connection.state == .connected, daysLeft < 14 {
            facts.append(Fact(name: "Connection ends in", value: "\(max(0, daysLeft)) days without an export; connect again before"))
        }
        return facts
    }

    private static func table(_ runs: [QuickBooksRunStore.Record], _ people: PeopleNames, _ now: Instant) -> Table {
        Table(
            "Exports to QuickBooks",
            [
                .init("Started (UTC)"), .init("State"), .number("Posted"), .number("Skipped"), .number("Failed"), .init("By"),
            ],
            runs.map { run in
                Table.Row([
                    .link(run.startedAt.dayAndTime, "/exports/quickbooks/runs/\(run.id)"), .text(run.words(at: now)),
                    .number("\(run.counts.posted)"), .number("\(run.counts.skipped)"), .number("\(run.counts.failed)"),
                    .text(people[run.startedBy]),
                ])
            }, empty: "")
    }
}

extension QuickBooksExportStore.State {
    var title: String {
        switch self {
        case .sending: "Not confirmed"
        case .sent: "Sent"
        case .landed: "Landed"
        case .drifted: "Drifted"
        case .gone: "Deleted there"
        case .failed: "Failed"
        case .conflict: "In conflict"
        }
    }
}

extension QuickBooksRunStore.Record {
    func words(at now: Instant) -> String {
        if isAbandoned(at: now) { return "Interrupted, goes on by itself" }
        switch state {
        case .waiting: return "Begins"
        case .running: return "\(seen) of \(total)"
        case .finished: return "Finished"
        case .stopped: return "Stopped"
        }
    }
}
