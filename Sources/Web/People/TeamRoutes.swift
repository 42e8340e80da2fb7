import Bookkeeping
import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Who belongs to a company, and as what.
struct TeamRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/api/team", may: .readBooks, .none, .reads("The team and its open invitations", Self.team), use: list),
            .member(
                .post, "/api/team/invitations", may: .manageTeam, .json(limit: 4 << 10),
                .changes(
                    "Invite somebody by mail", .object(["email": .text, "role": Self.role]), .object(["success": .boolean]),
                    status: .created),
                use: invite),
            .member(
                .delete, "/api/team/invitations/{id}", may: .manageTeam, .none, .changes("Take an invitation back"),
                use: revoke),
            .member(
                .patch, "/api/team/{id}", may: .manageTeam, .json(limit: 4 << 10), .changes("Change a role", .object(["role": Self.role])),
                use: changeRole),
            .member(.delete, "/api/team/{id}", may: .manageTeam, .none, .changes("Remove somebody"), use: remove),
            .member(.get, "/settings/team", may: .readBooks, use: page),
            .member(.post, "/settings/team", may: .manageTeam, .form(limit: 4 << 10), page: page, use: inviteFromPage),
            .member(
                .post, "/settings/team/invitations/{id}/removal", may: .manageTeam, .form(limit: 4 << 10), use: revokeFromPage),
            .member(.post, "/settings/team/{id}/role", may: .manageTeam, .form(limit: 4 << 10), page: page, use: changeRoleFromPage),
            .member(.post, "/settings/team/{id}/removal", may: .manageTeam, .form(limit: 4 << 10), use: removeFromPage),
        ]
    }

    static let role = Schema.choice(Role.allCases.map(\.rawValue))
    private static let team = Schema.object([
        "members": .list(.object(["id": .id, "email": .text, "name": .text, "role": role])),
        "invitations": .list(.object(["id": .id, "email": .text, "role": role])),
    ])

    private struct Team: Encodable {
        let members: [Person]
        let invitations: [Invited]

        struct Person: Encodable {
            let id: Int64
            let email: String
            let name: String
            let role: String
        }

        struct Invited: Encodable {
            let id: Int64
            let email: String
            let role: String
        }
    }

    private func list(_ call: Call<Seat>) async throws -> Response {
        let now = call.office.now()
        let team = try await call.office.database.read(for: call.tenant) { books in
            Team(
                members: try books.members.all().map {
                    .init(id: $0.user.id.rawValue, email: $0.user.email, name: $0.user.name, role: $0.role.rawValue)
                },
                invitations: try books.invitations.open(at: now).map { .init(id: $0.id.rawValue, email: $0.email, role: $0.role.rawValue) })
        }
        return try .json(team)
    }

    private struct InvitationBody: Decodable {
        let email: String
        let role: String
    }

    private func invite(_ call: Call<Seat>) async throws -> Response {
        let body = try call.json(InvitationBody.self)
        _ = try await InviteMember(site.front)(for: call.tenant, email: body.email, role: Self.role(body.role), by: call.member)
        return try .json(["success": true], status: .created)
    }

    private func revoke(_ call: Call<Seat>) async throws -> Response {
        try await InviteMember(site.front).revoke(call.id("invitation"), for: call.tenant, by: call.member)
        return .done
    }

    private struct RoleBody: Decodable {
        let role: String
    }

    private func changeRole(_ call: Call<Seat>) async throws -> Response {
        let body = try call.json(RoleBody.self)
        try await ChangeRole(site.front)(of: call.id("person"), to: Self.role(body.role), in: call.tenant, by: call.member)
        return .done
    }

    private func remove(_ call: Call<Seat>) async throws -> Response {
        try await RemoveMember(site.front)(call.id("person"), from: call.tenant, by: call.member)
        return .done
    }

    // MARK: Pages

    private struct TeamContent: Sendable {
        let mayChange: Bool
        let roles: [Choice]
        let table: Table
    }

    private func page(_ call: Call<Seat>) async throws -> Response {
        let now = call.office.now()
        let (members, invitations) = try await call.office.database.read(for: call.tenant) { books in
            (try books.members.all(), try books.invitations.open(at: now))
        }
        let mayChange = call.party.may(.manageTeam)
        let rows = members.map { member in
            let isOther = mayChange && member.user.id != call.party.user.id
            return Table.Row(
                [.text(member.user.name), .text(member.user.email), .text(member.role.rawValue)],
                actions: isOther ? Self.actions(member) : [])
        }
        let invited = invitations.map { invitation in
            Table.Row(
                [.text("invited"), .text(invitation.email), .text(invitation.role.rawValue)],
                action: mayChange ? Table.Action("/settings/team/invitations/\(invitation.id)/removal", "Take back") : nil)
        }
        let table = Table("Team", [.init("Name"), .init("Email"), .init("Role")], rows + invited, empty: "")
        return try await site.page(
            call, "team", title: "Team", facts: "Who belongs to \(call.party.tenantName).", head: PageHead(isNarrow: true),
            TeamContent(
                mayChange: mayChange, roles: Role.allCases.map { Choice($0.rawValue, $0.pageWords, isSelected: $0 == .staff) }, table: table
            ))
    }

    private static func actions(_ member: MemberStore.Record) -> [Table.Action] {
        let address = "/settings/team/\(member.user.id)"
        return Role.allCases.filter { $0 != member.role }.map { role in
            Table.Action("\(address)/role", "Make \(role.rawValue)", ("role", role.rawValue))
        } + [Table.Action("\(address)/removal", "Remove")]
    }

    private func inviteFromPage(_ call: Call<Seat>) async throws -> Response {
        let role: Role = try call.form.choice("role")
        let email = try call.form.filled("email", "An address")
        try await about("email") { try await InviteMember(site.front)(for: call.tenant, email: email, role: role, by: call.member) }
        let letter =
            site.messenger.sendsMail
            ? "A letter with the link is on its way." : "This server sends no mail: the letter with the link stands in its log."
        return site.seeOther("/settings/team", said: "\(email) is invited. \(letter)")
    }

    private func changeRoleFromPage(_ call: Call<Seat>) async throws -> Response {
        let role: Role = try call.form.choice("role")
        try await ChangeRole(site.front)(of: call.id("person"), to: role, in: call.tenant, by: call.member)
        return site.seeOther("/settings/team", said: "Made \(role.rawValue), from their next click on.")
    }

    private func revokeFromPage(_ call: Call<Seat>) async throws -> Response {
        try await InviteMember(site.front).revoke(call.id("invitation"), for: call.tenant, by: call.member)
        return site.seeOther("/settings/team", said: "The invitation is taken back; its link opens nothing any more.")
    }

    private func removeFromPage(_ call: Call<Seat>) async throws -> Response {
        try await RemoveMember(site.front)(call.id("person"), from: call.tenant, by: call.member)
        return site.seeOther("/settings/team", said: "Removed. What they did stays in the books and in the audit log.")
    }

    static func role(_ text: String) throws -> Role {
        guard let role = Role(rawValue: text) else {
            throw Refusal.invalid("A role is one of \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return role
    }
}

extension Role {
    /// What it may do, in a few words.
    fileprivate var pageWords: String {
        switch self {
        case .owner: "Owner: everything"
        case .staff: "Staff: import, review, post, rules"
        case .accountant: "Accountant: reads and exports"
        }
    }
}
