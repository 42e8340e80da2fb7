import Bookkeeping
import Operations
import Storage

/// Where somebody is in the queue: in the page's address, and hidden in its forms, so that every answer leads back there.
struct ReviewPlace: Sendable {
    /// Lines that wait for this reason alone.
    var held: String?
    /// After which group the page begins.
    var cursor: QueueStore.Position?
    /// The group that shows all its lines.
    var open: QueueStore.Position?
    var line: LineID?
    /// So many days apart the other side of a transfer is looked for, where somebody looks further than is done without being asked.
    var within: Int?
    /// What was just answered, or taken back.
    var did: DecisionID?
    var undid: DecisionID?
    /// A rule that was just made, and how many lines it filed.
    var rule: String?
    var filed: Int?

    init(_ values: Values) {
        held = values.text("held").flatMap { HoldWords.isKnown($0) ? $0 : nil }
        cursor = values.text("cursor").flatMap(Self.position)
        open = values.text("open").flatMap(Group.init(key:)).map {
            QueueStore.Position(lines: 0, minorUnits: 0, vendor: $0.vendor, currency: $0.currency)
        }
        line = values.text("line").flatMap { LineID(text: $0) }
        within = values.text("within").flatMap { Int($0) }.flatMap { days in Self.reaches.contains { $0.days == days } ? days : nil }
        did = values.text("did").flatMap { DecisionID(text: $0) }
        undid = values.text("undid").flatMap { DecisionID(text: $0) }
        (rule, filed) = (values.text("rule"), values.text("filed").flatMap { Int($0) })
    }

    /// How far apart a person may look for the other side of a transfer.
    static let reaches = [(days: 30, words: "30 days"), (days: 90, words: "90 days"), (days: 365, words: "a year")]

    /// A group in one word: `USD blue bottle`.
    struct Group: Sendable {
        let vendor: String
        let currency: Currency

        init(_ group: QueueStore.Group) { (vendor, currency) = (group.vendor, group.amount.currency) }

        init?(key: String) {
            guard let currency = Currency(code: String(key.prefix(3))), key.dropFirst(3).first == " " else { return nil }
            (vendor, self.currency) = (String(key.dropFirst(4)), currency)
        }

        var key: String { "\(currency.code) \(vendor)" }
    }

    /// `10.-205556.USD blue bottle`
    private static func position(_ text: String) -> QueueStore.Position? {
        let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let lines = Int(parts[0]), let units = Int64(parts[1]), let group = Group(key: String(parts[2])) else {
            return nil
        }
        return QueueStore.Position(lines: lines, minorUnits: units, vendor: group.vendor, currency: group.currency)
    }

    /// What the forms carry along, without what was just said.
    var fields: [Field] {
        var fields: [Field] = []
        if let held { fields.append(Field(name: "held", value: held)) }
        if let cursor { fields.append(Field(name: "cursor", value: Self.text(cursor))) }
        if let open { fields.append(Field(name: "open", value: "\(open.currency.code) \(open.vendor)")) }
        if let within { fields.append(Field(name: "within", value: "\(within)")) }
        return fields
    }

    private static func text(_ position: QueueStore.Position) -> String {
        "\(position.lines).\(position.minorUnits).\(position.currency.code) \(position.vendor)"
    }

    struct Field: Sendable {
        let name: String
        let value: String
    }

    var address: String {
        var pairs = fields.map { ($0.name, $0.value) }
        if let line { pairs.append(("line", "\(line)")) }
        if let did { pairs.append(("did", "\(did)")) }
        if let undid { pairs.append(("undid", "\(undid)")) }
        if let rule { pairs.append(("rule", rule)) }
        if let filed { pairs.append(("filed", "\(filed)")) }
        return pairs.isEmpty ? "/review" : "/review?" + pairs.map { "\($0.0)=\(OwnPath.encoded($0.1))" }.joined(separator: "&")
    }

    /// The same page without what was said or opened on it.
    var plain: ReviewPlace {
        var place = self
        (place.line, place.within, place.did, place.undid, place.rule, place.filed) = (nil, nil, nil, nil, nil, nil)
        return place
    }

    func at(_ line: LineID) -> String {
        var place = plain
        place.line = line
        return place.address
    }

    func looking(within days: Int, around line: LineID) -> String {
        var place = plain
        (place.line, place.within) = (line, days)
        return place.address
    }

    func opening(_ group: QueueStore.Group) -> String {
        var place = plain
        place.open = .init(lines: 0, minorUnits: 0, vendor: group.vendor, currency: group.amount.currency)
        return place.address
    }

    func after(_ position: QueueStore.Position) -> String {
        var place = plain
        (place.cursor, place.open) = (position, nil)
        return place.address
    }

    func only(_ held: String?) -> String {
        var place = plain
        (place.held, place.cursor, place.open) = (held, nil, nil)
        return place.address
    }
}
