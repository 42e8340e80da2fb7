import ArgumentParser

/// Every command below names itself (`commandName`): to make a name of a type's, the parser asks the runtime what the type conforms to, which
/// for some forty of them took a quarter of the start.
struct Bookkeeper: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bookkeeper",
        abstract: "A bank statement goes in; balanced, explained double-entry books come out.",
        discussion: """
            Begin with a statement: bookkeeper import FILE
            See what waits for you: bookkeeper review
            Read the books:         bookkeeper report trial-balance
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Statements",
                subcommands: [
                    ImportCommand.self, ImportJournalCommand.self, InspectCommand.self, ImportsCommand.self, UndoCommand.self,
                    DuplicatesCommand.self,
                    ColumnsCommand.self, ReviewCommand.self, DecideCommand.self, ExplainCommand.self,
                    RuleCommand.self, VendorCommand.self,
                ]),
            CommandGroup(
                name: "Books",
                subcommands: [
                    ReportCommand.self, ExportCommand.self, EntryCommand.self, ReconcileCommand.self, CertificateCommand.self,
                    CloseCommand.self, ReopenCommand.self, AccountCommand.self,
                ]),
            CommandGroup(name: "Companies", subcommands: [TenantCommand.self, SettingsCommand.self, UserCommand.self]),
            CommandGroup(
                name: "Running it",
                subcommands: [
                    ServeCommand.self, WorkCommand.self, OpenAPICommand.self, MigrateCommand.self, VerifyCommand.self, BackupCommand.self,
                    RestoreCommand.self, EvaluateCommand.self,
                    DemoCommand.self,
                ]),
        ])
}
