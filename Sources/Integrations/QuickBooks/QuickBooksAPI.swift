import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Operations

/// Speaks to QuickBooks Online and to Intuit: one request each, with a time limit and a size limit. It repeats nothing: whether something
/// may be sent again is for the export to decide.
struct QuickBooksAPI: Sendable {
    let client: QuickBooksClient
    let hosts: QuickBooksHosts
    let timeout: Duration

    /// Of the shapes that requests and answers have; Intuit serves none below (2025).
    private static let minorVersion = "75"
    /// Shorter than the time for which a process may take it upon itself to renew tokens.
    private static let tokenTimeout = Duration.seconds(20)
    private static let answerLimit = 8 << 20
    private static let pageSize = 1_000
    private static let mostPages = 20

    private static let http = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: .init(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5))))

    struct Answer: Sendable {
        let body: [UInt8]
        /// Intuit's number of the call.
        let trace: String?
    }

    // MARK: A company's books

    func get(_ access: QuickBooks.Access, _ path: String, _ query: FormBody = FormBody()) async throws -> Answer {
        try await company(.GET, access, path, query, body: nil)
    }

    func post(_ access: QuickBooks.Access, _ path: String, _ body: [UInt8], requestID: String) async throws -> Answer {
        var query = FormBody()
        query.add("requestid", requestID)
        return try await company(.POST, access, path, query, body: body)
    }

    func query(_ access: QuickBooks.Access, _ statement: String) async throws -> Answer {
        var query = FormBody()
        query.add("query", statement)
        return try await get(access, "query", query)
    }

    /// All rows of a query, page by page.
    func pages<Row: Sendable>(
        _ access: QuickBooks.Access, _ statement: String, _ read: ([UInt8], String?) throws -> (rows: [Row], count: Int)
    ) async throws -> [Row] {
        var all: [Row] = []
        var start = 1
        for _ in 0..<Self.mostPages {
            let answer = try await query(access, "\(statement) startposition \(start) maxresults \(Self.pageSize)")
            let page = try read(answer.body, answer.trace)
            all += page.rows
            guard page.count >= Self.pageSize else { break }
            start += page.count
        }
        return all
    }

    private func company(
        _ method: HTTPMethod, _ access: QuickBooks.Access, _ path: String, _ query: FormBody, body: [UInt8]?
    ) async throws -> Answer {
        var query = query
        query.add("minorversion", Self.minorVersion)
        var request = HTTPClientRequest(url: "\(hosts.api)/v3/company/\(access.realm)/\(path)?\(query.text)")
        request.method = method
        request.headers = ["Authorization": "Bearer \(access.token)", "Accept": "application/json", "User-Agent": "AI Bookkeeper"]
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let (status, headers, bytes) = try await exchange(request, timeout)
        // A fault may come with 200.
        let faults = QuickBooksAnswer.faults(bytes)
        if (200..<300).contains(status), faults == nil { return Answer(body: bytes, trace: headers.first(name: "intuit_tid")) }
        throw QuickBooksError(status: status, faults: faults ?? [])
    }

    // MARK: Tokens

    func tokens(_ form: FormBody) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: "\(hosts.tokens)/oauth2/v1/tokens/bearer")
        request.method = .POST
        request.headers = [
            "Authorization": client.authorization, "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded",
        ]
        request.body = .bytes(ByteBuffer(string: form.text))
        return try await oauth(request)
    }

    func revoke(_ token: String) async throws {
        var request = HTTPClientRequest(url: "\(hosts.revocation)/v2/oauth2/tokens/revoke")
        request.method = .POST
        request.headers = [
            "Authorization": client.authorization, "Accept": "application/json", "Content-Type": "application/json",
        ]
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(["token": token])))
        _ = try await oauth(request)
    }

    private func oauth(_ request: HTTPClientRequest) async throws -> [UInt8] {
        let (status, _, bytes) = try await exchange(request, Self.tokenTimeout)
        switch (status, QuickBooksAnswer.oauthError(bytes)) {
        case (200..<300, _): return bytes
        case (429, _): throw QuickBooksError.throttled
        case (500..., _): throw QuickBooksError.serverFault(status: status)
        case (_, "invalid_client"?), (401, _): throw QuickBooksError.clientRefused
        case (_, "invalid_grant"?), (400, nil): throw QuickBooksError.grantRefused
        default: throw QuickBooksError.unreadableAnswer("status \(status)")
        }
    }

    private func exchange(_ request: HTTPClientRequest, _ timeout: Duration) async throws -> (Int, HTTPHeaders, [UInt8]) {
        do {
            let response = try await Self.http.execute(request, timeout: TimeAmount(timeout))
            let buffer = try await response.body.collect(upTo: Self.answerLimit)
            return (Int(response.status.code), response.headers, Array(buffer.readableBytesView))
        } catch let error as CancellationError {
            throw error
        } catch {
            // The library's words may hold the address.
            throw QuickBooksError.unreachable("\(type(of: error))")
        }
    }
}

extension QuickBooksAPI {
    func pages<Row: Sendable>(
        _ access: QuickBooks.Access, _ statement: String, _ read: ([UInt8]) throws -> (rows: [Row], count: Int)
    ) async throws -> [Row] {
        try await pages(access, statement) { bytes, _ in try read(bytes) }
    }
}

extension QuickBooksError {
    /// By the status, and by the codes where those say more.
    fileprivate init(status: Int, faults: [QuickBooksFault]) {
        // Some of Intuit's services write 003200 for 3200.
        let codes = Set(faults.map { String($0.code.drop { $0 == "0" }) })
        if status == 429 || codes.contains("3001") {
            self = .throttled
        } else if status == 401 || codes.contains("3200") {
            self = .tokenRefused
        } else if status == 403 || codes.contains("3100") || codes.contains("120") {
            self = .accessWithdrawn
        } else if codes.contains("6190") {
            self = .subscriptionEnded
        } else if status >= 500 {
            self = .serverFault(status: status)
        } else if faults.isEmpty {
            self = .unreadableAnswer("status \(status)")
        } else {
            self = .refused(faults)
        }
    }
}
