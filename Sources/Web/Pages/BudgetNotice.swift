import Operations
import Storage

/// That rules and model file alone for now, told where it explains the figures.
enum BudgetNotice {
    static let templates: Set<String> = ["dashboard", "review", "import", "insights"]

    static func text(_ fallback: LLMFallbackStore.Record) -> String {
        let whose =
            fallback.cap == .tenant ? "The month's cap of $\(fallback.limit) is used up" : "The server's cap for all companies is used up"
        return
            "\(whose): $\(fallback.spent) was spent here. Rules and model file alone until \(Figures.month(fallback.month.next.rawValue)) begins or the cap is raised."
    }
}
