import Bookkeeping
import Operations
import Storage

extension Call<Seat> {
    /// How many lines wait in a company of the person's.
    func waitingCount(in tenant: TenantID) async throws -> Int {
        try await office.database.read(for: tenant) { books in try books.lines.waitingCount() }
    }

    /// The companies that were open last, with their queues; at most five, for the switcher.
    func recentCompanies(_ signedIn: SignedIn) async throws -> [Frame.Company] {
        let recent = RecentCompanies(cookie(CookieNames.recent)).ids
        let others = signedIn.memberships.filter { $0.tenant != tenant }
        let order = Dictionary(recent.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        let sorted = others.enumerated().sorted {
            (order[$0.element.tenant] ?? .max, $0.offset) < (order[$1.element.tenant] ?? .max, $1.offset)
        }
        var companies: [Frame.Company] = []
        for (_, membership) in sorted.prefix(RecentCompanies.most) {
            let waiting = try await waitingCount(in: membership.tenant)
            companies.append(
                .init(
                    id: "\(membership.tenant)", name: membership.tenantName,
                    waiting: waiting == 0 ? "up to date" : "\(waiting.grouped) to review"))
        }
        return companies
    }
}

/// Which companies somebody had open in this browser, the last one first.
struct RecentCompanies {
    static let most = 5

    let ids: [TenantID]

    init(_ text: String?) { ids = (text ?? "").split(separator: ".").prefix(Self.most + 1).compactMap { TenantID(text: String($0)) } }

    /// As the cookie has it, after `id` was opened.
    func opening(_ id: TenantID) -> String {
        ([id] + ids.filter { $0 != id }).prefix(Self.most + 1).map { "\($0)" }.joined(separator: ".")
    }
}

extension Int {
    /// `12,345`.
    var grouped: String {
        let digits = String(magnitude)
        let groups = stride(from: digits.count, to: 0, by: -3).map { end in
            let last = digits.index(digits.startIndex, offsetBy: end)
            return String(digits[(digits.index(last, offsetBy: -3, limitedBy: digits.startIndex) ?? digits.startIndex)..<last])
        }
        return (self < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
    }
}
