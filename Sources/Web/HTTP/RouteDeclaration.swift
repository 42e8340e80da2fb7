import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// How features declare their routes: the closure's argument says who may call, so the two cannot disagree. A form's route names the page that
/// the form stands on, which is where it comes back to when it is refused.
struct RouteDeclaration: Sendable {
    let route: @Sendable (Site) -> Route

    /// Open to everyone.
    static func open(
        _ method: HTTPRequest.Method, _ path: String, _ body: BodyRule = .none, proof: Route.Proof = .token,
        _ operation: APIOperation? = nil, page: (@Sendable (Call<Anyone>) async throws -> Response)? = nil,
        use handler: @escaping @Sendable (Call<Anyone>) async throws -> Response
    ) -> RouteDeclaration {
        RouteDeclaration { site in
            Route(method: method, path: path, access: .everyone, proof: proof, body: body, operation: operation) { arrival in
                try await site.call(arrival, Anyone(visitor: arrival.visitor)).answer(on: page, by: handler)
            }
        }
    }

    /// For whoever is signed in, in whatever company.
    static func person(
        _ method: HTTPRequest.Method, _ path: String, _ body: BodyRule = .none, _ operation: APIOperation? = nil,
        page: (@Sendable (Call<Seat>) async throws -> Response)? = nil,
        use handler: @escaping @Sendable (Call<Person>) async throws -> Response
    ) -> RouteDeclaration {
        RouteDeclaration { site in
            Route(method: method, path: path, access: .person, proof: .token, body: body, operation: operation) { arrival in
                // Pages stand in a company, whoever their form is about.
                let onPage = page.map { page in
                    { @Sendable (call: Call<Person>) in
                        try await page(site.call(call.arrival, site.seat(call.arrival, for: .readBooks)))
                    }
                }
                return try await site.call(arrival, site.person(arrival)).answer(on: onPage, by: handler)
            }
        }
    }

    /// For members of a company whose role allows it, and for tokens that were made for it.
    static func member(
        _ method: HTTPRequest.Method, _ path: String, may permission: Permission, _ body: BodyRule = .none,
        _ operation: APIOperation? = nil, page: (@Sendable (Call<Seat>) async throws -> Response)? = nil,
        use handler: @escaping @Sendable (Call<Seat>) async throws -> Response
    ) -> RouteDeclaration {
        RouteDeclaration { site in
            Route(method: method, path: path, access: .member(permission), proof: .token, body: body, operation: operation) { arrival in
                let call = site.call(arrival, try site.seat(arrival, for: permission))
                guard method == .post, path.hasPrefix("/api/") else { return try await call.answer(on: page, by: handler) }
                return try await site.once(call) { try await call.answer(on: page, by: handler) }
            }
        }
    }
}

extension Site {
    func call<Party>(_ arrival: Arrival, _ party: Party) -> Call<Party> {
        let caller = caller(of: arrival.request, arrival.context)
        return Call(arrival: arrival, party: party, caller: caller, office: office.from(caller))
    }

    func person(_ arrival: Arrival) throws -> Person {
        switch arrival.visitor {
        case .session(let signedIn): return Person(signedIn: signedIn)
        case .token: throw Refusal.forbidden("An API token belongs to a company's books. This needs a person who is signed in.")
        case .nobody: throw Refusal.notSignedIn
        }
    }

    /// The company that a request is about: the one it names, else the one that is open, else the person's first.
    func seat(_ arrival: Arrival, for permission: Permission) throws -> Seat {
        let named = try named(arrival)
        let seat: Seat
        switch arrival.visitor {
        case .nobody: throw Refusal.notSignedIn
        case .token(let access):
            let others = [named, try arrival.payload.form.text("tenant_id").map(Self.tenant)].compactMap(\.self)
            guard others.allSatisfy({ $0 == access.tenant }) else { throw Refusal.notFound("company") }
            seat = Seat(
                tenant: access.tenant, tenantName: "", role: access.role, actor: access.actor, user: access.user, holder: .token(access))
        case .session(let signedIn):
            let membership = try membership(of: signedIn, named: named, arrival)
            seat = Seat(
                tenant: membership.tenant, tenantName: membership.tenantName, role: membership.role, actor: signedIn.user.email,
                user: signedIn.user, holder: .session(signedIn))
        }
        guard seat.may(permission) else {
            // The role would do; the token was made for less.
            if seat.signedIn == nil, seat.role.may(permission) {
                throw Refusal.forbidden(
                    permission.isForPrograms
                        ? "This API token does not reach that far. One that reads and writes is made under Security."
                        : "This API token does not reach that far. Who may come in is for people to say: sign in to do it."
                )
            }
            throw PeopleError.forbidden(permission)
        }
        return seat
    }

    /// The company that the address or the JSON names; both may, and then it is one.
    private func named(_ arrival: Arrival) throws -> TenantID? {
        let addressed = arrival.query.all("tenant_id").filter { $0.contains { !$0.isWhitespace } }
        let ids = try (addressed + [arrival.payload.namedTenant].compactMap(\.self)).map(Self.tenant)
        guard ids.allSatisfy({ $0 == ids.first }) else {
            throw Refusal.invalid("The request names two companies. Name the one that it is about.")
        }
        return ids.first
    }

    private static func tenant(_ text: String) throws -> TenantID {
        guard let id = TenantID(text: text) else { throw Refusal.notFound("company") }
        return id
    }

    private func membership(of signedIn: SignedIn, named: TenantID?, _ arrival: Arrival) throws -> Membership {
        let membership: Membership
        if let named {
            guard let found = signedIn.membership(in: named) else { throw Refusal.notFound("company") }
            membership = found
        } else {
            let open = arrival.request.cookies[CookieNames.tenant].flatMap { TenantID(text: $0.value) }
            guard let found = open.flatMap(signedIn.membership) ?? signedIn.memberships.first else {
                throw Refusal.notFound("company that you belong to")
            }
            membership = found
        }
        // A page's form writes to the books it was rendered for, or not at all: another tab may have opened another company since.
        if let rendered = arrival.payload.form["tenant_id"], rendered != "\(membership.tenant)" {
            let name = TenantID(text: rendered).flatMap(signedIn.membership)?.tenantName
            guard let name else { throw Refusal.notFound("company") }
            throw Refusal.otherTenant(named: name)
        }
        return membership
    }
}
