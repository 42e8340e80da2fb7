import Bookkeeping
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Operations
import Storage

/// What a handler works with. `Party` says who calls: a handler that needs somebody's books does not compile without them.
struct Call<Party: Sendable>: Sendable {
    let arrival: Arrival
    let party: Party
    let caller: Caller
    /// Writes audit rows that say where the call came from.
    let office: Office

    var request: Request { arrival.request }
    var query: Values { arrival.query }

    /// The part of the path that the route calls `name`.
    func parameter(_ name: String) -> String { arrival.context.parameters.get(name) ?? "" }

    /// The id in the path; what is no number is nothing that could be here.
    func id<Of>(_ what: String, _ name: String = "id") throws -> ID<Of> {
        guard let id = ID<Of>(text: parameter(name)) else { throw Refusal.notFound(what) }
        return id
    }

    /// What was sent as JSON.
    func json<Value: Decodable>(_ type: Value.Type) throws -> Value { try JSONBody.decode(type, from: arrival.payload.bytes) }

    /// What was typed into the page's form.
    var form: Values { arrival.payload.form }
}

/// Nobody in particular.
struct Anyone: Sendable {
    let visitor: Visitor
}

/// Somebody who is signed in.
struct Person: Sendable {
    let signedIn: SignedIn

    var user: User { signedIn.user }
}

/// A place at one tenant's books: whose they are, who sits there and with which role.
struct Seat: Sendable {
    let tenant: TenantID
    let tenantName: String
    let role: Role
    /// For the audit log.
    let actor: String
    let user: User
    let holder: Holder

    enum Holder: Sendable {
        case session(SignedIn)
        case token(TokenAccess)
    }

    func may(_ permission: Permission) -> Bool {
        switch holder {
        case .session: role.may(permission)
        case .token(let access): access.may(permission)
        }
    }

    /// The person's companies, for the switcher; a token knows its own alone.
    var signedIn: SignedIn? {
        if case .session(let signedIn) = holder { signedIn } else { nil }
    }
}

extension Call<Seat> {
    var tenant: TenantID { party.tenant }
    var actor: String { party.actor }

    /// As the people's operations want to know who acts.
    var member: Member { Member(user: party.user.id, email: party.user.email, caller: caller) }
}
