/// What a page says above its content besides its title: where it is, what can be done with all of it, which scripts it brings.
struct PageHead: Sendable {
    /// From the top down; left out on the first level.
    let crumbs: [Crumb]
    let pills: [Pill]
    let actions: [Action]
    /// Forms and reports are easier to read in 62 rem.
    let isNarrow: Bool
    /// File names among the assets, beside those that every page has.
    let scripts: [String]
    /// The first line on paper: what, which period, as of when. The company's name goes before it.
    let printed: String?
    // The template asks for these, and cannot count.
    let hasCrumbs: Bool
    let hasActions: Bool

    init(
        crumbs: [Crumb] = [], pills: [Pill] = [], actions: [Action] = [], isNarrow: Bool = false, scripts: [String] = [],
        printed: String? = nil
    ) {
        (self.crumbs, self.pills, self.actions) = (crumbs, pills, actions)
        (self.isNarrow, self.scripts, self.printed) = (isNarrow, scripts, printed)
        (hasCrumbs, hasActions) = (!crumbs.isEmpty, !actions.isEmpty)
    }

    struct Crumb: Sendable {
        let title: String
        let address: String

        init(_ title: String, _ address: String) { (self.title, self.address) = (title, address) }
    }

    /// A state in a word.
    struct Pill: Sendable {
        let text: String
        /// `ok`, `warn`, `bad` or nil.
        let style: String?
        let icon: String?

        init(_ text: String, style: String? = nil, icon: String? = nil) { (self.text, self.style, self.icon) = (text, style, icon) }
    }

    /// A link that looks like a button. Without an address it prints the page, which takes a script: it is hidden until that is there.
    struct Action: Sendable {
        let title: String
        let icon: String?
        let address: String?
        /// `main` for the one main action.
        let style: String?
        let isDownload: Bool

        static func link(_ title: String, _ address: String, icon: String? = nil, style: String? = nil) -> Action {
            Action(title: title, icon: icon, address: address, style: style, isDownload: false)
        }

        static func download(_ title: String, _ address: String) -> Action {
            Action(title: title, icon: "down", address: address, style: nil, isDownload: true)
        }

        static let print = Action(title: "Print", icon: "print", address: nil, style: nil, isDownload: false)
    }

    func printed(for company: String) -> PageHead {
        PageHead(
            crumbs: crumbs, pills: pills, actions: actions, isNarrow: isNarrow, scripts: scripts,
            printed: printed.map { "\(company). \($0)" })
    }
}
