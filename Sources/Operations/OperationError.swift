package import Bookkeeping
import Categorization
import Ingestion
package import Storage

/// What an operation refuses, in the words of the books.
package enum OperationError: ExplainedError, Equatable {
    case noSuchAccount(String)
    case noSuchTenant(String)
    case noSuchLine(LineID)
    case noSuchEntry(String)
    case noSuchImport(String)
    case noSuchDuplicate(String)
    case duplicateDecided(String)
    case importedWithOtherColumns(file: String, ImportID?)
    case tooManyBankAccounts(Int)
    case noSuchTemplate(String)
    case noSuchRule(String)
    case noSuchRuleVersion(String, Int, newest: Int)
    case ruleVersionRemoved(String, Int)
    case ruleSwitchedOff(String)
    case noSuchSuggestion(String)
    case noSuchVendor(String)
    case ambiguousVendor(String, keys: [String])
    case sameVendor(String)
    case vendorNameTaken(String)
    case vendorNotMerged(String)
    case nothingToUndo
    case vendorChangedLater(String)
    case accountTakesNoStatements(String)
    case ownAccount(String)
    case lineUndone(LineID)
    case nothingProposed(LineID)
    case splitOfOne
    case emptyShare
    case wrongSplit(sum: Money, of: Money)
    case noTransferAccount(String)
    case noSuchDecision
    case decisionUndone
    case decidedAgain
    case importUndone(String)
    case alreadyReversed(EntryNumber)
    case reversalStays(EntryNumber)
    case reversalBeforeEntry(EntryNumber, CalendarDate)
    case unfitName(String)
    case emptyBackup
    case wrongLabelFile(row: Int, reason: String)
    case wrongChartFile(row: Int, reason: String)
    case databaseNotEmpty
    /// Somebody changed the thing since the caller read it.
    case stale(String)
    case backupExists(String)
    case errorBudgetOutOfRange

    package var userText: String {
        switch self {
        case .errorBudgetOutOfRange: "The error budget is a percentage from 0.5 to 10. Two is usual."
        case .noSuchAccount(let text): "There is no account \(text) in these books. List them with: bookkeeper account list"
        case .noSuchTenant(let text): "There is no company \(text) in this database. List them with: bookkeeper tenant list"
        case .noSuchLine(let id): "There is no line \(id) in these books. List the waiting ones with: bookkeeper review"
        case .noSuchEntry(let text): "There is no entry \(text) in these books. Check its number."
        case .noSuchImport(let text): "There is no import \(text) in these books. List them with: bookkeeper imports"
        case .noSuchDuplicate(let text): "There is no duplicate \(text) in these books. List them with: bookkeeper duplicates"
        case .duplicateDecided(let text): "Duplicate \(text) was decided before, or its import was undone. Nothing is left to decide."
        case .importedWithOtherColumns(let file, let id):
            "\(file) is in the books, read by other columns. Undo that import first: bookkeeper undo \(id.map(\.description) ?? "")"
        case .tooManyBankAccounts(let limit):
            "The file has more than \(limit) bank accounts that these books do not know. Import them one by one, each with --account."
        case .noSuchRule(let name): "There is no rule called “\(name)”. List them with: bookkeeper rule list"
        case .noSuchRuleVersion(let name, let version, let newest):
            "The rule “\(name)” has no version \(version); it has 1 to \(newest). See them with: bookkeeper rule history"
        case .ruleVersionRemoved(let name, let version):
            "Version \(version) of the rule “\(name)” is its removal. Choose one before it."
        case .ruleSwitchedOff(let name): "The rule “\(name)” is switched off. Switch it on with: bookkeeper rule change --enable"
        case .noSuchSuggestion(let number):
            "There is no suggestion \(number) now. List them with: bookkeeper rule suggestions"
        case .noSuchVendor(let name): "There is no vendor “\(name)” in these books. List them with: bookkeeper vendor list"
        case .ambiguousVendor(let name, let keys):
            "\(keys.count) vendors are called “\(name)”. Say which by its key: \(keys.joined(separator: ", "))."
        case .sameVendor(let name): "“\(name)” is that vendor already. Name two different ones."
        case .vendorNameTaken(let name): "Another vendor is called “\(name)”. Merge the two, or choose another name."
        case .vendorNotMerged(let name): "“\(name)” was not merged into another vendor, so there is nothing to split off."
        case .nothingToUndo: "No change of vendors is left to undo."
        case .vendorChangedLater(let name): "“\(name)” was changed again later. Undo the later change first."
        case .noSuchTemplate(let text):
            "There is no chart of accounts \(text). Choose one of \(ChartTemplate.all.map(\.identifier).joined(separator: ", "))."
        case .accountTakesNoStatements(let label):
            "\(label) is neither a bank, a cash nor a card account. Choose one that is, or add it to the chart."
        case .ownAccount(let label): "The line is on \(label) itself. Choose the account on the other side."
        case .lineUndone(let id): "The import of line \(id) was undone. Import the file again first."
        case .nothingProposed: "Nothing is suggested for this line. Choose an account for it."
        case .splitOfOne: "A split needs at least two parts. Add one, or file the line to a single account."
        case .emptyShare: "A part of the split is zero. Give it an amount or take it away."
        case .wrongSplit(let sum, let whole):
            "The parts add up to \(sum), and the line is \(whole). Change a part, so that nothing is left."
        case .noTransferAccount(let label): "\(label) is no account that money is moved to. Choose a bank, card or equity account."
        case .noSuchDecision: "There is no such answer in these books."
        case .decisionUndone: "This answer was taken back before. Nothing is left to undo."
        case .decidedAgain: "The line was answered again since. Undo the later answer first."
        case .importUndone(let text): "Import \(text) was undone before. Nothing is left to undo."
        case .alreadyReversed(let number): "Entry \(number) was reversed before. An entry is reversed once."
        case .reversalStays(let number): "Entry \(number) is a reversal itself. Post the right entry instead, or answer its line again."
        case .reversalBeforeEntry(let number, let date):
            "Entry \(number) is of \(date), and cannot be cancelled before. Choose that day or a later one."
        case .unfitName(let name): "“\(name)” cannot be a name or code: it is empty, too long, or holds line breaks. Choose another one."
        case .emptyBackup: "The file holds no books, so there is nothing to restore. Name a file that bookkeeper backup wrote."
        case .wrongLabelFile(let row, let reason): "Row \(row) of the file \(reason). It needs the header date,description,amount,account."
        case .wrongChartFile(let row, let reason): "Row \(row) of the chart of accounts \(reason). Correct it and run it again."
        case .stale(let what): "Somebody changed the \(what) in the meantime. Read again what stands there now, then repeat your change."
        case .databaseNotEmpty: "The database holds books already. Restore into an empty one: name a new file with --database."
        case .backupExists(let path): "\(path) is there already. Name a new file, so that no backup is overwritten."
        }
    }
}

extension IngestionError: ExplainedError {}
extension ExportError: ExplainedError {}
extension RuleError: ExplainedError {}
extension AutoPostPolicyError: ExplainedError {}
extension MappingError: ExplainedError {}
