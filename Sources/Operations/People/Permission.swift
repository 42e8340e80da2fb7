package import Storage

/// What someone may do in a tenant.
package enum Permission: String, CaseIterable, Sendable {
    case readBooks, readAudit, exportFiles
    case importStatements, fileLines, postEntries, manageRules, manageAccounts, sendToOtherBooks, makeTokens
    case closePeriods, changeSettings, manageTeam, manageBilling, manageNotifications, manageWebhooks, deleteBooks

    /// Whether it leaves everything as it is: what a token that only reads may do.
    package var isReading: Bool { [.readBooks, .readAudit, .exportFiles].contains(self) }

    /// Whether a program with a token that writes may do it. Who may come in is for people to say: a token that got out could otherwise make
    /// itself a successor, or its finder a member, that outlive its being revoked.
    package var isForPrograms: Bool { ![.makeTokens, .manageTeam, .deleteBooks].contains(self) }

    /// As it stands after “allow you to”.
    var words: String {
        switch self {
        case .readBooks: "read the books"
        case .readAudit: "read the audit log"
        case .exportFiles: "export the books"
        case .importStatements: "import statements"
        case .fileLines: "file statement lines"
        case .postEntries: "post entries"
        case .manageRules: "change rules"
        case .manageAccounts: "change the chart of accounts"
        case .sendToOtherBooks: "send entries to another program"
        case .makeTokens: "make API tokens"
        case .closePeriods: "close or open periods"
        case .changeSettings: "change settings"
        case .manageTeam: "change the team"
        case .manageBilling: "change the subscription"
        case .manageNotifications: "change notifications"
        case .manageWebhooks: "change webhooks"
        case .deleteBooks: "delete the books"
        }
    }
}

extension Role {
    package func may(_ permission: Permission) -> Bool {
        switch permission {
        case .readBooks, .readAudit, .exportFiles: true
        case .importStatements, .fileLines, .postEntries, .manageRules, .manageAccounts, .sendToOtherBooks, .makeTokens: self != .accountant
        case .closePeriods, .changeSettings, .manageTeam, .manageBilling, .manageNotifications, .manageWebhooks, .deleteBooks:
            self == .owner
        }
    }
}
