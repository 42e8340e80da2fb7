import Bookkeeping

/// What may be wrong with a company's archive.
package enum ArchiveError: ExplainedError, Equatable {
    case tooLarge
    case unwritable(String)
    case noManifest
    case otherFormat(String)
    case otherSchema(found: String, needed: String)
    case missing(String)
    case changed(String)
    case wrongRow(file: String, row: Int)
    case unlike(String)

    package var userText: String {
        switch self {
        case .tooLarge: "The company is too large for one archive (4 GiB, 65,535 files). Use bookkeeper backup, which has no such limit."
        case .unwritable(let reason): "The archive cannot be written: \(reason)."
        case .noManifest: "The file is no archive of a company: it has no manifest.json. Name one that bookkeeper tenant export wrote."
        case .otherFormat(let format): "The archive is of the format “\(format)”, which this program does not know. Use a newer program."
        case .otherSchema(let found, let needed):
            "The archive stands at \(found) and this program at \(needed). Read it with the program that wrote it, migrate, and export again."
        case .missing(let name): "\(name) is named in the manifest and not in the archive. Export it again."
        case .changed(let name): "\(name) was changed after the archive was written: its hash is another. Nothing was imported."
        case .wrongRow(let file, let row): "Row \(row) of \(file) is not as the format wants it. Nothing was imported."
        case .unlike(let account): "\(account) has another balance after the import than the manifest says. Nothing was imported."
        }
    }
}
