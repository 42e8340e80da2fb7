import HTTPTypes

/// What the OpenAPI document says about one route of the API.
struct APIOperation: Sendable {
    let summary: String
    var query: [Parameter] = []
    var body: Schema?
    var status: HTTPResponse.Status = .ok
    /// By content type; none for an answer without content.
    var answer: [String: Schema] = [:]
    /// Statuses of refusals beside those that every route has.
    var refusals: [HTTPResponse.Status] = []

    struct Parameter: Sendable {
        let name: String
        let schema: Schema
        let summary: String

        init(_ name: String, _ schema: Schema, _ summary: String) { (self.name, self.schema, self.summary) = (name, schema, summary) }

        static let cursor = Parameter("cursor", .text, "next_cursor of the page before")
        static let limit = Parameter("limit", Schema(json: ["type": "integer", "minimum": 1, "maximum": 500]), "items on the page")
        static let from = Parameter("from", .date, "first day")
        static let to = Parameter("to", .date, "last day")
    }

    /// What a GET answers as JSON.
    static func reads(_ summary: String, _ answer: Schema, query: [Parameter] = [], also types: [String] = []) -> APIOperation {
        var answers = ["application/json": answer]
        for type in types { answers[type] = .text }
        return APIOperation(summary: summary, query: query, answer: answers)
    }

    /// What a request that changes something takes and answers.
    static func changes(
        _ summary: String, _ body: Schema? = nil, _ answer: Schema? = nil, status: HTTPResponse.Status = .ok, query: [Parameter] = []
    ) -> APIOperation {
        APIOperation(
            summary: summary, query: query, body: body, status: answer == nil ? .noContent : status,
            answer: answer.map { ["application/json": $0] } ?? [:])
    }
}
