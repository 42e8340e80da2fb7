import HTTPTypes
import Operations

/// The OpenAPI 3.1 document, made from the routes themselves.
struct OpenAPIDocument {
    let json: JSONValue

    init(_ routes: [Route], version: String) {
        var paths: [String: JSONValue] = [:]
        for route in routes {
            guard let operation = route.operation else { continue }
            var path = paths[route.path] ?? [:]
            path[route.method.rawValue.lowercased()] = Self.json(of: route, operation)
            paths[route.path] = path
        }
        json = [
            "openapi": "3.1.0",
            "info": [
                "title": "AI Bookkeeper", "version": .text(version),
                "description": .text(
                    "Send an API token as Authorization: Bearer. A browser's session works too: then requests that change something carry the "
                        + "token of GET /api/auth/me as X-CSRF-Token. A POST with an Idempotency-Key has its effect once."),
            ],
            "paths": .object(paths),
            "components": [
                "securitySchemes": [
                    "token": ["type": "http", "scheme": "bearer"],
                    "session": ["type": "apiKey", "in": "cookie", "name": "session"],
                ],
                "schemas": ["Error": Schema.error.json],
                "responses": [
                    "Refusal": [
                        "description": "Refused; the code says why, the message what to do.",
                        "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Error"]]],
                    ]
                ],
            ],
        ]
    }

    private static func json(of route: Route, _ operation: APIOperation) -> JSONValue {
        var result: JSONValue = [
            "summary": .text(operation.summary), "operationId": .text(identifier(route)),
            "responses": .object(responses(route, operation)),
        ]
        let parameters = pathParameters(route) + tenantParameter(route) + operation.query.map(Self.json)
        if !parameters.isEmpty { result["parameters"] = .list(parameters) }
        if let body = body(route, operation) { result["requestBody"] = body }
        switch route.access {
        case .everyone: result["security"] = []
        case .person: result["security"] = [["session": []]]
        case .member(let permission):
            result["security"] = [["token": []], ["session": []]]
            result["description"] = .text("Needs the permission \(permission.rawValue).")
        }
        return result
    }

    /// `post_api_entries_id_reversal`.
    private static func identifier(_ route: Route) -> String {
        let words = route.path.split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
        return "\(route.method.rawValue.lowercased())_\(words)"
    }

    private static func pathParameters(_ route: Route) -> [JSONValue] {
        route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { part in
            let name = String(part.dropFirst().dropLast())
            let schema: JSONValue = name == "id" ? Schema.id.json : Schema.text.json
            return ["name": .text(name), "in": "path", "required": true, "schema": schema]
        }
    }

    private static func tenantParameter(_ route: Route) -> [JSONValue] {
        guard case .member = route.access else { return [] }
        return [json(.init("tenant_id", .id, "the company; the one that is open otherwise"))]
    }

    private static func json(_ parameter: APIOperation.Parameter) -> JSONValue {
        ["name": .text(parameter.name), "in": "query", "schema": parameter.schema.json, "description": .text(parameter.summary)]
    }

    private static func body(_ route: Route, _ operation: APIOperation) -> JSONValue? {
        switch route.body {
        case .upload:
            let file: JSONValue = ["type": "object", "properties": ["file": ["type": "string", "format": "binary"]], "required": ["file"]]
            return [
                "required": true,
                "content": [
                    "multipart/form-data": ["schema": file],
                    "application/octet-stream": ["schema": ["type": "string", "format": "binary"]],
                ],
            ]
        case .none, .json, .form, .yaml, .raw:
            let type = route.body.contentTypes?.first ?? "application/json"
            return operation.body.map { ["required": true, "content": .object([type: ["schema": $0.json]])] }
        }
    }

    private static func responses(_ route: Route, _ operation: APIOperation) -> [String: JSONValue] {
        var content: [String: JSONValue] = [:]
        for (type, schema) in operation.answer { content[type] = ["schema": schema.json] }
        var success: JSONValue = ["description": .text(operation.status.reasonPhrase)]
        if !content.isEmpty { success["content"] = .object(content) }
        var responses: [String: JSONValue] = ["\(operation.status.code)": success]
        var refusals: Set<HTTPResponse.Status> = Set(
            operation.refusals + [.badRequest, .notFound, .methodNotAllowed, .unprocessableContent])
        if route.access != .everyone { refusals.formUnion([.unauthorized, .forbidden]) }
        if !route.isSafe {
            refusals.formUnion([
                .unauthorized, .forbidden, .conflict, .requestTimeout, .contentTooLarge, .unsupportedMediaType, .tooManyRequests,
            ])
        }
        refusals.insert(.serviceUnavailable)
        for status in refusals { responses["\(status.code)"] = ["$ref": "#/components/responses/Refusal"] }
        return responses
    }
}
