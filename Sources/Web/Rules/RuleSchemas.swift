/// The shapes of what Operations says about rules; a test holds each beside an answer.
enum RuleSchemas {
    static let line = Schema.object(
        ["line": .id, "date": .date, "amount": .amount, "currency": .text, "text": .text, "state": .text, "method": .text],
        optional: ["account": .text])
    static let conflict = Schema.object(["rules": .list(.text), "lines": .integer], optional: ["example": line])
    static let version = Schema.object(
        ["version": .integer, "change": .text, "changed_at": .instant, "changed_by": .text, "words": .text], optional: ["name": .text])
    static let test = Schema.object([
        "matched": .integer, "waiting": .integer, "posted_by_machine": .integer, "decided_by_people": .integer, "would_file": .integer,
        "would_correct": .integer, "agreeing": .integer, "disagreeing": .integer, "held": counts, "overruled": counts,
        "conflicts": .list(conflict),
        "effects": .list(.object(["account": .text, "currency": .text, "filing": .amount, "correcting": .amount])),
        "sample": .list(.object(["rule": .text, "line": line])),
    ])
    static let application = Schema.object([
        "filed": .integer, "corrected": .integer, "left_to_other_rules": .integer, "left_to_people": .integer, "held": counts,
    ])
    static let suggestion = Schema.object([
        "suggestion": .id, "vendor": .text, "account": .text, "name": .text, "words": .text, "answers": .integer, "agreeing": .integer,
        "disagreeing": .integer, "waiting": .integer, "evidence": .list(line),
    ])
    static let fileImport = Schema.object(
        ["added": .list(.text), "changed": .list(.text), "unchanged": .integer], optional: ["posted": .integer])
    /// By reason, or by a rule's name.
    private static let counts = Schema(json: ["type": "object", "additionalProperties": ["type": "integer"]])
}
