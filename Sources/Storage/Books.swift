package import Bookkeeping

/// One tenant's books within one transaction: every store reached from here puts the tenant first, so no query can forget it.
package struct Books {
    let db: any Connection
    package let tenant: TenantID

    /// For rows that are made outside the transaction's thread.
    package var readying: Readying? { db.readying }
    package var accounts: AccountStore { AccountStore(db: db, tenant: tenant) }
    package var entries: EntryStore { EntryStore(db: db, tenant: tenant) }
    package var keptAside: KeptAsideStore { KeptAsideStore(db: db, tenant: tenant) }
    package var totals: TotalStore { TotalStore(db: db, tenant: tenant) }
    package var imports: ImportStore { ImportStore(db: db, tenant: tenant) }
    package var lines: LineStore { LineStore(db: db, tenant: tenant) }
    package var lineTotals: LineTotalStore { LineTotalStore(db: db, tenant: tenant) }
    package var queue: QueueStore { QueueStore(db: db, tenant: tenant) }
    package var duplicates: DuplicateStore { DuplicateStore(db: db, tenant: tenant) }
    package var mappings: MappingStore { MappingStore(db: db, tenant: tenant) }
    package var decisions: DecisionStore { DecisionStore(db: db, tenant: tenant) }
    package var rules: RuleStore { RuleStore(db: db, tenant: tenant) }
    package var suggestions: SuggestionStore { SuggestionStore(db: db, tenant: tenant) }
    package var vendors: VendorStore { VendorStore(db: db, tenant: tenant) }
    package var categorizer: CategorizerStore { CategorizerStore(db: db, tenant: tenant) }
    package var llmCalls: LLMCallStore { LLMCallStore(db: db, tenant: tenant) }
    package var llmAnswers: LLMAnswerStore { LLMAnswerStore(db: db, tenant: tenant) }
    package var llmFallbacks: LLMFallbackStore { LLMFallbackStore(db: db, tenant: tenant) }
    package var metrics: MetricStore { MetricStore(db: db, tenant: tenant) }
    package var auditSample: AuditSampleStore { AuditSampleStore(db: db, tenant: tenant) }
    /// What all tenants spend together.
    package var llmSpend: LLMSpendStore { LLMSpendStore(db: db) }
    package var closings: ClosingStore { ClosingStore(db: db, tenant: tenant) }
    package var settings: SettingsStore { SettingsStore(db: db, tenant: tenant) }
    package var audit: AuditStore { AuditStore(db: db, tenant: tenant) }
    package var members: MemberStore { MemberStore(db: db, tenant: tenant) }
    package var invitations: InvitationStore { InvitationStore(db: db, tenant: tenant) }
    package var apiTokens: APITokenStore { APITokenStore(db: db, tenant: tenant) }
    package var answeredRequests: AnsweredRequestStore { AnsweredRequestStore(db: db, tenant: tenant) }
    package var transfers: TransferStore { TransferStore(db: db, tenant: tenant) }
    package var certificates: CertificateStore { CertificateStore(db: db, tenant: tenant) }
    package var attachments: AttachmentStore { AttachmentStore(db: db, tenant: tenant) }
    package var webhooks: WebhookStore { WebhookStore(db: db, tenant: tenant) }
    package var quickBooks: QuickBooksConnectionStore { QuickBooksConnectionStore(db: db, tenant: tenant) }
    package var quickBooksChart: QuickBooksChartStore { QuickBooksChartStore(db: db, tenant: tenant) }
    package var quickBooksRuns: QuickBooksRunStore { QuickBooksRunStore(db: db, tenant: tenant) }
    package var alerts: AlertStore { AlertStore(db: db, tenant: tenant) }
    package var notifications: NotificationSettingsStore { NotificationSettingsStore(db: db, tenant: tenant) }
    package var notificationLog: NotificationLogStore { NotificationLogStore(db: db, tenant: tenant) }
    package var channels: ChannelStore { ChannelStore(db: db, tenant: tenant) }
    package var check: BooksCheck { BooksCheck(db: db, tenant: tenant) }

    package func quickBooksExports(_ realm: RealmID) -> QuickBooksExportStore {
        QuickBooksExportStore(db: db, tenant: tenant, realm: realm)
    }
}

extension Database {
    /// Reads one tenant's books as they stand at one moment.
    package func read<Value: Sendable>(
        for tenant: TenantID, _ body: @escaping @Sendable (Books) throws -> Value
    ) async throws -> Value {
        try await read(.tenant(tenant)) { db in try body(Books(db: db, tenant: tenant)) }
    }

    /// Changes one tenant's books: all that `body` does, or nothing of it.
    package func write<Value: Sendable>(
        for tenant: TenantID, _ body: @escaping @Sendable (Books) throws -> Value
    ) async throws -> Value {
        try await write(.tenant(tenant)) { db in try body(Books(db: db, tenant: tenant)) }
    }

    /// The same for a change that is short, with a commit that others may share.
    package func writeTogether<Value: Sendable>(
        for tenant: TenantID, _ body: @escaping @Sendable (Books) throws -> Value
    ) async throws -> Value {
        try await writeTogether(.tenant(tenant)) { db in try body(Books(db: db, tenant: tenant)) }
    }
}
