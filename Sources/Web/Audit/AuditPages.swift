import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Who did what when, and is the record whole?
struct AuditPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] { [.member(.get, "/audit", may: .readAudit, page: page, use: page)] }

    private struct Content: Sendable {
        let chain: Chain
        let actors: [Choice]
        /// An action by its code that is none of those below.
        let unlisted: Choice?
        let subjects: [Subject]
        let from: String
        let to: String
        let rows: [Row]
        let hasRows: Bool
        let range: String
        let older: String?
    }

    /// Actions of one kind of thing, together in the list.
    private struct Subject: Sendable {
        let title: String
        let actions: [Choice]
    }

    /// What stands first on the page.
    private struct Chain: Sendable {
        let style: String
        let icon: String
        let title: String
        let text: String
        let head: String?
        /// Where a long record was not read through for this page.
        let mayCheck: Bool
    }

    private struct Row: Sendable {
        let number: String
        let when: String
        let who: MethodMark
        /// Of a person who is called by name.
        let address: String?
        let did: String
        let what: String
        let from: String
    }

    private static let shown = 200
    /// Rows that are read through for every page; a longer record is checked when somebody asks.
    private static let checkedAtOnce = 5_000

    private func page(_ call: Call<Seat>) async throws -> Response {
        let last = try Cursor(call.query, count: 1)?.numbers[0]
        let filter = try AuditRoutes.filter(call.query)
        let isAsked = call.query["check"] != nil
        let today = call.office.today
        let (content, count) = try await call.office.database.read(for: call.tenant) { books in
            let head = try books.audit.head()
            let count = Int(clamping: head?.sequence ?? 0)
            let isChecked = isAsked || count <= Self.checkedAtOnce
            let broken = isChecked ? try books.audit.firstBrokenSequence() : nil
            let members = try books.members.all()
            let records = try books.audit.page(filter, before: last, limit: Self.shown + 1)
            let names = PeopleNames(members)
            let rows = records.prefix(Self.shown).map { Self.row($0, names, today) }
            let end = records.count > Self.shown ? records.prefix(Self.shown).last : nil
            let content = Content(
                chain: Self.chain(count, head, broken: broken, isChecked: isChecked),
                actors: Self.actors(names, members.map(\.user.email), chosen: filter.actor),
                unlisted: filter.action.flatMap {
                    AuditWords.isKnown($0) ? nil : Choice($0, AuditWords.words(for: $0), isSelected: true)
                },
                subjects: AuditWords.subjects.map { subject in
                    Subject(
                        title: subject.title,
                        actions: subject.actions.map { Choice($0.code, $0.words, isSelected: $0.code == filter.action) })
                },
                from: call.query["from"] ?? "", to: call.query["to"] ?? "", rows: rows, hasRows: !rows.isEmpty,
                range: rows.last.flatMap { last in rows.first.map { "Rows \(last.number) to \($0.number)" } } ?? "",
                older: end.map { "/audit?\(Self.query(call.query))cursor=\(Cursor($0.sequence).text)" })
            return (content, count)
        }
        return try await site.page(
            call, "audit", title: "Audit log",
            facts: "\(counted(count, "row")). Each carries the hash of the one before; none can be changed.",
            head: PageHead(
                actions: [.download("CSV", "/api/audit?\(Self.query(call.query))format=csv"), .print],
                printed: "Audit log, as of \(call.office.now().dayAndTime) UTC."), content)
    }

    /// The company's people, and whoever is looked for besides: somebody who has left, or a machine.
    private static func actors(_ names: PeopleNames, _ emails: [String], chosen: String?) -> [Choice] {
        let others = chosen.map { emails.contains($0) ? [] : [$0] } ?? []
        return [Choice("", "Anyone or anything")] + (emails + others).map { Choice($0, names[$0], isSelected: $0 == chosen) }
    }

    /// The filters, for an address that goes on with them.
    private static func query(_ query: Values) -> String {
        ["actor", "action", "from", "to"].compactMap { name in query.text(name).map { "\(name)=\(OwnPath.encoded($0))&" } }.joined()
    }

    private static func chain(_ count: Int, _ head: AuditStore.Head?, broken: Int64?, isChecked: Bool) -> Chain {
        if let broken {
            return Chain(
                style: "bad", icon: "warn", title: "The chain breaks at row \(Int(clamping: broken).grouped).",
                text: "What stands there is not what was written. Compare with a backup, and keep this database as it is.", head: nil,
                mayCheck: false)
        }
        let text = head.map { "\(hex($0.hash.prefix(4))) … \(hex($0.hash.suffix(2)))" }
        guard isChecked else {
            return Chain(
                style: "plain", icon: "shield", title: "\(count.grouped) rows.",
                text: "So many are checked on request, and by every run of bookkeeper verify.", head: text, mayCheck: true)
        }
        return Chain(
            style: "ok", icon: "shield", title: "The chain is whole.",
            text:
                "All \(count.grouped) rows were checked for this page. Keep the head elsewhere, and nobody can rewrite what lies before it unseen.",
            head: text, mayCheck: false)
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    private static func row(_ record: AuditStore.Record, _ names: PeopleNames, _ today: CalendarDate) -> Row {
        let actor = record.event.actor
        let isMachine = actor.hasPrefix("machine:")
        let who =
            isMachine
            ? MethodMark(String(actor.dropFirst(8)), word: String(actor.dropFirst(8)))
            : MethodMark(actor.contains("@") ? "person" : "none", word: names[actor])
        return Row(
            number: Int(clamping: record.sequence).grouped, when: record.at.short(today), who: who,
            address: names.address(behind: actor),
            did: AuditWords.words(for: record.event.action),
            what: [record.event.subject, record.event.detail].filter { !$0.isEmpty }.joined(separator: ": "), from: record.origin ?? "")
    }
}
