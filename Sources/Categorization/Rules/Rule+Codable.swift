import Bookkeeping

// The stored and exchanged form of a rule: one key names what each part is.
//
//     {"name": "Internet", "isEnabled": true,
//      "condition": {"all": [{"text": {"contains": "comcast"}}, {"direction": "out"}, {"not": {"bankAccount": 7}}]},
//      "action": {"split": [{"account": 12, "basisPoints": 7000}, {"account": 13, "basisPoints": 3000}]}}

private struct RuleKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
}

extension KeyedDecodingContainer where K == RuleKey {
    /// The only key of an object that must have exactly one.
    fileprivate func soleKey() throws -> RuleKey {
        guard let key = allKeys.first, allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(.init(codingPath: codingPath, debugDescription: "expected one key, found \(allKeys.count)"))
        }
        return key
    }

    fileprivate func unknown(_ key: RuleKey) -> DecodingError {
        .dataCorruptedError(forKey: key, in: self, debugDescription: "“\(key.stringValue)” is not known here")
    }

    fileprivate func account(_ key: RuleKey) throws -> AccountID { AccountID(try decode(Int64.self, forKey: key)) }

    fileprivate func money(_ key: RuleKey, currency: Currency) throws -> Money {
        guard let money = Money(decimalText: try decode(String.self, forKey: key), currency) else {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "not an amount in \(currency)")
        }
        return money
    }

    fileprivate func currency() throws -> Currency {
        guard let currency = Currency(code: try decode(String.self, forKey: RuleKey("currency"))) else {
            throw DecodingError.dataCorruptedError(forKey: RuleKey("currency"), in: self, debugDescription: "not a currency of ISO 4217")
        }
        return currency
    }
}

extension Rule.Condition: Codable {
    package init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: RuleKey.self)
        let key = try object.soleKey()
        // Nested groups decode recursively, so depth is bounded before a hostile document can exhaust the stack.
        guard decoder.codingPath.count <= 4 * Self.deepest else { throw object.unknown(key) }
        switch key.stringValue {
        case "all": self = .all(try object.decode([Rule.Condition].self, forKey: key))
        case "any": self = .any(try object.decode([Rule.Condition].self, forKey: key))
        case "not": self = .not(try object.decode(Rule.Condition.self, forKey: key))
        case "amount": self = .amount(try object.decode(Rule.AmountRange.self, forKey: key))
        case "direction": self = .direction(try object.decode(Rule.Direction.self, forKey: key))
        case "bankAccount": self = .bankAccount(try object.account(key))
        default:
            guard let field = Rule.Field(rawValue: key.stringValue) else { throw object.unknown(key) }
            self = .text(field, try object.decode(Rule.TextTest.self, forKey: key))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: RuleKey.self)
        switch self {
        case .all(let group): try object.encode(group, forKey: RuleKey("all"))
        case .any(let group): try object.encode(group, forKey: RuleKey("any"))
        case .not(let condition): try object.encode(condition, forKey: RuleKey("not"))
        case .text(let field, let test): try object.encode(test, forKey: RuleKey(field.rawValue))
        case .amount(let range): try object.encode(range, forKey: RuleKey("amount"))
        case .direction(let direction): try object.encode(direction, forKey: RuleKey("direction"))
        case .bankAccount(let account): try object.encode(account.rawValue, forKey: RuleKey("bankAccount"))
        }
    }
}

extension Rule.Direction: Codable {}

extension Rule.TextTest: Codable {
    package init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: RuleKey.self)
        let key = try object.soleKey()
        let text = try object.decode(String.self, forKey: key)
        switch key.stringValue {
        case "contains": self = .contains(text)
        case "equals": self = .equals(text)
        case "starts": self = .starts(text)
        case "matches": self = .matches(text)
        default: throw object.unknown(key)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: RuleKey.self)
        switch self {
        case .contains(let text): try object.encode(text, forKey: RuleKey("contains"))
        case .equals(let text): try object.encode(text, forKey: RuleKey("equals"))
        case .starts(let text): try object.encode(text, forKey: RuleKey("starts"))
        case .matches(let text): try object.encode(text, forKey: RuleKey("matches"))
        }
    }
}

extension Rule.AmountRange: Codable {
    package init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: RuleKey.self)
        let currency = try object.currency()
        self.init(
            from: object.contains(RuleKey("from")) ? try object.money(RuleKey("from"), currency: currency) : nil,
            to: object.contains(RuleKey("to")) ? try object.money(RuleKey("to"), currency: currency) : nil)
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: RuleKey.self)
        if let from { try object.encode(from.decimalText, forKey: RuleKey("from")) }
        if let to { try object.encode(to.decimalText, forKey: RuleKey("to")) }
        if let currency = (from ?? to)?.currency { try object.encode(currency.code, forKey: RuleKey("currency")) }
    }
}

extension Rule.Action: Codable {
    package init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: RuleKey.self)
        let key = try object.soleKey()
        switch key.stringValue {
        case "file": self = .file(try object.account(key))
        case "transfer": self = .transfer(try object.account(key))
        case "split": self = .split(try object.decode([Rule.Share].self, forKey: key))
        default: throw object.unknown(key)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: RuleKey.self)
        switch self {
        case .file(let account): try object.encode(account.rawValue, forKey: RuleKey("file"))
        case .transfer(let account): try object.encode(account.rawValue, forKey: RuleKey("transfer"))
        case .split(let shares): try object.encode(shares, forKey: RuleKey("split"))
        }
    }
}

extension Rule.Share: Codable {
    package init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: RuleKey.self)
        let account = try object.account(RuleKey("account"))
        if object.contains(RuleKey("basisPoints")) {
            self.init(account, .basisPoints(try object.decode(Int.self, forKey: RuleKey("basisPoints"))))
        } else {
            self.init(account, .fixed(try object.money(RuleKey("amount"), currency: object.currency())))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: RuleKey.self)
        try object.encode(account.rawValue, forKey: RuleKey("account"))
        switch size {
        case .basisPoints(let points): try object.encode(points, forKey: RuleKey("basisPoints"))
        case .fixed(let money):
            try object.encode(money.decimalText, forKey: RuleKey("amount"))
            try object.encode(money.currency.code, forKey: RuleKey("currency"))
        }
    }
}
