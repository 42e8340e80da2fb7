import Operations
import Storage

/// The company's people by the addresses under which the books note them: as they call themselves, else by the address. Whoever has left is
/// called by the address.
struct PeopleNames: Sendable {
    private let names: [String: String]

    init(_ members: [MemberStore.Record]) {
        let named = members.filter { !$0.user.name.isEmpty }
        names = Dictionary(named.map { ($0.user.email, $0.user.name) }) { first, _ in first }
    }

    subscript(address: String) -> String { names[address] ?? address }

    /// What a name leaves out, for who rests on it.
    func address(behind address: String) -> String? { names[address] == nil ? nil : address }
}

extension Call<Seat> {
    func peopleNames() async throws -> PeopleNames {
        PeopleNames(try await office.database.read(for: tenant) { books in try books.members.all() })
    }
}
