import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// The chart of accounts.
struct AccountRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/accounts", may: .readBooks, .none,
                .reads("The chart of accounts in order of code", .listing(AccountItem.schema)), use: list),
            .member(
                .post, "/api/accounts", may: .manageAccounts, .json(limit: 4 << 10),
                .changes(
                    "Add an account", .object(["code": .text, "name": .text, "kind": AccountItem.kind]), AccountItem.schema,
                    status: .created),
                use: create),
            .member(.get, "/accounts", may: .readBooks, use: AccountPages(site: site).page),
            .member(
                .post, "/accounts", may: .manageAccounts, .form(), page: AccountPages(site: site).page, use: AccountPages(site: site).create
            ),
        ]
    }

    private func list(_ call: Call<Seat>) async throws -> Response {
        let accounts = try await call.accounts()
        return try .json(Listing(accounts, limit: accounts.count, cursor: { Cursor($0.id.rawValue) }, item: AccountItem.init))
    }

    private struct Body: Decodable {
        let code: String
        let name: String
        let kind: String
    }

    private func create(_ call: Call<Seat>) async throws -> Response {
        let body = try call.json(Body.self)
        guard let kind = Account.Kind(rawValue: body.kind) else {
            throw Refusal.invalid("kind is one of \(Account.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let account = try await AddAccount(call.office)(for: call.tenant, code: body.code, name: body.name, kind: kind, by: call.actor)
        return try .json(AccountItem(account), status: .created)
    }

}

extension Account.Kind {
    /// `other current asset`.
    var words: String { rawValue.replacing("_", with: " ") }
}

struct AccountItem: Encodable {
    let id: Int64
    let code: String
    let name: String
    let kind: String
    let type: String

    static let kind = Schema.choice(Account.Kind.allCases.map(\.rawValue))
    static let schema = Schema.object(["id": .id, "code": .text, "name": .text, "kind": kind, "type": .text])

    init(_ account: Account) {
        (id, code, name) = (account.id.rawValue, account.code, account.name)
        (kind, type) = (account.kind.rawValue, account.type.rawValue)
    }
}

/// How a request names an account: by id as a number, by code as text.
enum AccountReference: Decodable, Hashable, Sendable {
    case id(AccountID)
    case code(String)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            self = .id(AccountID(number))
        } else {
            self = .code(try container.decode(String.self))
        }
    }

    /// - Throws: `OperationError.noSuchAccount`
    func account(among accounts: [Account]) throws -> Account {
        let found =
            switch self {
            case .id(let id): accounts.first { $0.id == id }
            case .code(let code):
                accounts.first { $0.code == code } ?? AccountID(text: code).flatMap { id in accounts.first { $0.id == id } }
            }
        guard let found else {
            throw Refusal.invalid("There is no account \(self) in these books. GET /api/accounts lists them.", code: "no_such_account")
        }
        return found
    }
}

extension AccountReference: CustomStringConvertible {
    var description: String {
        switch self {
        case .id(let id): "\(id)"
        case .code(let code): "“\(code.prefix(40))”"
        }
    }
}

extension Call<Seat> {
    func accounts() async throws -> [Account] { try await office.database.read(for: tenant) { books in try books.accounts.all() } }

    func account(_ text: String) async throws -> Account { try AccountReference.code(text).account(among: try await accounts()) }
}
