/// What a tenant pays for.
package enum Plan: Hashable, Sendable, SQLConvertible, RawRepresentable {
    case starter, pro, firm
    /// A price that this service does not sell, or no longer: the provider's own word for it.
    case other(String)

    package static let sold: [Plan] = [.starter, .pro, .firm]

    package init(rawValue: String) {
        self =
            switch rawValue {
            case "starter": .starter
            case "pro": .pro
            case "firm": .firm
            default: .other(rawValue)
            }
    }

    package var rawValue: String {
        switch self {
        case .starter: "starter"
        case .pro: "pro"
        case .firm: "firm"
        case .other(let word): word
        }
    }

    package var title: String {
        switch self {
        case .starter: "Starter"
        case .pro: "Pro"
        case .firm: "Firm"
        case .other: "Other"
        }
    }

    /// In US cents; nil where the provider alone knows.
    package var centsPerMonth: Int64? {
        switch self {
        case .starter: 4_900
        case .pro: 14_900
        case .firm: 49_900
        case .other: nil
        }
    }

    /// Statement lines that may come in within a calendar month; nil without a limit.
    package var linesPerMonth: Int? {
        switch self {
        case .starter: 1_000
        case .pro: 10_000
        case .firm, .other: nil
        }
    }

    /// Whether one subscription covers all companies of its Owner.
    package var coversSeveralTenants: Bool { self == .firm }
}
