import Storage

/// Whether one more call may be paid for. Asked and answered in the transaction that reserves, so calls side by side cannot overspend.
struct LLMBudget {
    let books: Books
    let caps: LLMTier.Caps
    let now: Instant

    enum Verdict: Equatable {
        case granted
        /// Not before more lines have come in.
        case tooManyCalls
        case usedUp(LLMFallbackStore.Cap, limit: MicroDollars, spent: MicroDollars)
    }

    private var month: SpendingMonth { SpendingMonth(of: now) }

    /// What is spent and held already counts, so that not even the dearest reply to every call under way leads over a cap.
    func verdict(on amount: MicroDollars) throws -> Verdict {
        try books.llmSpend.lock(month)
        let own = try books.llmCalls.total(of: month)
        let held = try books.llmSpend.held(by: books.tenant, in: month, at: now)
        if own.spent + held + amount > caps.tenant { return .usedUp(.tenant, limit: caps.tenant, spent: own.spent) }
        let all = try books.llmSpend.spent(in: month)
        let allHeld = try books.llmSpend.held(in: month, at: now)
        if all + allHeld + amount > caps.global { return .usedUp(.global, limit: caps.global, spent: own.spent) }
        let lines = try books.llmCalls.linesImported(in: month)
        return (own.calls + 1) * 100 > lines * caps.callsPerHundredLines ? .tooManyCalls : .granted
    }

    /// From now on rules and model file alone. Said once for each cap in each month.
    func beginFallback(_ cap: LLMFallbackStore.Cap, limit: MicroDollars, spent: MicroDollars) throws {
        guard try books.llmFallbacks.begin(cap, limit: limit, spent: spent, in: month, at: now) else { return }
        let whose = cap == .tenant ? "these books" : "all books together"
        try books.audit.append(
            .init(
                actor: "machine", action: "llm.fallback_began", subject: "language model, \(month)",
                detail: "cap of $\(limit) for \(whose); these books spent $\(spent)"), at: now)
        try books.raise(.budgetFallback(spentMicroDollars: spent.rawValue), at: now)
    }

    /// Ends a fallback with its month, or with a higher cap.
    /// - Returns: whether one ended.
    func endFallbackIfOver() throws -> Bool {
        guard let current = try books.llmFallbacks.current() else { return false }
        let cap = current.cap == .tenant ? caps.tenant : caps.global
        guard current.month < month || cap > current.limit else { return false }
        try books.llmFallbacks.end(at: now)
        try books.audit.append(
            .init(
                actor: "machine", action: "llm.fallback_ended", subject: "language model, \(current.month)",
                detail: current.month < month ? "the month is over" : "the cap is $\(cap) now"), at: now)
        return true
    }
}
