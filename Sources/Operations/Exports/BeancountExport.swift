package import Bookkeeping

/// The journal in the syntax of beancount 2 and 3 (`beancount_language_syntax`, as of version 2.3.5).
///
/// An account is opened on the day of its first entry. Its name there begins with its code, `Assets:1000-Checking`, and keeps
/// the letters that beancount takes; what the tenant calls it stays whole in the metadata.
package struct BeancountExport: JournalExport {
    package let preamble: String
    private let labels: [AccountID: String]
    private var accounts: ExportedAccounts

    /// - Parameter title: whose books these are.
    package init(accounts: [Account], title: String) {
        preamble = "option \"title\" \(title.beancountString)\n"
        labels = Dictionary(accounts.map { ($0.id, $0.label) }, uniquingKeysWith: { first, _ in first })
        // The lexer of version 2.3.5 takes a year that begins with 17, 18, 19 or 20.
        self.accounts = ExportedAccounts(accounts, years: 1700...2099, separator: "-") { $0.label.beancountComponent }
    }

    package mutating func text(for posted: PostedEntry) throws(ExportError) -> String {
        var text = ""
        for (account, name) in try accounts.declare(for: posted) {
            text += "\n\(posted.entry.date) open \(name)\n  label: \((labels[account] ?? name).beancountString)\n"
        }
        text += "\n\(posted.entry.date) * \(posted.entry.narration.beancountString)\n"
        text += "  entry: \"\(posted.number)\"\n  id: \"\(posted.id)\"\n  source: \"\(posted.source.rawValue)\"\n"
        if let reversed = posted.reverses { text += "  reverses: \"\(reversed)\"\n" }
        for posting in posted.entry.postings {
            text += "  \(try accounts.name(of: posting.account, in: posted))  \(posting.signedText)\n"
        }
        return text
    }
}

extension String {
    /// In quotes, on one line, with quotes and backslashes escaped.
    fileprivate var beancountString: String {
        "\"" + onOneLine.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// One part of an account name: letters, digits and hyphens, of which the first is a capital or a digit.
    fileprivate var beancountComponent: String {
        let words = unicodeScalars.lazy.filter { !$0.isMark }
            .split { !$0.isBeancountLetter }
        let name = words.map { String(String.UnicodeScalarView($0)) }.joined(separator: "-")
        guard let first = name.utf8.first else { return "X" }
        return first.isCapitalOrDigit ? name : "X" + name
    }
}

extension UInt8 {
    /// Of ASCII. Beancount takes other capitals too, but its table of them is older than its table of letters.
    fileprivate var isCapitalOrDigit: Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}

extension Unicode.Scalar {
    /// An accent or vowel sign of its own; without it the letter stays readable.
    fileprivate var isMark: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// Latin, Greek, Cyrillic and digits. Version 2 looks letters up in a table of its own (`beancount/utils/regexp_utils.py`)
    /// that is whole up to U+0523, but for U+037F, and lacks most of the Chinese and Korean ones.
    fileprivate var isBeancountLetter: Bool {
        guard value <= 0x0523, value != 0x037F else { return false }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: return true
        default: return false
        }
    }
}
