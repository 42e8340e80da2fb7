extension ReviewContent.Line: TemplateRow {
    func value(named wanted: String) -> TemplateValue? {
        switch wanted {
        case "id": TemplateValue(id)
        case "address": TemplateValue(address)
        case "date": TemplateValue(date)
        case "text": TemplateValue(text)
        case "ownName": TemplateValue(ownName)
        case "accountID": TemplateValue(accountID)
        case "code": TemplateValue(code)
        case "account": TemplateValue(account)
        case "isApprovable": TemplateValue(isApprovable)
        case "hasAccount": TemplateValue(hasAccount)
        case "method": TemplateValue(method)
        case "bar": TemplateValue(bar)
        case "note": TemplateValue(note)
        case "ownReason": TemplateValue(ownReason)
        case "isOwnWarning": TemplateValue(isOwnWarning)
        case "amount": TemplateValue(amount)
        case "minorUnits": TemplateValue(minorUnits)
        case "isNow": TemplateValue(isNow)
        default: nil
        }
    }
}

extension ReviewContent.Group: TemplateRow {
    func value(named wanted: String) -> TemplateValue? {
        switch wanted {
        case "key": TemplateValue(key)
        case "name": TemplateValue(name)
        case "count": TemplateValue(count)
        case "lineCount": TemplateValue(lineCount)
        case "cold": TemplateValue(cold)
        case "reason": TemplateValue(reason)
        case "isWarning": TemplateValue(isWarning)
        case "approve": TemplateValue(approve)
        case "sum": TemplateValue(sum)
        case "lines": TemplateValue(lines)
        case "more": TemplateValue(more)
        default: nil
        }
    }
}

extension ConfidenceBar: TemplateRow {
    func value(named wanted: String) -> TemplateValue? {
        switch wanted {
        case "text": TemplateValue(text)
        case "width": TemplateValue(width)
        case "mark": TemplateValue(mark)
        case "isSure": TemplateValue(isSure)
        default: nil
        }
    }
}
