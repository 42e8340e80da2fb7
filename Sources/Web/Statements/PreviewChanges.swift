import Ingestion

/// What a person changed about the columns on the preview: only what differs from how the file is read by itself.
struct PreviewChanges: Sendable {
    private let values: [MappingChanges.Setting: String]

    private static let prefix = "c-"

    /// As the import page takes them: one on a line.
    init(_ typed: String?) {
        let pairs = (typed ?? "").split(whereSeparator: \.isNewline).compactMap { line -> (MappingChanges.Setting, String)? in
            let parts = line.split(separator: "=", maxSplits: 1).map { String($0.trimmingBlanks) }
            guard parts.count == 2, let setting = MappingChanges.Setting(rawValue: parts[0].lowercased()) else { return nil }
            return (setting, parts[1])
        }
        values = Dictionary(pairs) { _, last in last }
    }

    init(form: Values) {
        let pairs = MappingChanges.Setting.allCases.compactMap { setting in form.text(Self.name(of: setting)).map { (setting, $0) } }
        values = Dictionary(pairs) { first, _ in first }
    }

    subscript(setting: MappingChanges.Setting) -> String? { values[setting] }

    /// As an import takes them, in a fixed order.
    var texts: [String] {
        MappingChanges.Setting.allCases.compactMap { setting in values[setting].map { "\(setting.rawValue)=\($0)" } }
    }

    static func name(of setting: MappingChanges.Setting) -> String { prefix + setting.rawValue }

    /// The field that a fault is about.
    static func field(of fault: any Error) -> String {
        guard let fault = fault as? MappingError else { return name(of: .date) }
        switch fault {
        case .noSuchColumn(let setting, _, _), .wrongValue(let setting, _, _), .repeated(let setting): return name(of: setting)
        case .missing(let what): return MappingChanges.Setting(rawValue: what).map(name) ?? name(of: .date)
        case .contradiction: return name(of: .amount)
        case .signWithDirection: return name(of: .sign)
        case .notASetting: return name(of: .date)
        }
    }
}
