package import Bookkeeping
package import Storage

/// Answers a request with an idempotency key once; whoever repeats it gets the same answer, and nothing happens again.
///
/// The answer is kept for a day, sealed, as it may show a token that is shown once. A process that dies in between leaves its claim behind,
/// which counts for two minutes; what is posted meanwhile is protected by the entry's own key.
package struct OnceOnly: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    package struct Answer: Hashable, Sendable {
        package let status: Int
        package let contentType: String
        package let body: [UInt8]

        package init(status: Int, contentType: String, body: [UInt8]) {
            (self.status, self.contentType, self.body) = (status, contentType, body)
        }
    }

    static let claimSeconds: Int64 = 120
    static let keptSeconds: Int64 = 86_400

    /// - Parameters:
    ///   - principal: who asks: one member's answers are not another's
    ///   - fingerprint: a hash of method, path and body
    /// - Throws: `StorageError.keyReused` when the key was used for another request, `PeopleError.requestUnderWay` while the first one runs
    package func callAsFunction(
        for tenant: TenantID, principal: String, key: IdempotencyKey, fingerprint: [UInt8],
        _ work: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        guard (1...255).contains(key.rawValue.utf8.count), key.rawValue.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw PeopleError.unfitKey
        }
        let (database, now) = (front.database, front.now())
        let request = AnsweredRequestStore.Request(principal: principal, key: key, fingerprint: fingerprint, claim: front.random.make(16))
        let outcome = try await database.write(for: tenant) { books in
            try books.answeredRequests.claim(
                request, until: now.advanced(bySeconds: Self.claimSeconds), expiresAt: now.advanced(bySeconds: Self.keptSeconds), at: now)
        }
        let place = "tenant \(tenant) \(principal) \(key.rawValue)"
        switch outcome {
        case .underWay: throw PeopleError.requestUnderWay
        case .answered(let kept):
            guard let body = front.secrets.open(kept.sealedBody, for: .answer, in: place) else {
                throw StorageError.unexpected("an answer that SECRET_KEY does not open")
            }
            return Answer(status: kept.status, contentType: kept.contentType, body: body)
        case .claimed: break
        }
        do {
            let answer = try await work()
            // What went wrong on this side may go right the next time.
            guard answer.status < 500 else {
                try await database.write(for: tenant) { books in try books.answeredRequests.abandon(request) }
                return answer
            }
            let sealed = try front.secrets.seal(answer.body, for: .answer, in: place)
            try await database.write(for: tenant) { books in
                try books.answeredRequests.finish(
                    request, with: .init(status: answer.status, contentType: answer.contentType, sealedBody: sealed))
            }
            return answer
        } catch {
            try? await database.write(for: tenant) { books in try books.answeredRequests.abandon(request) }
            throw error
        }
    }
}
