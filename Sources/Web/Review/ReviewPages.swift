import Bookkeeping
import Categorization
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// The queue of lines that wait for a person, and their answers as forms. Scripts send the same answers to `/api/lines/decisions`.
struct ReviewPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/review", may: .readBooks, use: review),
            .member(.get, "/review/lines/{id}", may: .readBooks, use: pane),
            .member(.post, "/review", may: .fileLines, .form(limit: 1 << 20), page: again, use: answer),
            .member(.post, "/review/lines/{id}", may: .fileLines, .form(limit: 16 << 10), page: paneAgain, use: answerOne),
            .member(.post, "/review/lines/{id}/rule", may: .fileLines, .form(limit: 16 << 10), page: paneAgain, use: makeRule),
            .member(.post, "/review/undoing", may: .fileLines, .form(limit: 4 << 10), use: undo),
        ]
    }

    private func review(_ call: Call<Seat>) async throws -> Response { try await page(call, ReviewPlace(call.query)) }

    /// The queue where it was, with what was ticked.
    private func again(_ call: Call<Seat>) async throws -> Response { try await page(call, ReviewPlace(call.form)) }

    /// The same with the line that the pane's form is about.
    private func paneAgain(_ call: Call<Seat>) async throws -> Response {
        var place = ReviewPlace(call.form)
        place.line = try call.id("line")
        return try await page(call, place)
    }

    private func page(_ call: Call<Seat>, _ place: ReviewPlace) async throws -> Response {
        let page = try await ReadReview(call.office)(for: call.tenant, held: place.held, after: place.cursor, open: place.open)
        var content = ReviewContent(page, place, call, today: call.office.now().day)
        if let line = place.line ?? content.firstLine {
            do {
                let detail = try await ReadReview(call.office).line(
                    line, for: call.tenant, counterpartsWithin: place.within ?? TransferPairing.askedDays)
                content.pane = LinePane(
                    detail, place, next: content.line(after: line), people: try await call.peopleNames(), mayFile: content.mayFile,
                    typed: call.typedAgain)
                content.mark(line)
            } catch OperationError.noSuchLine {
                // A line that is gone leaves the queue as it is.
            }
        }
        content.said = try await said(call, place)
        return try await site.page(
            call, "review", title: "Review", facts: content.facts,
            head: PageHead(scripts: ["outbox.js", "review.js", "answers.js", "editors.js"]), content)
    }

    /// What a script puts beside the queue when the cursor moves.
    private func pane(_ call: Call<Seat>) async throws -> Response {
        let detail = try await ReadReview(call.office).line(call.id("line"), for: call.tenant)
        let pane = LinePane(
            detail, ReviewPlace(call.query), next: nil, people: try await call.peopleNames(), mayFile: call.party.may(.fileLines),
            typed: nil)
        guard let signedIn = call.party.signedIn else { throw Refusal.forbidden("Pages are for people who are signed in.") }
        return site.pages.fragment(
            "line-pane", Fragment(csrf: site.csrfToken(for: signedIn.token), tenantID: "\(call.tenant)", content: .init(pane: pane)))
    }

    private struct Fragment: Sendable {
        let frame: Frame
        let content: Content

        struct Frame: Sendable {
            let csrf: String
            let shell: Shell
        }

        struct Shell: Sendable {
            let tenantID: String
        }

        struct Content: Sendable {
            let pane: LinePane
        }

        init(csrf: String, tenantID: String, content: Content) {
            (frame, self.content) = (Frame(csrf: csrf, shell: Shell(tenantID: tenantID)), content)
        }
    }

    private func said(_ call: Call<Seat>, _ place: ReviewPlace) async throws -> Said? {
        if let batch = place.did { return try await Said(call, batch, .done) }
        if let batch = place.undid { return try await Said(call, batch, .undone) }
        guard let name = place.rule,
            let rule = try await call.office.database.read(for: call.tenant, { books in try books.rules.all().first { $0.name == name } })
        else { return nil }
        let filed = place.filed ?? 0
        let lines = filed == 1 ? "1 line is filed by it." : "\(filed.grouped) lines are filed by it."
        return Said(text: "Rule “\(rule.name)” is saved. \(lines)", batch: nil)
    }

    // MARK: Answers

    private static let mostOfAGroup = 5_000

    /// Files the ticked lines and groups: to the account chosen, to what is suggested for each, or out of the books.
    private func answer(_ call: Call<Seat>) async throws -> Response {
        var place = ReviewPlace(call.form)
        let groups = call.form.text("approve_group").map { [$0] } ?? call.form.all("group")
        var lines = call.form.text("approve_group") == nil ? call.form.all("line").compactMap { LineID(text: $0) } : []
        for key in groups { lines += try await self.lines(ofGroup: key, place.held, call) }
        let choice: DecideLines.Choice
        switch call.form["do"] {
        case "exclude": choice = .exclude
        case "account", "file": choice = .file(try await about("account") { try await call.typedAccount(call.form["account"] ?? "") }.id)
        default: choice = .approve
        }
        guard !lines.isEmpty else { throw Refusal.invalid("No line is ticked. Tick at least one.") }
        var seen: Set<LineID> = []
        let answers = lines.filter { seen.insert($0).inserted }.map { DecideLines.Answer($0, choice) }
        let summary = try await DecideLines(call.office)(for: call.tenant, answers, by: call.actor, consequences: .nearestFirst)
        if let refusal = summary.refused.first, summary.batch == nil {
            throw Refusal(status: .conflict, code: "decision_refused", message: refusal.reason)
        }
        (place.did, place.line) = (summary.batch, nil)
        return .seeOther(place.address)
    }

    private func lines(ofGroup key: String, _ held: String?, _ call: Call<Seat>) async throws -> [LineID] {
        guard let group = ReviewPlace.Group(key: key) else { throw Refusal.notFound("group") }
        return try await call.office.database.read(for: call.tenant) { books in
            try books.lines.waiting(of: group.vendor, in: group.currency, held: held, after: nil, limit: Self.mostOfAGroup).map(\.id)
        }
    }

    /// What the pane's buttons and editors say of its line.
    private func answerOne(_ call: Call<Seat>) async throws -> Response {
        let id: LineID = try call.id("line")
        var place = ReviewPlace(call.form)
        let record = try await call.line(id)
        let form = AnswerForm(call)
        let choice = try await form.choice(for: record)
        try await about(form.mainField) {
            let summary = try await DecideLines(call.office)(
                for: call.tenant, [.init(id, choice)], by: call.actor, consequences: .nearestFirst)
            if let refusal = summary.refused.first { throw Refusal(refusal) }
            place = place.plain
            (place.did, place.line) = (summary.batch, call.form.text("next").flatMap { LineID(text: $0) })
        }
        return .seeOther(place.address + (place.line == nil ? "" : "#line"))
    }

    private func makeRule(_ call: Call<Seat>) async throws -> Response {
        _ = try await call.line(call.id("line"))
        var place = ReviewPlace(call.form).plain
        (place.rule, place.filed) = try await RuleForm(call).save()
        place.line = call.form.text("next").flatMap { LineID(text: $0) }
        return .seeOther(place.address)
    }

    private func undo(_ call: Call<Seat>) async throws -> Response {
        guard let batch = call.form.text("decision").flatMap({ DecisionID(text: $0) }) else { throw OperationError.noSuchDecision }
        let summary = try await UndoDecision(call.office)(for: call.tenant, batch, by: call.actor)
        var place = ReviewPlace(call.form).plain
        (place.undid, place.line) = (batch, summary.lines.first)
        return .seeOther(place.address)
    }
}

extension Call<Seat> {
    /// From `5310`, `5310 Maintenance supplies`, a name or an id, as a person types or picks it.
    func typedAccount(_ text: String) async throws -> Account {
        let typed = String(text.trimmingBlanks)
        guard !typed.isEmpty else { throw Refusal.invalid("Choose an account.") }
        let accounts = try await accounts()
        let code = String(typed.prefix { $0 != " " })
        if let found = accounts.first(where: { $0.label == typed }) ?? accounts.first(where: { $0.code == code })
            ?? accounts.first(where: { $0.name.lowercased() == typed.lowercased() })
        {
            return found
        }
        let near = accounts.filter { $0.name.lowercased().hasPrefix(typed.lowercased()) }
        guard near.count == 1 else {
            throw Refusal.invalid("“\(typed.prefix(60))” is no account of these books. Type its code, or pick one from the list.")
        }
        return near[0]
    }
}
