extension String {
    /// As the templates write it: fit for text and for a value between double quotes.
    var escaped: String {
        reduce(into: "") { text, character in
            switch character {
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "&": text += "&amp;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            default: text.append(character)
            }
        }
    }
}
