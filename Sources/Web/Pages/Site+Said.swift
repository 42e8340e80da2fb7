import Hummingbird
import Operations
import Storage

/// One sentence that the next page says in its reserved line: what was done, with its figures. It travels in a cookie of one minute.
extension Site {
    func seeOther(_ path: String, said sentence: String) -> Response {
        var response = Response.seeOther(path)
        cookies.setSaid(OwnPath.encoded(String(sentence.prefix(400))), on: &response)
        return response
    }
}

extension Call {
    /// What the page before has done.
    var said: String? {
        guard let text = cookie(CookieNames.said), !text.isEmpty, let value = Values(urlEncoded: "said=\(text)")["said"] else { return nil }
        return value
    }
}
